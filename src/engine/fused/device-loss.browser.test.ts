/** Devices lost at random steps of small runs: every run must end as if nothing had happened. */
import { expect, test } from 'vitest';
import { digestOf } from '../../core/digest.ts';
import { randomStream } from '../../core/rng.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { conduct } from '../../run/conduct.ts';
import type { RunEvent } from '../../run/events.ts';
import { planRun } from '../../run/plan/plan.ts';
import type { Engine } from '../engine.ts';
import { initialState } from '../initial-state.ts';
import { ResilientEngine } from '../resilient/resilient-engine.ts';
import { watchDevices } from '../testing/devices.ts';
import { startFusedEngine } from './fused-engine.ts';

/** Total number of losses; `VITE_LOSSES=1000 npx vitest run --project browser device-loss` for the long test. */
const wanted = Number((import.meta.env['VITE_LOSSES'] as string | undefined) ?? 8);

const { spec } = checkSpec({
  samples: 32,
  layers: [4],
  steps: 70,
  seeds: [1, 2],
  learningRate: 0.5,
  optimizer: 'adam',
  batch: 8,
  window: 9,
  warmup: 10,
  period: 12,
  candidates: 3,
});
const plan = planRun(spec, null);

const devices = watchDevices();

/** SHA-256 of everything a run records. `beforeBurst` is called before every few steps. */
async function runDigest(engine: Engine, beforeBurst: () => void): Promise<string> {
  const losses: number[] = [];
  const watched: number[] = [];
  const others: string[] = [];
  const record = (event: RunEvent): void => {
    if (event.type === 'progressed') {
      losses.push(...event.loss);
      watched.push(...event.watched);
    } else
      others.push(
        JSON.stringify(event, (_, value: unknown) => (value instanceof Float32Array ? [...value] : value)),
      );
  };
  const allowance = (): Promise<number> => {
    beforeBurst();
    return Promise.resolve(5);
  };
  expect(await conduct(plan, engine, { allowance, spent: () => undefined }, record)).toBe('finished');
  engine.dispose();
  return digestOf([losses, watched, ...others]);
}

test(`${wanted} lost devices change nothing`, { timeout: 1000 * Math.max(60, 3 * wanted) }, async () => {
  const undisturbed = await runDigest(await startFusedEngine(plan.setup), () => undefined);
  const random = randomStream(wanted, 'calibration');
  let injected = 0;
  let recovered = 0;
  while (injected < wanted) {
    const restarts = Array.from({ length: wanted + 1 }, () => () => startFusedEngine(plan.setup));
    const checkpointTime = random.below(2) === 0 ? 0 : 50;
    const engine = new ResilientEngine(
      await startFusedEngine(plan.setup),
      initialState(plan.setup),
      restarts,
      () => (recovered += 1),
      checkpointTime,
    );
    expect(engine.identity).toMatchObject({ name: 'fused', backend: 'webgpu' });
    let destroyed: GPUDevice | undefined;
    const digest = await runDigest(engine, () => {
      const newest = devices.at(-1);
      if (injected >= wanted || newest === destroyed || random.below(6) !== 0) return;
      destroyed = newest;
      injected += 1;
      newest?.destroy();
    });
    expect(digest).toBe(undisturbed);
  }
  expect(injected).toBe(wanted);
  expect(recovered).toBe(wanted);
});
