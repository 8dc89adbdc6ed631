import { readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import type { RunHistory } from './history.ts';
import { resultJob, resultOf } from './result.ts';
import { recorded, scored } from './testing/recorded.ts';

/** A finished run with every kind of event. */
function finished(change: (history: RunHistory) => void = () => undefined): RunHistory {
  const seeds = [1, 2, 3];
  const history = recorded({
    spec: { arms: ['control', 'farcaster', 'search', 'random'], seeds, steps: 100, period: 21 },
    loss: (arm, seed, step) => seed * 2 ** (-(arm === 'farcaster' ? 2 * step : step) / 10),
    jumps: seeds.map((seed) => ({ arm: 'farcaster', seed, step: 40, cost: 2 })),
    test: (_, seed) => [0.1 * seed, 0.9],
  });
  change(history);
  return history;
}

const forecasted = (value: number) =>
  ({
    type: 'forecasted',
    anchor: 40,
    predicted: new Float32Array(24),
    // [horizon 2, replica 12, inputs 2 + 1]; the last replica has another kind of forecast.
    coefficients: Float32Array.from({ length: 72 }, (_, at) =>
      at % 36 >= 33 ? NaN : [-0.2, 1.2, value][at % 3]!,
    ),
  }) as const;

const score = (cosine: number) =>
  ({ type: 'scored', anchor: 40, horizons: [2, 4], scores: [scored(0, [0.5, 0.6], cosine)] }) as const;

const full = (): RunHistory =>
  finished((history) => {
    history.take(forecasted(0));
    history.take(score(0.5));
    history.tick(1234);
  });

describe('the result', () => {
  const result = resultOf(full(), 'abcdef');

  it('carries the evidence', () => {
    const { arms, targets, equalCost, aroundJumps, quality, coefficients } = result.evidence;
    expect(arms.map(({ arm }) => arm)).toEqual(['farcaster', 'search', 'random']);
    expect(arms[0]!.evidence!.verdict.savedFraction).toBe(result.verdict.savedFraction);
    expect(targets.map(({ rows }) => rows.length)).toEqual([24, 24, 24]);
    expect(equalCost).toMatchObject({ evaluatedAt: 100, control: { cost: 100 } });
    expect(equalCost.arms[0]).toMatchObject({ arm: 'farcaster', paid: 1.02, equal: { steps: 98 } });
    expect(aroundJumps.map(({ arm, jumps }) => [arm, jumps])).toEqual([['farcaster', 3]]);
    expect(quality.rows.map(({ horizon }) => horizon)).toEqual([2, 4]);
    expect(coefficients).toMatchObject({ anchor: 40, horizons: [2, 4], inputs: [0, 4], windowSteps: 4 });
    expect(coefficients!.replicas).toHaveLength(11);
    expect(coefficients!.replicas[0]!.groups[0]!.values[1]).toEqual([-0.2, 1.2, 0].map(Math.fround));
  });

  it('is made without the functions whose last digits the language leaves open', () => {
    const exact = [
      'abs',
      'ceil',
      'floor',
      'round',
      'trunc',
      'sign',
      'sqrt',
      'min',
      'max',
      'fround',
      'imul',
      'clz32',
    ];
    const open = Object.getOwnPropertyNames(Math).filter(
      (name) => typeof Math[name as 'exp'] === 'function' && !exact.includes(name),
    );
    expect(open).toContain('log10');
    const spies = open.map((name) => vi.spyOn(Math, name as 'exp').mockReturnValue(0.5));
    const history = full();
    history.take({ type: 'perturbed', seeds: [1, 2], spread: [0.1, 2], unchecked: null });
    const other = resultOf(history, 'abcdef');
    vi.restoreAllMocks();
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    expect(other.evidence).toEqual(result.evidence);
    // e^2 is 7.39.
    expect(other.verdict.sentence).toMatch(/Sensitive to rounding: .* by a factor of up to 7 in loss/);
  });

  it('is plain data: nothing is lost on the way through JSON', () => {
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('does not change when its run continues', () => {
    const spec = { arms: ['control', 'farcaster'], seeds: [1], steps: 100 } as const;
    const early = recorded({ spec, loss: (_, __, step) => 100 - step, until: 10 });
    const early10 = resultOf(early, 'x');
    const expected = JSON.stringify(resultOf(early, 'x'));
    const jump = { replica: 1, horizon: 2, accepted: true, lossBefore: 1, lossAfter: 0.5, cost: 3 };
    early.take({ type: 'jumped', step: 9, outcomes: [jump] });
    early.take({ ...score(0.5), anchor: 4 });
    const [loss, watched] = [Float32Array.of(7, 7), new Float32Array(2)];
    early.take({ type: 'progressed', firstStep: 10, steps: 1, loss, watched });
    expect(JSON.stringify(early10)).toBe(expected);
    expect(early10.arms[0]!.replicas[0]!.loss).toHaveLength(9);
  });

  it('copies no curve before it is accessed', () => {
    const history = full();
    const copies = vi.spyOn(history, 'lossOf');
    const made = resultOf(history, 'x');
    expect(copies).not.toHaveBeenCalledWith(expect.anything(), 0, 100);
    expect(made.arms[0]!.replicas[0]!.loss).toHaveLength(100);
    expect(copies).toHaveBeenCalledWith(0, 0, 100);
  });

  it('made in slices is the same, and pauses for every curve of its digest', () => {
    const job = resultJob(full(), 'abcdef');
    let pauses = 0;
    let step = job.next();
    for (; step.done !== true; step = job.next()) pauses += 1;
    expect(JSON.stringify(step.value)).toBe(JSON.stringify(result));
    expect(pauses).toBeGreaterThan(2 * 12);
  });

  it('has empty fields before there is anything to report', () => {
    const early = recorded({
      spec: { arms: ['control', 'farcaster'], seeds: [1], steps: 100 },
      loss: () => 1,
      until: 1,
    });
    const { evidence, seconds } = resultOf(early, 'abcdef');
    expect(evidence).toMatchObject({
      arms: [{ arm: 'farcaster', evidence: null }],
      targets: [{ rows: [] }],
      equalCost: { evaluatedAt: null, control: null, arms: [] },
      aroundJumps: [],
      quality: { rows: [] },
      coefficients: null,
    });
    expect(seconds).toBe(0);
  });

  it('says what may be claimed, and names the rivals', () => {
    expect(result.verdict).toMatchObject({ claim: 'plain', rivals: [{ outcome: 'unclear' }, {}] });
  });
});

describe('the digest', () => {
  const digest = (change: (history: RunHistory) => void): string => resultOf(finished(change), 'x').digest;

  it('does not mind how long it took', () => {
    expect(digest((history) => history.tick(99))).toBe(digest(() => undefined));
    expect(
      resultOf(
        finished((history) => history.tick(1500)),
        'x',
      ).seconds,
    ).toBe(1.5);
  });

  it('covers coefficients and the quality of forecasts', () => {
    const digests = [
      digest(() => undefined),
      digest((history) => history.take(forecasted(0))),
      digest((history) => history.take(forecasted(0.5))),
      digest((history) => history.take(score(0.5))),
      digest((history) => history.take(score(0.25))),
    ];
    expect(new Set(digests).size).toBe(5);
  });
});

describe('docs/AUTOMATION.md', () => {
  it('names every field of a result', async () => {
    const page = await readFile(new URL('../../docs/AUTOMATION.md', import.meta.url), 'utf8');
    const result = { ...resultOf(full(), 'abcdef'), spec: null };
    const named = (key: string): boolean => page.includes(`\`${key}\``) || page.includes(`\`${key}[]\``);
    const missing = [...new Set(keysOf(result))].filter((key) => !named(key));
    expect(missing).toEqual([]);
  });
});

/** All keys within plain data. */
function keysOf(data: unknown): string[] {
  if (Array.isArray(data)) return data.flatMap(keysOf);
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => [key, ...keysOf(value)]);
}
