/**
 * Everything recorded of one run, in flat typed arrays. Takes events, checks their shapes, and keeps
 * per-arm statistics up to date as steps arrive. Owned by the store; views read it, nobody writes but `take`.
 */
import { ledgerOf } from '../core/ledger.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import type { ArmId, EngineReport, ForecastScore, JumpOutcome, RunEvent } from '../run/events.ts';
import { ArmStatistics } from './arm-statistics.ts';

type Prepared = Extract<RunEvent, { type: 'prepared' }>;
type Evaluated = Extract<RunEvent, { type: 'evaluated' }>;
type Progressed = Extract<RunEvent, { type: 'progressed' }>;

export interface RecordedJump extends JumpOutcome {
  readonly step: number;
}

export interface RecordedForecast {
  readonly anchor: number;
  /** [horizon, replica, watched]. */
  readonly predicted: Float32Array;
}

export interface RecordedScores {
  readonly anchor: number;
  readonly horizons: readonly number[];
  readonly scores: readonly ForecastScore[];
}

export interface Divergence {
  readonly step: number;
  readonly reason: string;
}

export class RunHistory {
  readonly spec: ExperimentSpec;
  readonly prepared: Prepared;
  /** Optimizer steps done. */
  steps = 0;
  /** Losses are known after steps 0 .. knownLosses - 1. */
  knownLosses = 0;
  /** [step 0.., replica]: training loss after that many steps. */
  readonly loss: Float32Array;
  /** The same, each the mean of the last `prepared.smoothing` losses; the very same array where that is one. */
  readonly smoothed: Float32Array;
  /** [step 0.., replica, watched]. */
  readonly watched: Float32Array;
  /** By replica, in order of steps. */
  readonly jumps: readonly RecordedJump[][];
  readonly forecasts: RecordedForecast[] = [];
  readonly scores: RecordedScores[] = [];
  /** By replica; null while it is well. */
  readonly divergences: (Divergence | null)[];
  readonly statistics: readonly ArmStatistics[];
  evaluated: Evaluated | null = null;
  /** What trains: the engine of the start, until another took over. */
  engine: EngineReport;

  constructor(spec: ExperimentSpec, prepared: Prepared) {
    const replicas = prepared.replicas.length;
    const watched = replicas * prepared.watched.length;
    requireLength('initial', prepared.initial, watched);
    this.spec = spec;
    this.prepared = prepared;
    this.engine = prepared.engine;
    this.loss = new Float32Array((spec.steps + 1) * replicas);
    this.smoothed = prepared.smoothing === 1 ? this.loss : new Float32Array(this.loss.length);
    this.watched = new Float32Array((spec.steps + 1) * watched);
    this.watched.set(prepared.initial);
    this.jumps = prepared.replicas.map(() => []);
    this.divergences = prepared.replicas.map(() => null);
    this.statistics = spec.arms.map((arm) => new ArmStatistics(arm, this.replicasOf(arm), spec.steps));
  }

  get replicaCount(): number {
    return this.prepared.replicas.length;
  }

  /** Indexes of an arm's replicas, in the order of the seeds. */
  replicasOf(arm: ArmId): number[] {
    return this.prepared.replicas.flatMap((replica, r) => (replica.arm === arm ? [r] : []));
  }

  /** Losses of a replica after steps 1.., as far as they are known and finite. */
  lossOf(replica: number): Float32Array {
    const known = Math.min(this.knownLosses, this.divergences[replica]?.step ?? Infinity);
    return Float32Array.from(
      { length: Math.max(0, known - 1) },
      (_, i) => this.loss[(i + 1) * this.replicaCount + replica]!,
    );
  }

  /** Ledger of a replica after steps 1..count. */
  ledgerOf(replica: number, count: number): Float64Array {
    return ledgerOf(count, this.jumps[replica]!);
  }

  /** Whether no more is to come of a replica. */
  isComplete(replica: number): boolean {
    return this.divergences[replica] !== null || this.knownLosses > this.spec.steps;
  }

  /** Takes one event; throws an Error when its arrays do not fit this run. */
  take(event: RunEvent): void {
    switch (event.type) {
      case 'progressed': {
        this.#progress(event);
        return;
      }
      case 'forecasted':
        requireLength(
          'predicted',
          event.predicted,
          this.prepared.horizons.length * this.replicaCount * this.prepared.watched.length,
        );
        this.forecasts.push(event);
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
      case 'evaluated': {
        this.#evaluate(event);
        return;
      }
      case 'preparing':
      case 'prepared':
        return;
      case 'recovered':
        this.engine = event.engine;
        return;
      default:
        event satisfies never;
    }
  }

  #jumpsOf(replica: number): RecordedJump[] {
    const jumps = this.jumps[replica];
    if (jumps === undefined) throw new Error(`there is no replica ${replica}`);
    return jumps;
  }

  #progress({ firstStep, steps, loss, watched }: Progressed): void {
    const width = this.replicaCount * this.prepared.watched.length;
    requireLength('loss', loss, steps * this.replicaCount);
    requireLength('watched', watched, steps * width);
    if (firstStep !== this.steps || firstStep + steps > this.spec.steps)
      throw new Error(`steps ${firstStep} to ${firstStep + steps} are out of order`);
    this.loss.set(loss, firstStep * this.replicaCount);
    this.watched.set(watched, (firstStep + 1) * width);
    this.steps = firstStep + steps;
    this.#known(this.steps);
  }

  #evaluate(event: Evaluated): void {
    for (const name of ['loss', 'guardLoss', 'testLoss', 'testAccuracy'] as const)
      requireLength(name, event[name], this.replicaCount);
    this.evaluated = event;
    if (event.step !== this.steps) return;
    this.loss.set(event.loss, event.step * this.replicaCount);
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
    for (const statistics of this.statistics) {
      statistics.extend(this.smoothed, this.loss, this.replicaCount, this.knownLosses, count);
    }
    this.knownLosses = Math.max(this.knownLosses, count);
  }
}

function requireLength(name: string, values: unknown, length: number): void {
  if (!(values instanceof Float32Array) || values.length !== length)
    throw new Error(`“${name}” does not have ${length} values`);
}
