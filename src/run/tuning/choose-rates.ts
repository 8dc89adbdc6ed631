/**
 * Chooses each arm's learning rate from its runs at several rates. Pure; `tuning-runs.ts` trains those runs.
 *
 * All arms are timed to one loss: the lowest, over the rates, of the control's median loss after 70 % of the budget.
 * This is what the verdict's targets become once the control is tuned. Ties go to the smaller rate.
 */
import { firstReach, smoothedAt, targetStep } from '../../core/evidence/savings.ts';
import { median } from '../../core/evidence/statistics.ts';
import { atOnce, type Parts } from '../../core/parts.ts';
import type { ArmId } from '../../experiment/fields.ts';
import { armRecords, controlArm, subjectArm } from '../../experiment/arms.ts';
import type { Arm } from '../../experiment/arms/record.ts';
import type { TunedArm, Tuning } from '../events.ts';

/** One replica of the tuning runs. */
export interface TuningRun {
  readonly arm: ArmId;
  /** Learning rate, one of the grid. */
  readonly rate: number;
  /** Training loss before the first step. */
  readonly initial: number;
  /** Training loss after steps 1..; shorter than the budget if it was no longer finite. */
  readonly loss: ArrayLike<number>;
  /** Cost in gradient-step equivalents after the same steps. */
  readonly ledger: ArrayLike<number>;
}

interface TuningSettings {
  /** Learning rates, ascending. */
  readonly grid: readonly number[];
  /** The step budget. */
  readonly steps: number;
  /** Steps over which losses are smoothed. */
  readonly smoothing: number;
}

/**
 * The arm whose tuning determines an arm's rate. A placebo has to train like the farcaster it follows. A multiple of
 * the control's rate, tuned by itself, would be the control; at a multiple of the best rate it shows whether that was
 * the best.
 */
export function tunedFrom(arm: ArmId): ArmId {
  const { follows, learningRate }: Arm = armRecords[arm];
  if (follows !== null) return subjectArm;
  return learningRate === 1 ? arm : controlArm;
}

/**
 * A rate for every arm of `chosen`, from runs of all individually tuned arms at every rate of the grid. Yields after
 * each arm.
 */
export function* choosingRates(
  chosen: readonly ArmId[],
  runs: readonly TuningRun[],
  settings: TuningSettings,
): Parts<Pick<Tuning, 'target' | 'arms'>> {
  const target = commonTarget(runs, settings);
  const best = new Map<ArmId, Best>();
  for (const arm of new Set(chosen.map(tunedFrom))) {
    best.set(
      arm,
      bestRate(
        runs.filter((run) => run.arm === arm),
        target,
        settings,
      ),
    );
    yield;
  }
  const { grid } = settings;
  return {
    target,
    arms: chosen.map((arm): TunedArm => {
      const from = tunedFrom(arm);
      const { rate, cost } = best.get(from)!;
      const edge = rate === grid[0] ? 'lowest' : rate === grid.at(-1) ? 'highest' : null;
      return { arm, rate: rate * armRecords[arm].learningRate, from, cost, edge };
    }),
  };
}

/** The same without pauses. */
export const chooseRates = (...asked: Parameters<typeof choosingRates>): Pick<Tuning, 'target' | 'arms'> =>
  atOnce(choosingRates(...asked));

interface Best {
  readonly rate: number;
  readonly cost: number | null;
}

/** Null if no control's median loss improved on its initial one. */
function commonTarget(runs: readonly TuningRun[], { grid, steps, smoothing }: TuningSettings): number | null {
  const last = targetStep(steps) - 1;
  const controls = runs.filter(({ arm }) => arm === controlArm);
  const initial = median(controls.map((run) => run.initial));
  const losses = grid.map((rate) =>
    medianOf(controls, rate, ({ loss }) =>
      loss.length > last ? smoothedAt(loss, last, smoothing) : Infinity,
    ),
  );
  const lowest = Math.min(...losses);
  return lowest < initial ? lowest : null;
}

/** The lowest cost to the target; if most seeds never reach it at any rate, the lowest final loss. */
function bestRate(
  runs: readonly TuningRun[],
  target: number | null,
  { grid, steps, smoothing }: TuningSettings,
): Best {
  const costs = grid.map((rate) =>
    target === null
      ? Infinity
      : medianOf(runs, rate, ({ loss, ledger }) => {
          const reached = firstReach(loss, target, smoothing);
          return reached < 0 ? Infinity : ledger[reached]!;
        }),
  );
  const cost = Math.min(...costs);
  if (cost < Infinity) return { rate: grid[costs.indexOf(cost)]!, cost };
  const finals = grid.map((rate) =>
    medianOf(runs, rate, ({ loss }) =>
      loss.length < steps ? Infinity : smoothedAt(loss, steps - 1, smoothing),
    ),
  );
  return { rate: grid[finals.indexOf(Math.min(...finals))]!, cost: null };
}

/** Median over the seeds of one rate; values that are not finite count as infinite. */
function medianOf(runs: readonly TuningRun[], rate: number, value: (run: TuningRun) => number): number {
  const values = runs
    .filter((run) => run.rate === rate)
    .map(value)
    .map((found) => (Number.isFinite(found) ? found : Infinity));
  return median(values);
}
