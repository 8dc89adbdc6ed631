/**
 * The runs for tuning learning rates: the experiment itself at several rates, on seeds that are not its own. They
 * train as points of one plan, emit only losses and jumps, and are not charged.
 */
import { armRecords } from '../../experiment/arms.ts';
import type { TaskData } from '../../core/data/task-data.ts';
import { ledgerOf } from '../../core/ledger.ts';
import { atOnce, type Parts } from '../../core/parts.ts';
import { maxTogether } from '../plan/memory.ts';
import type { Trainer } from '../../engine/engine.ts';
import { fields, type ExperimentSpec } from '../../experiment/fields.ts';
import { conduct, type Pace } from '../conduct.ts';
import type { RunEvent, Tuning } from '../events.ts';
import { inParts, type Turn } from '../turns/in-parts.ts';
import { planningRun, type RunPlan } from '../plan/plan.ts';
import { choosingRates, tunedFrom, type TuningRun } from './choose-rates.ts';

/** Learning rates tried, as factors on the experiment's own: half a decade apart. */
const factors = [0.1, 1 / 3, 1, 3, 10, 30] as const;

/** The rates tried that the field allows, ascending, to three digits. */
export function tuningGrid({ learningRate }: Pick<ExperimentSpec, 'learningRate'>): number[] {
  const { min, max } = fields.learningRate;
  const grid = factors.map((factor) => (factor === 1 ? learningRate : tidy(factor * learningRate)));
  return [...new Set(grid)].filter((rate) => rate >= min && rate <= max);
}

const tidy = (rate: number): number => Number(rate.toPrecision(3));

/** Maximum and minimum number of tuning seeds. */
const maxSeeds = 5;
const minSeeds = 3;

/**
 * Half as many as there are judged seeds, from three to five, so that tuning at six rates trains at most three times
 * as much as a run of six seeds or more. Counted up from the largest judged seed, continuing at 0 after the largest
 * possible one, and skipping judged seeds.
 */
export function tuningSeeds({ seeds }: Pick<ExperimentSpec, 'seeds'>): number[] {
  const count = Math.min(maxSeeds, Math.max(minSeeds, Math.floor(seeds.length / 2)));
  const judged = new Set(seeds);
  const chosen: number[] = [];
  let seed = Math.max(...seeds);
  while (chosen.length < count) {
    seed = seed === fields.seeds.maxSeed ? 0 : seed + 1;
    if (!judged.has(seed)) chosen.push(seed);
  }
  return chosen;
}

/**
 * The experiment that is trained at every rate: all arms that are tuned individually. Forecasts at extra steps are
 * left out: one that is added during a run must not change the rates at which it started.
 */
const tuningSpec = (spec: ExperimentSpec): ExperimentSpec => ({
  ...spec,
  tune: 'off',
  arms: spec.arms.filter((arm) => tunedFrom(arm) === arm),
  seeds: tuningSeeds(spec),
  extra: [],
});

/** Plans of as many rates each as may train together, in the order of the grid. */
export function* planningTuning(spec: ExperimentSpec, data: TaskData | null): Parts<RunPlan[]> {
  const tried = tuningSpec(spec);
  const grid = tuningGrid(spec);
  const together = maxTogether(tried, grid.length);
  const plans: RunPlan[] = [];
  for (let first = 0; first < grid.length; first += together) {
    const rates = grid.slice(first, first + together);
    plans.push(yield* planningRun({ ...tried, learningRate: rates[0]! }, data, rates, 'losses'));
  }
  return plans;
}

/** The same without pauses. */
export const tuningPlans = (...asked: Parameters<typeof planningTuning>): RunPlan[] =>
  atOnce(planningTuning(...asked));

/** Trains one plan to its end and records it; null when `goOn`, called with the fraction done, returns false. */
export async function recordTuning(plan: RunPlan, engine: Trainer, goOn: Turn): Promise<TuningRun[] | null> {
  const recorder = new TuningRecorder(plan);
  let done = 0;
  const turn = (): Promise<boolean> => goOn(done / plan.spec.steps);
  const pace: Pace = {
    allowance: async () => ((await turn()) ? Infinity : 0),
    turn,
    spent: (steps) => (done += steps),
  };
  const end = await conduct(plan, engine, pace, (event) => {
    recorder.take(event);
  });
  return end === 'finished' ? inParts(recorder.runs(), turn) : null;
}

