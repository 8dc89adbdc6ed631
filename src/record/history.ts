/**
 * The record of one run, in flat typed arrays. Takes events, checks their shapes, and keeps per-arm statistics up to
 * date as steps arrive. Owned by the store; views read it, and only `take` writes it.
 */
import { costAfter, extendLowest } from '../core/evidence/descent.ts';
import { ledgerOf } from '../core/ledger.ts';
import { armRecords } from '../experiment/arms.ts';
import type { ExperimentSpec, ArmId } from '../experiment/fields.ts';
import { requireShapes, sizesOf, type Sizes } from '../run/event-shapes.ts';
import type { EngineReport, ForecastScore, JumpOutcome, RunEvent } from '../run/events.ts';
import { ArmStatistics, type SeedLosses } from './arm-statistics.ts';
import { WatchedCourses } from './watched.ts';

type Prepared = Extract<RunEvent, { type: 'prepared' }>;
type Averaged = Extract<RunEvent, { type: 'averaged' }>;
type Measured = Extract<RunEvent, { type: 'measured' }>;
type Evaluated = Extract<RunEvent, { type: 'evaluated' }>;
type Forecasted = Extract<RunEvent, { type: 'forecasted' }>;
type Perturbed = Extract<RunEvent, { type: 'perturbed' }>;
type Progressed = Extract<RunEvent, { type: 'progressed' }>;

export interface RecordedJump extends JumpOutcome {
  readonly step: number;
}

export interface RecordedForecast {
  readonly anchor: number;
  /** [replica, watched] at its anchor. */
  readonly start: Float32Array;
  /** [horizon, replica, watched]. */
  readonly predicted: Float32Array;
}

export interface RecordedScores {
  readonly anchor: number;
  readonly horizons: readonly number[];
  readonly scores: readonly ForecastScore[];
}

/** One forecast's coefficients, [horizon, replica, group, inputs + 1]. */
export interface RecordedCoefficients {
  readonly anchor: number;
  readonly values: Float32Array;
}

export interface RecordedFrame {
  readonly step: number;
  /** [replica, parameter]. */
  readonly weights: Float32Array;
}

export interface Divergence {
  readonly step: number;
  readonly reason: string;
}

/** Which field of an evaluation is the metric. */
const metricOf = { training: 'loss', validation: 'guardLoss', test: 'testLoss' } as const satisfies Record<
  ExperimentSpec['metric'],
  keyof Evaluated
>;

/** Maximum bytes of coefficients of earlier forecasts. */
const maxFitBytes = 16 * 2 ** 20;

export class RunHistory {
  /** As requested, with forecasts added during the run and the current target. */
  spec: ExperimentSpec;
  readonly prepared: Prepared;
  readonly #sizes: Sizes;
  /** Optimizer steps done. */
  steps = 0;
  /** Losses are known after steps 0 .. knownLosses - 1. */
  knownLosses = 0;
  /**
   * [step 0.., replica]: the metric after that many steps. The training loss is known at every step; another metric
   * is measured at intervals and repeated in between.
   */
  readonly loss: Float32Array;
  /** The same, smoothed: means of the last `prepared.smoothing` losses; the same array if that is one. */
  readonly smoothed: Float32Array;
  /** [replica][step 0..]: the lowest smoothed metric up to that step. */
  readonly lowest: readonly Float32Array[];
  readonly watched: WatchedCourses;
  /** By replica, in order of steps. */
  readonly jumps: readonly RecordedJump[][];
  readonly forecasts: RecordedForecast[] = [];
  readonly scores: RecordedScores[] = [];
  /** All weights after some steps, ascending. */
  readonly frames: RecordedFrame[] = [];
  /** Of the latest forecast. */
  coefficients: RecordedCoefficients | null = null;
  /** Of the latest forecasts, ascending: as many as fit into 16 MB, always including the latest. */
  readonly fits: RecordedCoefficients[] = [];
  /** Wall time of running so far, for all replicas together. */
  seconds = 0;
  /** How far controls diverge that start one unit in the last place apart; null before that was checked. */
  perturbed: Perturbed | null = null;
  /** By replica; null if it has not stopped. */
  readonly divergences: (Divergence | null)[];
  readonly statistics: readonly ArmStatistics[];
  evaluated: Evaluated | null = null;
  /** By replica, if it is judged by a separate measurement: the latest value. */
  readonly #held = new Map<number, number>();
  /** By replica: its cost, and the number of jumps when it was computed. */
  readonly #costs = new Map<number, { readonly jumps: number; readonly cost: (step: number) => number }>();
  /** Replicas that are judged by averaged weights, from the first average on. */
  readonly #averaged = new Set<number>();
  /** The current engine: that of the start, until another took over. */
  engine: EngineReport;

