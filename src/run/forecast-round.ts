/**
 * One forecast from the first snapshot of its window to the last horizon that is scored: gathers the
 * fit's sums as snapshots come, fits, forecasts, searches the guard split, jumps, and compares with
 * what the replicas that did not jump then did.
 */
import { endpointLine, fitColumns, stay, type Coefficients } from '../core/forecast/farcaster.ts';
import { currentWeights, type Engine, type SnapshotId } from '../engine/engine.ts';
import { arms, observed } from './arms.ts';
import type { ForecastScore, JumpOutcome, RunEvent } from './events.ts';
import { errorTerms, fitColumnsOf, forecastTerms, mixOf, sumOverTensors } from './mixes.ts';
import type { RunPlan } from './plan.ts';

export class ForecastRound {
  readonly anchor: number;
  readonly #engine: Engine;
  readonly #plan: RunPlan;
  readonly #kept: SnapshotId[] = [];
  readonly #grams: Promise<Float64Array>[] = [];
  readonly #errors: Promise<Float64Array>[] = [];
  /** [replica][horizon]. */
  #coefficients: readonly (readonly Coefficients[])[] = [];
  /** Replicas that have not jumped since the anchor. */
  readonly #undisturbed: boolean[];

  constructor(anchor: number, engine: Engine, plan: RunPlan) {
    this.anchor = anchor;
    this.#engine = engine;
    this.#plan = plan;
    this.#undisturbed = plan.replicas.map(() => true);
  }

  /** Keeps the present weights: first h_0, then h_k, then w_n. */
  keep(): void {
    this.#kept.push(this.#engine.snapshot());
  }

  /** Takes the sums of the fit with the present weights as target. */
  observeTarget(): void {
    this.#grams.push(this.#engine.gram(fitColumnsOf(this.#snapshot(0), this.#snapshot(1))));
  }

