/**
 * One forecast, from the first snapshot of its window to the last scored horizon: stores its inputs, has the
 * forecasts fitted, and compares them with the weights of replicas that did not jump in the meantime.
 */
import { needsRows } from '../../core/forecast/fit.ts';
import { termsBetween } from '../../core/forecast/in-run.ts';
import type { Mix, SnapshotId, Trajectory } from '../../engine/engine.ts';
import { armRecords } from '../../experiment/arms.ts';
import type { ArmId } from '../../experiment/fields.ts';
import type { JumpOutcome, RunEvent } from '../events.ts';
import { inParts, type Turn } from '../turns/in-parts.ts';
import { fittedTerms, formulaTerms, frozenTerms, networkTerms } from './forecast-terms.ts';
import { mixOf, type TensorTerms } from '../mixes.ts';
import { networkForecast } from './network-forecast.ts';
import { GatheredPairs, type GroupTerms } from './pairs.ts';
import type { TransferSource } from './pilot.ts';
import { pairsKey, type ForecastingPlan } from '../plan/plan.ts';
import { RoundScores } from './round-scores.ts';
import { requireRecipe, type PlannedRecipe } from './recipes.ts';

/** What a round needs from its run, and a way to let other tasks run while it computes. */
export interface RoundContext {
  readonly trajectory: Trajectory;
  readonly plan: ForecastingPlan;
  readonly transfer: TransferSource | null;
  readonly turn: Turn;
}

export class ForecastRound {
  readonly anchor: number;
  readonly #trajectory: Trajectory;
  readonly #plan: ForecastingPlan;
  readonly #transfer: TransferSource | null;
  readonly #turn: Turn;
  /** By steps from the window's start. */
  readonly #kept = new Map<number, SnapshotId>();
  /** The forecasts of networks, as snapshots. */
  readonly #loaded: SnapshotId[] = [];
  /** Training pairs, by the inputs and the form that they are collected in. */
  readonly #pairs = new Map<string, GatheredPairs>();
  /** [replica][horizon]. */
  #terms: readonly (readonly TensorTerms[])[] = [];
  /** [replica]: fitted coefficients, if there are any. */
  readonly #fitted: (GroupTerms | null)[];
  readonly #scores: RoundScores;
  /** Replicas that have not jumped since the anchor. */
  readonly #undisturbed: boolean[];

  constructor(anchor: number, { trajectory, plan, transfer, turn }: RoundContext) {
    this.anchor = anchor;
    this.#trajectory = trajectory;
    this.#plan = plan;
    this.#transfer = transfer;
    this.#turn = turn;
    this.#undisturbed = plan.replicas.map(({ arm }) => armRecords[arm].between?.moves !== true);
    this.#fitted = plan.replicas.map(() => null);
    this.#scores = new RoundScores(trajectory, plan);
  }

  /** Stores the current weights as the snapshot at this many steps after the window's start. */
  keep(offset: number): void {
    this.#kept.set(offset, this.#trajectory.snapshot());
  }