/** The result of the recorded runs of all rates. */
export function* decidingTuning(
  spec: ExperimentSpec,
  plans: readonly RunPlan[],
  runs: readonly TuningRun[],
): Parts<Tuning> {
  const grid = tuningGrid(spec);
  const { smoothing } = plans[0]!;
  return {
    seeds: tuningSeeds(spec),
    grid,
    ...(yield* choosingRates(spec.arms, runs, { grid, steps: spec.steps, smoothing })),
  };
}

/** The plan of the experiment itself with each arm at its chosen rate. */
export function atTunedRates(plan: RunPlan, tuning: Tuning): RunPlan {
  const rates = new Map(tuning.arms.map(({ arm, rate }) => [arm, rate]));
  const replicas = plan.setup.replicas.map((replica, r) => ({
    ...replica,
    learningRate: rates.get(plan.replicas[r]!.arm)!,
  }));
  return { ...plan, setup: { ...plan.setup, replicas } };
}

/** Losses and jump costs of a run, recorded as in its history on the page. */
class TuningRecorder {
  readonly #plan: RunPlan;
  /** [step 0.., replica]. */
  readonly #loss: Float32Array;
  /** By replica, in order of steps. */
  readonly #jumps: { readonly step: number; readonly cost: number }[][];
  /** By replica: losses after this many steps and more are not finite. */
  readonly #end: number[];
  /** By replica that is judged by its averaged weights: their latest loss. */
  readonly #averages = new Map<number, number>();

  constructor(plan: RunPlan) {
    const { length } = plan.replicas;
    this.#plan = plan;
    this.#loss = new Float32Array((plan.spec.steps + 1) * length);
    this.#jumps = plan.replicas.map(() => []);
    this.#end = plan.replicas.map(() => plan.spec.steps + 1);
  }

  take(event: RunEvent): void {
    switch (event.type) {
      case 'progressed':
        this.#note(event.firstStep, event.steps, event.loss);
        return;
      case 'evaluated':
        if (event.step === this.#plan.spec.steps) this.#note(event.step, 1, event.loss);
        return;
      case 'averaged':
        event.loss.forEach((value, replica) => {
          if (armRecords[this.#plan.replicas[replica]!.arm].between?.does === event.by)
            this.#averages.set(replica, value);
        });
        return;
      case 'jumped':
        for (const { replica, cost } of event.outcomes)
          this.#jumps[replica]!.push({ step: event.step, cost });
        return;
      case 'diverged':
        this.#end[event.replica] = event.step;
        return;
      default:
        return;
    }
  }

  /** Yields after each replica. */
  *runs(): Parts<TuningRun[]> {
    const { replicas, rates } = this.#plan;
    const runs: TuningRun[] = [];
    for (const [r, { arm, point }] of replicas.entries()) {
      const loss = new Float32Array(Math.max(0, this.#end[r]! - 1));
      for (let i = 0; i < loss.length; i += 1) loss[i] = this.#lossAfter(i + 1, r);
      runs.push({
        arm,
        rate: rates[point]!,
        initial: this.#lossAfter(0, r),
        loss,
        ledger: ledgerOf(loss.length, this.#jumps[r]!),
      });
      yield;
    }
    return runs;
  }

  /** `loss` [step, replica] after `firstStep` steps and on. */
  #note(firstStep: number, steps: number, loss: Float32Array): void {
    const { length } = this.#plan.replicas;
    this.#loss.set(loss, firstStep * length);
    for (const [replica, value] of this.#averages)
      for (let step = firstStep; step < firstStep + steps; step += 1)
        this.#loss[step * length + replica] = value;
  }

  #lossAfter(step: number, replica: number): number {
    return this.#loss[step * this.#plan.replicas.length + replica]!;
  }
}
