/** Whatever happened in a run, its sentence claims no more than was found. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { recorded, type Recording } from '../testing/recorded.ts';
import { judgementOf } from './judgement.ts';
import { verdictView } from './verdict.ts';

const rivals: readonly ArmId[] = ['search', 'recent', 'faster', 'decay', 'random'];

/** The behaviour of a replica: how fast its loss halves, and a step from which on it has stopped or is exactly zero. */
interface Fate {
  readonly speed: number;
  readonly stops: number | null;
  readonly zeroFrom: number | null;
}

const fate: fc.Arbitrary<Fate> = fc.record({
  speed: fc.oneof(
    fc.constantFrom(-0.5, 0.02, 0.5, 1, 1.1, 2, 5),
    fc.double({ min: 0.3, max: 4, noNaN: true }),
  ),
  stops: fc.option(fc.integer({ min: 1, max: 99 }), { freq: 6, nil: null }),
  zeroFrom: fc.option(fc.integer({ min: 1, max: 99 }), { freq: 6, nil: null }),
});

const run = fc
  .record({
    seeds: fc.integer({ min: 1, max: 10 }),
    arms: fc.subarray([...rivals]),
    gate: fc.constantFrom<ExperimentSpec['gate']>('strict', 'tolerance', 'always'),
    regime: fc.constantFrom<ExperimentSpec['regime']>('any', 'stable'),
    source: fc.constantFrom<ExperimentSpec['source']>('in-run', 'transfer', 'frozen', 'oracle'),
    warmup: fc.constantFrom(10, 40, 200),
    jumps: fc.constantFrom('accepted', 'rejected', 'untried', 'none'),
    fates: fc.array(fate, { minLength: 70, maxLength: 70 }),
  })
  .map(({ seeds: count, arms: chosen, gate, regime, source, warmup, jumps, fates }): Recording => {
    const arms: ArmId[] = ['control', 'farcaster', ...chosen];
    const seeds = Array.from({ length: count }, (_, i) => i + 1);
    const of = (arm: ArmId, seed: number): Fate => fates[arms.indexOf(arm) * 10 + seed - 1]!;
    const every = arms.flatMap((arm) => seeds.map((seed) => ({ arm, seed })));
    return {
      spec: { arms, seeds, steps: 100, gate, regime, source, warmup },
      loss: (arm, seed, step) => {
        const { speed, stops, zeroFrom } = of(arm, seed);
        if (stops !== null && step > stops) return NaN;
        return zeroFrom !== null && step >= zeroFrom ? 0 : 2 ** ((-speed * step) / 10);
      },
      diverged: every.flatMap(({ arm, seed }) => {
        const { stops } = of(arm, seed);
        return stops === null ? [] : [{ arm, seed, step: stops + 1 }];
      }),
      jumps:
        jumps === 'none' || warmup >= 100
          ? []
          : seeds.map((seed) => ({
              arm: 'farcaster' as const,
              seed,
              step: warmup,
              accepted: jumps === 'accepted',
              tried: jumps !== 'untried',
              cost: 2,
            })),
    };
  });

describe('the sentence of any run', () => {
  it('has no number that is none', () => {
    fc.assert(
      fc.property(run, (recording) => {
        const { sentence, detail } = verdictView(recorded(recording));
        expect(`${sentence} ${detail}`).not.toMatch(/NaN|Infinity|undefined|null|−0 /);
        expect(sentence).toMatch(/^[A-Z].*\.$/s);
        expect(sentence).not.toMatch(/\.\.|\. \(|;\.|\(\)|, ,/);
      }),
      { numRuns: 300 },
    );
  });

  it('claims nothing of fewer than six pairs, in either direction', () => {
    fc.assert(
      fc.property(run, (recording) => {
        const history = recorded(recording);
        const judgement = judgementOf(history);
        const { sentence, tone } = verdictView(history);
        if (judgement === null) return;
        if (judgement.verdict.total < 6) {
          expect(['none', 'pending']).toContain(tone);
          expect(sentence).not.toMatch(/beats it|loses to it|95 % CI|includes 0/);
        }
        for (const { comparison } of judgement.rivals)
          if ((comparison.difference?.count ?? 0) < 6) expect(comparison.outcome).toBe('unclear');
      }),
      { numRuns: 300 },
    );
  });

  it('says “beats” and “loses” only with a corrected p and an interval on that side', () => {
    fc.assert(
      fc.property(run, (recording) => {
        const history = recorded(recording);
        const { sentence } = verdictView(history);
        const best = judgementOf(history)?.rivals[0];
        if (best === undefined) return;
        const { outcome, p, difference } = best.comparison;
        expect(sentence.includes(' beats it')).toBe(
          outcome === 'beats' && !sentence.startsWith('An upper bound'),
        );
        expect(sentence.includes(' loses to it')).toBe(outcome === 'loses');
        if (outcome === 'unclear') return;
        expect(p).toBeLessThanOrEqual(0.05);
        const { low, high } = difference!.interval!;
        expect(outcome === 'beats' ? low : -high).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it('never says that jumps saved anything where none was made', () => {
    fc.assert(
      fc.property(run, (recording) => {
        const history = recorded(recording);
        const jumped = history.jumps.some((jumps) => jumps.some(({ accepted }) => accepted));
        const { sentence, tone } = verdictView(history);
        if (jumped || judgementOf(history) === null) return;
        expect(sentence).toMatch(
          /^(An upper bound, not a result: fitted on its own future, n|N)o jump was (made|accepted)/,
        );
        expect(tone).not.toBe('gain');
      }),
      { numRuns: 300 },
    );
  });

  it('counts every seed: judged, never there, or not to be judged', () => {
    fc.assert(
      fc.property(run, (recording) => {
        const history = recorded(recording);
        const verdict = judgementOf(history)?.verdict;
        if (verdict === undefined) return;
        const { sentence } = verdictView(history);
        const seeds = history.spec.seeds.length;
        expect(sentence).toContain(`better in ${verdict.better} of ${verdict.total} seed`);
        if (verdict.total < seeds)
          expect(sentence).toContain(`${seeds - verdict.total} of ${seeds} could not be judged`);
        if (verdict.unreached > 0) expect(sentence).toContain(`${verdict.unreached} never reached it`);
      }),
      { numRuns: 200 },
    );
  });
});
