/** Every arm on every kind of network: tiny ones, a few steps. */
import { describe, expect, it } from 'vitest';
import { startSimdEngine } from '../engine/simd/simd-engine.ts';
import { armNames, bringsMomentum, type ArmId } from '../experiment/arms.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import type { RunEvent } from './events.ts';
import { runOnFile } from './testing/file-runs.ts';

const training = { optimizer: 'adamw', learningRate: 0.01, batch: 8, steps: 16, seeds: [1] } as const;
const forecasts = { window: 4, split: 2, warmup: 4, period: 5, candidates: 2 } as const;
/** Arms whose learning rate is another from the first step on. */
const otherRate: ReadonlySet<ArmId> = new Set(['faster', 'decay']);
const text = { context: 8, width: 8, blocks: 1, heads: 2 } as const;

const networks: Readonly<Record<string, Partial<ExperimentSpec>>> = {
  'a convolutional network': { task: 'digits', network: 'cnn', filters: [2, 3] },
  'a decoder': { task: 'moby-dick', network: 'gpt', ...text },
  'a convolutional network with dropout': {
    ...{ task: 'digits', network: 'cnn', filters: [2, 3] },
    dropout: 0.2,
  },
  'an encoder with dropout': { task: 'century', network: 'encoder', ...text, dropout: 0.2 },
  'an encoder': { task: 'century', network: 'encoder', ...text },
};

/** [arm][seed]: its training losses before every step. */
async function lossesOf(values: Partial<ExperimentSpec>): Promise<ReadonlyMap<ArmId, readonly number[][]>> {
  const events = await runOnFile({ ...training, ...forecasts, ...values }, startSimdEngine);
  const prepared = events.find((event) => event.type === 'prepared');
  if (prepared?.type !== 'prepared') throw new Error('nothing was prepared');
  const { replicas } = prepared;
  const losses = new Map<ArmId, number[][]>();
  replicas.forEach(({ arm }, replica) => {
    const own = events.flatMap((event: RunEvent) =>
      event.type === 'progressed'
        ? Array.from({ length: event.steps }, (_, i) => event.loss[i * replicas.length + replica]!)
        : [],
    );
    losses.set(arm, [...(losses.get(arm) ?? []), own]);
  });
  return losses;
}

describe.each(Object.entries(networks))('%s', (_name, network) => {
  const arms = armNames.filter((arm) => !bringsMomentum(arm));

  it('trains in every arm', { timeout: 120_000 }, async () => {
    const losses = await lossesOf({ ...network, arms });
    expect([...losses.keys()]).toEqual(arms);
    const control = losses.get('control')!;
    for (const [arm, own] of losses) {
      expect(own.flat().every(Number.isFinite), arm).toBe(true);
      expect(
        own.map(({ length }) => length),
        arm,
      ).toEqual([16]);
      // Before the first forecast, only arms with another learning rate differ from the control.
      if (!otherRate.has(arm))
        expect(
          own.map((seed) => seed.slice(0, 4)),
          arm,
        ).toEqual(control.map((seed) => seed.slice(0, 4)));
    }
    expect(new Set([...losses.values()].map((own) => own.flat().join())).size).toBeGreaterThan(
      arms.length / 2,
    );
  });

  it('trains with momentum; without jumps it is bit-identical to the control', async () => {
    const values = { ...network, optimizer: 'sgd', learningRate: 0.05 } as const;
    const losses = await lossesOf({ ...values, arms: ['control', 'farcaster', 'momentum'], gate: 'never' });
    expect(losses.get('farcaster')).toEqual(losses.get('control'));
    expect(losses.get('momentum')).not.toEqual(losses.get('control'));
  });
});