  /** Fits every horizon for every replica, once all targets have been observed. */
  async fit(): Promise<void> {
    const grams = await Promise.all(this.#grams);
    const tensors = this.#plan.setup.network.tensors.length;
    const { inRun, replicas } = this.#plan;
    this.#coefficients = replicas.map(({ arm }, r) => {
      const { forecast } = arms[arm].jumps ?? observed;
      return grams.map((gram, h) =>
        forecast(sumOverTensors(gram, r, tensors, fitColumns * fitColumns), inRun.horizons[h]!, inRun),
      );
    });
  }

  /** Forecast values of watched weights, given theirs at both ends of the window ([replica, watched] each). */
  predicted(first: Float32Array, last: Float32Array): RunEvent {
    const { replicas, watched, inRun } = this.#plan;
    const values = new Float32Array(inRun.horizons.length * replicas.length * watched.length);
    let at = 0;
    inRun.horizons.forEach((_, h) => {
      replicas.forEach((_replica, r) => {
        const c = this.#of(r, h);
        for (let w = r * watched.length; w < (r + 1) * watched.length; w += 1, at += 1) {
          values[at] = c.first * first[w]! + c.last * last[w]! + c.constant;
        }
      });
    });
    return { type: 'forecasted', anchor: this.anchor, predicted: values };
  }

  /** Tries every horizon on the guard split and jumps to the best where the guard loss falls. */
  async jump(candidates: readonly boolean[]): Promise<JumpOutcome[]> {
    const { inRun, replicas, jumpCosts } = this.#plan;
    const rows = inRun.horizons.length + 1;
    const snapshots = [this.#snapshot(0), currentWeights];
    const terms = (row: number, r: number): readonly number[] =>
      forecastTerms(row === rows - 1 ? stay : this.#of(r, row));
    const losses = await this.#engine.lossOf(this.#mix(snapshots, rows, terms), 'guard', candidates);
    const outcomes = replicas.flatMap(({ arm }, replica): JumpOutcome[] => {
      if (candidates[replica] !== true) return [];
      const lossAt = (row: number): number => losses[row * replicas.length + replica]!;
      let best = 0;
      for (let row = 1; row < rows - 1; row += 1)
        if (lossAt(row) < lossAt(best) || Number.isNaN(lossAt(best))) best = row;
      const lossBefore = lossAt(rows - 1);
      const lossAfter = lossAt(best);
      return [
        {
          replica,
          horizon: inRun.horizons[best]!,
          accepted: lossAfter < lossBefore,
          lossBefore,
          lossAfter,
          cost: jumpCosts[arm],
        },
      ];
    });
    this.#adopt(snapshots, outcomes);
    return outcomes;
  }

  /** Replicas that jump from now on no longer follow the trajectory that was forecast. */
  disturb(outcomes: readonly JumpOutcome[]): void {
    for (const { replica, accepted } of outcomes) if (accepted) this.#undisturbed[replica] = false;
  }

  /** Compares the forecast, staying and the endpoint line with the present weights. */
  observeError(index: number): void {
    const { inRun } = this.#plan;
    const line = endpointLine(inRun.horizons[index]!, inRun.windowSteps);
    const snapshots = [this.#snapshot(0), this.#snapshot(2), currentWeights];
    const rivals = [stay, line];
    const terms = (row: number, r: number): readonly number[] =>
      errorTerms(row === 0 ? this.#of(r, index) : rivals[row - 1]!);
    const alone = [...this.#undisturbed];
    const means = this.#engine.meanAbsolute(this.#mix(snapshots, rivals.length + 1, terms));
    this.#errors.push(
      means.then((values) => {
        const { length } = alone;
        return values.map((value, at) => (alone[at % length] === true ? value : NaN));
      }),
    );
  }

  /** The scores of replicas that ran undisturbed to every horizon reached, or null if there is none. */
  async scored(): Promise<RunEvent | null> {
    const errors = await Promise.all(this.#errors);
    const { replicas, inRun } = this.#plan;
    const column = (row: number, replica: number): number[] =>
      errors.map((values) => values[row * replicas.length + replica]!);
    const scores = replicas
      .map((_, replica): ForecastScore => ({
        replica,
        mae: column(0, replica),
        stayMae: column(1, replica),
        lineMae: column(2, replica),
      }))
      .filter(({ mae }) => mae.length > 0 && mae.every(Number.isFinite));
    return scores.length === 0
      ? null
      : { type: 'scored', anchor: this.anchor, horizons: inRun.horizons.slice(0, errors.length), scores };
  }

  dispose(): void {
    for (const snapshot of this.#kept) this.#engine.release(snapshot);
    this.#kept.length = 0;
  }

  #adopt(snapshots: readonly SnapshotId[], outcomes: readonly JumpOutcome[]): void {
    const { inRun, replicas } = this.#plan;
    const chosen = replicas.map(
      (_, r) => outcomes.find(({ replica, accepted }) => accepted && replica === r) ?? null,
    );
    if (chosen.every((outcome) => outcome === null)) return;
    const terms = (_row: number, r: number): readonly number[] => {
      const outcome = chosen[r] ?? null;
      return forecastTerms(outcome === null ? stay : this.#of(r, inRun.horizons.indexOf(outcome.horizon)));
    };
    this.#engine.adopt(
      this.#mix(snapshots, 1, terms),
      chosen.map((outcome) => outcome !== null),
      'keep',
    );
  }

  #mix(
    snapshots: readonly SnapshotId[],
    rows: number,
    terms: (row: number, replica: number) => readonly number[],
  ): ReturnType<typeof mixOf> {
    const { setup, replicas } = this.#plan;
    return mixOf(snapshots, rows, replicas.length, setup.network.tensors.length, terms);
  }

  #of(replica: number, horizon: number): Coefficients {
    return this.#coefficients[replica]![horizon]!;
  }

  #snapshot(index: number): SnapshotId {
    const snapshot = this.#kept[index];
    if (snapshot === undefined) throw new Error(`forecast at ${this.anchor} has no snapshot ${index} yet`);
    return snapshot;
  }
}