  /** The current weights are the next target of every fit. */
  observeTarget(): void {
    for (const planned of this.#plan.fits) this.#pairsOf(planned).observe();
  }

  /**
   * Fits and forecasts every horizon for every replica; if other forecasts are not recorded, only for those that may
   * jump.
   */
  async fit(): Promise<void> {
    const terms: (readonly TensorTerms[])[] = [];
    const chosen = this.#plan.spec.arms;
    for (const [done, arm] of chosen.entries()) {
      if (!this.#isForecast(arm)) continue;
      const own = this.#plan.replicas.flatMap((replica, r) => (replica.arm === arm ? [r] : []));
      const turn: Turn = (share) => this.#turn((done + share) / chosen.length);
      const forecasts = await this.#forecasts(requireRecipe(this.#plan.layout, arm), own, turn);
      own.forEach((r, i) => {
        terms[r] = forecasts[i]!;
      });
    }
    this.#terms = terms;
    for (const [offset, snapshot] of this.#kept) {
      if (this.#plan.layout.sources.includes(offset)) continue;
      this.#trajectory.release(snapshot);
      this.#kept.delete(offset);
    }
  }

  /** The snapshots and network forecasts that coefficients refer to, in order. */
  get sources(): readonly SnapshotId[] {
    return [...this.#snapshots, ...this.#loaded];
  }

  get #snapshots(): readonly SnapshotId[] {
    return this.#plan.layout.sources.map((step) => this.#at(step));
  }

  /** The forecast of one replica for horizon number `horizon`. */
  termsOf(replica: number, horizon: number): TensorTerms {
    return this.#terms[replica]![horizon]!;
  }

  /** The window's first snapshot. */
  get first(): SnapshotId {
    return this.#at(0);
  }

  /**
   * Forecast values of watched weights and the farcaster's coefficients. `recall` returns watched values [replica,
   * watched] at this many steps after the window's start.
   */
  async predicted(recall: (offset: number) => Float32Array): Promise<RunEvent> {
    const { replicas, watched, forecast, layout, sourceCount } = this.#plan;
    const parameters = Uint32Array.from(watched, ({ parameter }) => parameter);
    const loaded =
      this.#loaded.length === 0 ? null : await this.#trajectory.sample([...this.#loaded], parameters);
    const width = replicas.length * watched.length;
    const values = [
      ...layout.sources.map(recall),
      ...this.#loaded.map((_, n) => loaded!.subarray(n * width, (n + 1) * width)),
    ];
    const predicted = new Float32Array(forecast.horizons.length * width);
    let at = 0;
    forecast.horizons.forEach((_, h) => {
      replicas.forEach((_replica, r) => {
        const terms = this.termsOf(r, h);
        for (let w = 0; w < watched.length; w += 1, at += 1) {
          const base = watched[w]!.tensor * (sourceCount + 1);
          let sum = terms[base + sourceCount]!;
          for (let s = 0; s < sourceCount; s += 1)
            sum += terms[base + s]! * values[s]![r * watched.length + w]!;
          predicted[at] = sum;
        }
      });
    });
    return { type: 'forecasted', anchor: this.anchor, predicted, coefficients: this.#coefficients() };
  }

  /** Replicas that jump from now on no longer follow the forecast trajectory. */
  disturb(outcomes: readonly JumpOutcome[]): void {
    for (const { replica, accepted } of outcomes) if (accepted) this.#undisturbed[replica] = false;
  }

  /** Compares the forecast, persistence and the endpoint line with the current weights. */
  observeError(index: number): void {
    this.#scores.observe(index, this.#snapshots, this.#loaded, this.#terms, this.#undisturbed);
  }

  /** The scores of replicas that did not jump before the horizons reached. */
  scored(): Promise<readonly RunEvent[]> {
    return this.#scores.scored(this.anchor, this.#terms);
  }

  dispose(): void {
    for (const snapshot of [...this.#kept.values(), ...this.#loaded]) this.#trajectory.release(snapshot);
    this.#kept.clear();
    this.#loaded.length = 0;
  }

  /** A linear combination of the sources. */
  mix(rows: number, termsOf: (row: number, replica: number) => TensorTerms | null): Mix {
    const { replicas, layout } = this.#plan;
    return mixOf(this.sources, rows, replicas.length, layout.groupOf.length, termsOf);
  }

  /** If forecasts are not recorded, only arms that may jump have one. */
  #isForecast(arm: ArmId): boolean {
    return this.#plan.scored || armRecords[arm].jumps !== null;
  }

  #at(step: number): SnapshotId {
    const snapshot = this.#kept.get(step);
    if (snapshot === undefined) throw new Error(`the snapshot ${step} steps into the window was not stored`);
    return snapshot;
  }

  #pairsOf(planned: PlannedRecipe): GatheredPairs {
    const key = pairsKey(planned);
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    const columns = planned.columns.fit.map((step) => this.#at(step));
    const arms = this.#plan.spec.arms.filter((arm) => {
      const other = requireRecipe(this.#plan.layout, arm);
      return this.#isForecast(arm) && other.recipe.kind === 'fitted' && pairsKey(other) === key;
    });
    const active = this.#plan.replicas.map(({ arm }) => arms.includes(arm));
    const pairs = new GatheredPairs(this.#trajectory, this.#plan, active, columns, needsRows(planned.fit));
    this.#pairs.set(key, pairs);
    return pairs;
  }

  /** [one of `own`][horizon]. */
  async #forecasts(
    planned: PlannedRecipe,
    own: readonly number[],
    turn: Turn,
  ): Promise<readonly (readonly TensorTerms[])[]> {
    const { recipe } = planned;
    if (recipe.kind === 'formula')
      return formulaTerms(this.#trajectory, this.#plan, planned, recipe, own, this.#columnsOf(planned));
    if (recipe.kind === 'network') {
      const columns = this.#columnsOf(planned);
      const terms = networkTerms(this.#plan, this.#loaded.length);
      this.#loaded.push(
        await networkForecast(this.#trajectory, this.#plan, planned, this.#transfer, own, columns, turn),
      );
      return own.map(() => this.#plan.forecast.horizons.map(() => terms));
    }
    const fits = await this.#fits(planned, own, turn);
    return fits.map((byHorizon, i) => {
      if (recipe.columns === null) this.#fitted[own[i]!] = byHorizon;
      return byHorizon.map((byGroup) => fittedTerms(byGroup, planned, this.#plan));
    });
  }

  #columnsOf({ columns }: PlannedRecipe): SnapshotId[] {
    return columns.window.map((step) => this.#at(step));
  }

  /** Fitted coefficients of replicas, from the experiment's source of training pairs. */
  async #fits(planned: PlannedRecipe, own: readonly number[], turn: Turn): Promise<readonly GroupTerms[]> {
    const { spec, replicas, fittedHorizons, forecast } = this.#plan;
    switch (spec.source) {
      case 'in-run':
      case 'oracle': {
        const fits = await this.#pairsOf(planned).fit(own, planned.fit, turn);
        return fittedHorizons === null
          ? fits
          : fits.map((fit) => atHorizons(fit, fittedHorizons, forecast.horizons));
      }
      case 'transfer': {
        const transfer = this.#transfer;
        if (transfer === null) throw new Error('no runs of other seeds were recorded');
        const fits: GroupTerms[] = [];
        for (const r of own) {
          const fitting = transfer.terms(replicas[r]!, this.anchor, planned);
          fits.push(await inParts(fitting, () => turn(fits.length / own.length)));
        }
        return fits;
      }
      case 'frozen': {
        const terms = frozenTerms(this.#plan, planned.columns.window.length);
        return own.map(() => terms);
      }
    }
  }

  /** [horizon, replica, group, inputs + 1] of the farcaster; NaN for replicas with other forecasts. */
  #coefficients(): Float32Array {
    const { replicas, forecast, layout } = this.#plan;
    const width = layout.farcaster.length + 1;
    const all = new Float32Array(
      forecast.horizons.length * replicas.length * layout.groups.length * width,
    ).fill(NaN);
    this.#fitted.forEach((byHorizon, r) => {
      byHorizon?.forEach((byGroup, h) => {
        byGroup.forEach((terms, g) => {
          all.set(terms, ((h * replicas.length + r) * layout.groups.length + g) * width);
        });
      });
    });
    return all;
  }
}

/** Coefficients fitted at some horizons, at others. */
function atHorizons(fit: GroupTerms, fitted: readonly number[], wanted: readonly number[]): GroupTerms {
  const byGroup = fit[0]!.map((_, group) =>
    termsBetween(
      fit.map((own) => own[group]!),
      fitted,
      wanted,
    ),
  );
  return wanted.map((_, horizon) => byGroup.map((own) => own[horizon]!));
}