  constructor(spec: ExperimentSpec, prepared: Prepared) {
    const replicas = prepared.replicas.length;
    this.#sizes = sizesOf(prepared);
    requireShapes(prepared, this.#sizes);
    this.spec = spec;
    this.prepared = prepared;
    this.engine = prepared.engine;
    this.loss = new Float32Array((spec.steps + 1) * replicas);
    this.smoothed = prepared.smoothing === 1 ? this.loss : new Float32Array(this.loss.length);
    this.lowest = prepared.replicas.map(() => new Float32Array(spec.steps + 1));
    this.watched = new WatchedCourses(prepared.initial, spec.steps);
    this.jumps = prepared.replicas.map(() => []);
    this.divergences = prepared.replicas.map(() => null);
    this.statistics = spec.arms.map((arm) => new ArmStatistics(arm, this.replicasOf(arm), spec.steps));
  }

  get replicaCount(): number {
    return this.prepared.replicas.length;
  }

  /** Bytes of its typed arrays; the rest is small in comparison. */
  get bytes(): number {
    const { loss, smoothed, lowest, statistics, watched } = this;
    const arrays: readonly { readonly byteLength: number }[] = [
      loss,
      ...(smoothed === loss ? [] : [smoothed]),
      ...lowest,
      ...statistics.flatMap((each) => each.arrays),
      watched,
      ...this.forecasts.flatMap(({ start, predicted }) => [start, predicted]),
      ...this.fits.map(({ values }) => values),
      ...this.frames.map(({ weights }) => weights),
    ];
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Indexes of an arm's replicas, in the order of the seeds. */
  replicasOf(arm: ArmId): number[] {
    return this.prepared.replicas.flatMap((replica, r) => (replica.arm === arm ? [r] : []));
  }

  /** Losses of a replica after steps from + 1 .. at most `to`, as far as they are known and finite. */
  lossOf(replica: number, from = 0, to = Infinity): Float32Array {
    const losses = new Float32Array(Math.max(0, Math.min(this.lossCount(replica), to) - from));
    // A plain loop: called for many replicas within one frame.
    for (
      let i = 0, at = (from + 1) * this.replicaCount + replica;
      i < losses.length;
      i += 1, at += this.replicaCount
    )
      losses[i] = this.loss[at]!;
    return losses;
  }

  /** Number of steps whose loss is known and finite, for a replica. */
  lossCount(replica: number): number {
    return Math.max(0, Math.min(this.knownLosses, this.stopOf(replica)) - 1);
  }

  /** The first step without a loss of a replica; Infinity if it has not stopped. */
  stopOf(replica: number): number {
    return this.divergences[replica]?.step ?? Infinity;
  }

  /** Cost of a replica after steps 1..count. */
  ledgerOf(replica: number, count: number): Float64Array {
    return ledgerOf(count, this.jumps[replica]!);
  }

  /** Cost of a replica after any step so far. */
  costOf(replica: number): (step: number) => number {
    const jumps = this.jumps[replica]!;
    const known = this.#costs.get(replica);
    if (known?.jumps === jumps.length) return known.cost;
    const cost = costAfter(jumps);
    this.#costs.set(replica, { jumps: jumps.length, cost });
    return cost;
  }

  /** Whether no further results will come from a replica. */
  isComplete(replica: number): boolean {
    return this.divergences[replica] !== null || this.knownLosses > this.spec.steps;
  }

  /** Sets the target loss; 0 gives each seed its own. */
  judgeBy(goal: number): void {
    this.spec = { ...this.spec, goal };
  }

  /** Adds the running time of the steps recorded so far, ms. */
  tick(elapsed: number): void {
    if (this.steps > 0) this.seconds = Math.max(this.seconds, elapsed / 1000);
  }

  /** Takes one event; throws an Error if its arrays do not fit this run. */
  take(event: RunEvent): void {
    requireShapes(event, this.#sizes);
    switch (event.type) {
      case 'progressed':
        this.#progress(event);
        return;
      case 'forecasted':
        this.#forecast(event);
        return;
      case 'scored':
        this.scores.push(event);
        return;
      case 'jumped':
        for (const outcome of event.outcomes)
          this.#jumpsOf(outcome.replica).push({ step: event.step, ...outcome });
        return;
      case 'diverged':
        this.#jumpsOf(event.replica);
        this.divergences[event.replica] = { step: event.step, reason: event.reason };
        return;
      case 'evaluated':
        this.#evaluate(event);
        return;
      case 'scheduled':
        this.spec = { ...this.spec, extra: [...this.spec.extra, event.anchor] };
        return;
      case 'framed':
        this.frames.push(event);
        return;
      case 'saved':
        return;
      case 'measured':
        this.#measure(event);
        return;
      case 'averaged':
        this.#average(event);
        return;
      case 'perturbed':
        if (event.spread.length !== event.seeds.length)
          throw new Error('“spread” does not have a value a seed');
        this.perturbed = event;
        return;
      case 'probed':
        this.engine = { ...this.engine, gpu: event.gpu };
        return;
      case 'recovered':
        this.engine = event.engine;
        return;
      default:
        // Not recorded.
        return;
    }
  }

  #forecast({ anchor, predicted, coefficients }: Forecasted): void {
    this.forecasts.push({ anchor, start: this.watched.newest.slice(), predicted });
    this.coefficients = { anchor, values: coefficients };
    this.fits.push(this.coefficients);
    if (this.fits.length > Math.max(1, Math.floor(maxFitBytes / coefficients.byteLength))) this.fits.shift();
  }

  /** From here until the next one, the loss of a replica that is judged by averaged weights. */
  #average({ by, loss }: Averaged): void {
    loss.forEach((value, replica) => {
      if (armRecords[this.prepared.replicas[replica]!.arm].between?.does !== by) return;
      this.#averaged.add(replica);
      this.#held.set(replica, value);
    });
  }

  /** From here until the next one, the loss of every replica without averages. */
  #measure({ loss }: Pick<Measured, 'loss'>): void {
    loss.forEach((value, replica) => {
      if (!this.#averaged.has(replica)) this.#held.set(replica, value);
    });
  }

  #jumpsOf(replica: number): RecordedJump[] {
    const jumps = this.jumps[replica];
    if (jumps === undefined) throw new Error(`there is no replica ${replica}`);
    return jumps;
  }

