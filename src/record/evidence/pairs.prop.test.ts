import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { pairedSaving, type CostedCurve } from '../../core/evidence/savings.ts';
import { sequence } from '../../experiment/kinds.ts';
import type { RunHistory } from '../history.ts';
import { recorded } from '../testing/recorded.ts';
import { savingsOf } from './pairs.ts';

/** A replica's whole curve, copied. */
const curveOf = (history: RunHistory, replica: number): CostedCurve => {
  const loss = history.lossOf(replica);
  return {
    initial: history.loss[replica]!,
    loss,
    ledger: history.ledgerOf(replica, loss.length),
    complete: history.isComplete(replica),
  };
};

describe('savings of a run', () => {
  const steps = 60;
  const curve = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: steps + 1, maxLength: steps + 1 });

  it('are those of whole curves, also where those come close to the target', () => {
    fc.assert(
      fc.property(
        fc.record({
          curves: fc.array(curve, { minLength: 4, maxLength: 4 }),
          fall: fc.double({ min: 0, max: 0.3, noNaN: true }),
          smoothing: fc.constantFrom(1, 2, 3, 7, 20),
          goal: fc.constantFrom(0, 5, 0.2),
          stop: fc.option(fc.integer({ min: 1, max: steps })),
        }),
        ({ curves, fall, smoothing, goal, stop }) => {
          const history = recorded({
            spec: { arms: ['control', 'farcaster'], seeds: [1, 2], steps, goal },
            loss: (arm, seed, step) =>
              (20 + curves[2 * (seed - 1) + (arm === 'control' ? 0 : 1)]![step]!) * Math.exp(-fall * step),
            jumps: [{ arm: 'farcaster', seed: 1, step: 20, cost: 0.1 }],
            diverged: stop === null ? [] : [{ arm: 'farcaster', seed: 2, step: stop }],
            smoothing,
          });
          const own = goal === 0 ? null : goal;
          const expected = [0, 1].map((seed) =>
            pairedSaving(curveOf(history, seed), curveOf(history, 2 + seed), steps, smoothing, own),
          );
          expect(savingsOf(history, 'farcaster')).toEqual({ savings: expected, settled: true });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('of many long curves copy little of them', () => {
    const history = recorded({
      spec: { arms: ['control', 'farcaster'], seeds: sequence(1, 4), steps: 2000 },
      loss: (arm, seed, step) => seed * 2 ** (-(arm === 'farcaster' ? 2 * step : step) / 100),
      smoothing: 5,
    });
    const copies = vi.spyOn(history, 'lossOf');
    expect(savingsOf(history, 'farcaster').settled).toBe(true);
    const copied = copies.mock.results.reduce((sum, { value }) => sum + (value as Float32Array).length, 0);
    expect(copied / 8).toBeLessThan(40);
  });
});
