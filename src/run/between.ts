/** What two arms do between forecasts: Lookahead pulls back to slow weights, the weight average is evaluated. */
import type { ExperimentSpec } from '../experiment/fields.ts';
import { currentWeights, type SnapshotId, type Trainer } from '../engine/engine.ts';
import { armRecords } from '../experiment/arms.ts';
import type { RunEvent } from './events.ts';
import { splitOf } from './metric.ts';
import { forAllTensors, mixOf, type TensorTerms } from './mixes.ts';
import type { RunPlan } from './plan.ts';

/** phi += a (theta_k - phi), theta_0 = phi (Zhang et al., arXiv 1907.08610, algorithm 1), a = .5, k = 5. */
export class SlowWeights {
  static readonly period = 5;
  readonly #engine: Trainer;
  readonly #plan: RunPlan;
  readonly #own: readonly boolean[];
  #slow: SnapshotId | null;

  constructor(engine: Trainer, plan: RunPlan) {
    this.#engine = engine;
    this.#plan = plan;
    this.#own = plan.replicas.map(({ arm }) => armRecords[arm].between === 'lookahead');
    this.#slow = this.#own.includes(true) ? engine.snapshot() : null;
  }

  /** Half way back to the slow weights, which are then those. */
  pull(): void {
    if (this.#slow === null) return;
    const halfway = halves(this.#plan);
    const mix = mixOf(
      [this.#slow, currentWeights],
      1,
      this.#own.length,
      this.#plan.layout.groupOf.length,
      () => halfway,
    );
    this.#engine.adopt(mix, this.#own, { state: 'keep', advance: null });
    this.#engine.release(this.#slow);
    this.#slow = this.#engine.snapshot();
  }
}

const halves = ({ layout }: RunPlan): TensorTerms => forAllTensors([0.5, 0.5, 0], layout.groupOf.length);

/**
 * The mean of the latest snapshots, evaluated on the metric's split and never trained from (LAWA, Kaddour,
 * arXiv 2209.14981). Five of them span a window.
 */
export class WeightAverage {
  static readonly #count = 5;
  readonly #engine: Trainer;
  readonly #plan: RunPlan;
  readonly #own: readonly boolean[];
  readonly #latest: SnapshotId[] = [];

  /** Steps between two snapshots. */
  static periodOf({ window, stride }: Pick<ExperimentSpec, 'window' | 'stride'>): number {
    return Math.max(1, Math.round((window * stride) / WeightAverage.#count));
  }

  constructor(engine: Trainer, plan: RunPlan) {
    this.#engine = engine;
    this.#plan = plan;
    this.#own = plan.replicas.map(({ arm }) => armRecords[arm].between === 'average');
  }

  /** Takes the present weights in; what is to be told is the loss of the average. */
  async take(step: number): Promise<RunEvent> {
    this.#latest.push(this.#engine.snapshot());
    if (this.#latest.length > WeightAverage.#count) this.#engine.release(this.#latest.shift()!);
    const { length } = this.#latest;
    const tensors = this.#plan.layout.groupOf.length;
    const terms = forAllTensors([...this.#latest.map(() => 1 / length), 0], tensors);
    const mix = mixOf(this.#latest, 1, this.#own.length, tensors, () => terms);
    const split = splitOf[this.#plan.spec.metric];
    return { type: 'averaged', step, loss: await this.#engine.lossOf(mix, split, this.#own) };
  }
}