  #progress({ firstStep, steps, loss, watched }: Progressed): void {
    if (firstStep !== this.steps || firstStep + steps > this.spec.steps)
      throw new Error(`steps ${firstStep} to ${firstStep + steps} are out of order`);
    this.loss.set(loss, firstStep * this.replicaCount);
    for (const [replica, value] of this.#held) {
      for (let step = firstStep; step < firstStep + steps; step += 1)
        this.loss[step * this.replicaCount + replica] = value;
    }
    this.watched.take(firstStep, watched);
    this.steps = firstStep + steps;
    this.#known(this.steps);
  }

  #evaluate(event: Evaluated): void {
    this.evaluated = event;
    if (event.step !== this.steps) return;
    const { metric } = this.spec;
    if (metric !== 'training') this.#measure({ loss: event[metricOf[metric]] });
    this.loss.set(event.loss, event.step * this.replicaCount);
    for (const [replica, value] of this.#held) this.loss[event.step * this.replicaCount + replica] = value;
    this.#known(event.step + 1);
  }

  #smooth(from: number, to: number): void {
    const { smoothing } = this.prepared;
    for (let step = from; step < to; step += 1) {
      const first = Math.max(0, step - smoothing + 1);
      for (let r = 0; r < this.replicaCount; r += 1) {
        let sum = 0;
        for (let s = first; s <= step; s += 1) sum += this.loss[s * this.replicaCount + r]!;
        this.smoothed[step * this.replicaCount + r] = sum / (step - first + 1);
      }
    }
  }

  #known(count: number): void {
    if (this.smoothed !== this.loss) this.#smooth(this.knownLosses, count);
    const { smoothed, replicaCount } = this;
    this.lowest.forEach((lowest, replica) => {
      extendLowest(lowest, this.knownLosses, count, (step) => smoothed[step * replicaCount + replica]!);
    });
    const losses: SeedLosses = {
      smoothed: this.smoothed,
      raw: this.loss,
      replicas: this.replicaCount,
      stops: this.divergences.map((_, replica) => this.stopOf(replica)),
    };
    for (const statistics of this.statistics) statistics.extend(losses, this.knownLosses, count);
    this.knownLosses = Math.max(this.knownLosses, count);
  }
}

/** Records an event of a run: the history is created by the `prepared` event and is null before. */
export function recordEvent(
  history: RunHistory | null,
  spec: ExperimentSpec,
  event: RunEvent,
): RunHistory | null {
  const recording = event.type === 'prepared' ? new RunHistory(spec, event) : history;
  recording?.take(event);
  return recording;
}
