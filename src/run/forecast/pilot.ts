/**
 * The transfer source of training pairs: plain runs of all seeds, recorded before the experiment. The coefficients
 * for a seed are fitted only on the others; its own run is never used (leave one seed out).
 */
import { controlArm } from '../../experiment/arms.ts';
import type { Terms } from '../../core/forecast/basis.ts';
import { fittingRows } from '../../core/forecast/fit.ts';
import { trainingNetwork, type NetworkName, type TrainedNetwork } from '../../core/forecast/networks.ts';
import type { TaskData } from '../../core/data/task-data.ts';
import { atOnce, type Parts } from '../../core/parts.ts';
import type { EngineSetup, Trainer } from '../../engine/engine.ts';
import { inParts, type Turn } from '../turns/in-parts.ts';
import { networkHorizon } from '../jumps/decide.ts';
import { pairRows, type GroupTerms } from './pairs.ts';
import { requireRecipe, type PlannedRecipe } from './recipes.ts';
import {
  groupsOfRows,
  planningRun,
  someRows,
  type ForecastingPlan,
  type PlannedReplica,
  type RunPlan,
} from '../plan/plan.ts';

/** Maximum number of values recorded of other seeds' runs, for one experiment: 64 MB. */
export const maxRecorded = 2 ** 24;

export interface PilotPlan {
  /** Only control replicas, one per point and seed; their watched weights are the rows. */
  readonly setup: EngineSetup;
  readonly replicas: readonly PlannedReplica[];
  /** Steps whose weights are recorded, ascending. */
  readonly steps: readonly number[];
  /** [row]: the group of each recorded weight. */
  readonly rowGroups: Uint8Array;
}

export interface Trajectories {
  readonly replicas: readonly PlannedReplica[];
  /** Index of each recorded step in `values`. */
  readonly indexOf: ReadonlyMap<number, number>;
  /** [recorded step, replica, row]. */
  readonly values: Float32Array;
  readonly rows: number;
}

/**
 * The runs to record for an experiment, or null if it does not learn from other runs. A single seed gets a second one
 * to learn from.
 */
export function* planningPilot(plan: RunPlan, data: TaskData | null): Parts<PilotPlan | null> {
  const { spec, rates, anchors, forecast, layout } = plan;
  const fitted = Object.values(layout.recipes).some(({ recipe }) => recipe.kind === 'fitted');
  if (layout.networks.length === 0 && !(spec.source === 'transfer' && fitted)) return null;
  const first = spec.seeds[0]!;
  const seeds = spec.seeds.length > 1 ? spec.seeds : [first, first === 0 ? 1 : first - 1];
  const { setup, replicas } = yield* planningRun({ ...spec, arms: [controlArm], seeds }, data, rates);
  const offsets = [...new Set(Object.values(layout.recipes).flatMap(({ columns }) => columns.window))];
  const steps = anchors.flatMap((anchor) => [
    ...offsets.map((offset) => anchor - forecast.windowSteps + offset),
    ...forecast.horizons.map((horizon) => anchor + horizon),
  ]);
  const recorded = [...new Set(steps)].sort((a, b) => a - b);
  // By point, so that the number of points trained together does not affect what one of them learns from.
  const affordable = Math.floor(maxRecorded / (recorded.length * seeds.length));
  const rows = someRows(setup.model.parameters, Math.max(1, Math.min(plan.rows.length, affordable)));
  return {
    setup: { ...setup, watched: rows },
    replicas,
    steps: recorded,
    rowGroups: groupsOfRows(rows, setup.model.parameters, layout),
  };
}

/** The same without pauses. */
export const pilotPlan = (...asked: Parameters<typeof planningPilot>): PilotPlan | null =>
  atOnce(planningPilot(...asked));

/** Steps between two checks whether to continue. */
const block = 25;

/** Maximum number of training pairs of one network. */
const maxPairs = 8192;

/** Trains the pilot runs and records them; null when `goOn`, called with the fraction done, returns false. */
export async function recordTrajectories(
  { setup, replicas, steps }: PilotPlan,
  engine: Trainer,
  goOn: Turn,
): Promise<Trajectories | null> {
  const rows = setup.watched.length;
  const width = replicas.length * rows;
  const indexOf = new Map(steps.map((step, index) => [step, index]));
  const values = new Float32Array(steps.length * width);
  const { count: parameterCount } = setup.model.parameters;
  if (indexOf.has(0)) {
    for (let at = 0; at < width; at += 1)
      values[at] = setup.weights[Math.floor(at / rows) * parameterCount + setup.watched[at % rows]!]!;
  }
  const last = steps.at(-1) ?? 0;
  for (let done = 0; done < last; done += block) {
    if (!(await goOn(done / last))) return null;
    const count = Math.min(block, last - done);
    const { watched } = await engine.train(count);
    for (let i = 0; i < count; i += 1) {
      const index = indexOf.get(done + i + 1);
      if (index !== undefined) values.set(watched.subarray(i * width, (i + 1) * width), index * width);
    }
  }
  return { replicas, indexOf, values, rows };
}

export class TransferSource {
  readonly #plan: ForecastingPlan & Pick<RunPlan, 'anchors'>;
  readonly #pilot: Pick<PilotPlan, 'rowGroups'>;
  readonly #trajectories: Trajectories;
  readonly #fits = new Map<string, GroupTerms>();
  readonly #networks = new Map<string, TrainedNetwork>();

  constructor(
    plan: ForecastingPlan & Pick<RunPlan, 'anchors'>,
    pilot: Pick<PilotPlan, 'rowGroups'>,
    trajectories: Trajectories,
  ) {
    this.#plan = plan;
    this.#pilot = pilot;
    this.#trajectories = trajectories;
  }

  /** Coefficients fitted on the other seeds of its point around the same anchor. */
  *terms(replica: PlannedReplica, anchor: number, planned: PlannedRecipe): Parts<GroupTerms> {
    const { point, seed } = replica;
    const key = [
      point,
      seed,
      anchor,
      planned.fit === this.#plan.layout.fit,
      ...planned.columns.window,
    ].join();
    const known = this.#fits.get(key);
    if (known !== undefined) return known;
    const { layout, forecast } = this.#plan;
    const { values, rows } = this.#trajectories;
    const start = anchor - forecast.windowSteps;
    const columns = planned.columns.window.map((step) => this.#startOf(start + step));
    const horizons = forecast.horizons.map((horizon) => this.#startOf(anchor + horizon));
    const byGroup: Terms[][] = [];
    for (const group of layout.groups.keys()) {
      const own = Array.from(this.#pilot.rowGroups.keys()).filter(
        (row) => this.#pilot.rowGroups[row] === group,
      );
      const at = this.#others(replica).flatMap((other) => own.map((row) => other * rows + row));
      const pairs = pairRows(
        at.length,
        columns.length,
        horizons.length,
        (row, column) => values[columns[column]! + at[row]!]!,
        (row, horizon) => values[horizons[horizon]! + at[row]!]!,
      );
      yield;
      byGroup.push(yield* fittingRows(pairs, planned.fit));
    }
    const terms = forecast.horizons.map((_, horizon) => byGroup.map((fitted) => fitted[horizon]!));
    this.#fits.set(key, terms);
    return terms;
  }

  /** A network trained on the complete runs of the other seeds of its point. */
  *network(replica: PlannedReplica, planned: PlannedRecipe, horizonIndex: number): Parts<TrainedNetwork> {
    if (planned.recipe.kind !== 'network') throw new Error('this forecast has no network');
    const { network } = planned.recipe;
    const key = `${network} ${replica.point} ${replica.seed}`;
    const known = this.#networks.get(key);
    if (known !== undefined) return known;
    const { forecast, anchors } = this.#plan;
    const { rows } = this.#trajectories;
    const others = this.#others(replica);
    const all = anchors.length * others.length * rows;
    const count = Math.min(all, maxPairs);
    const columns = planned.columns.window;
    const inputs = new Float32Array(count * columns.length);
    const targets = new Float32Array(count);
    for (let pair = 0; pair < count; pair += 1) {
      const chosen = Math.floor((pair * all) / count);
      const anchor = anchors[Math.floor(chosen / (others.length * rows))]!;
      const at = others[Math.floor(chosen / rows) % others.length]! * rows + (chosen % rows);
      columns.forEach((step, c) => {
        inputs[pair * columns.length + c] = this.#value(anchor - forecast.windowSteps + step, at);
      });
      targets[pair] = this.#value(anchor + forecast.horizons[horizonIndex]!, at);
    }
    const trained = yield* trainingNetwork(network as NetworkName, { inputs, targets }, replica.seed);
    this.#networks.set(key, trained);
    return trained;
  }

  /** Trains every network that the experiment will need; rejects when `goOn` returns false. */
  async trainNetworks(goOn: Turn): Promise<void> {
    const { layout, forecast, replicas } = this.#plan;
    const asked = replicas.flatMap((replica) => {
      const planned = requireRecipe(layout, replica.arm);
      return planned.recipe.kind === 'network' ? [{ replica, planned, recipe: planned.recipe }] : [];
    });
    for (const [done, { replica, planned, recipe }] of asked.entries()) {
      const horizon = networkHorizon(recipe, forecast.horizons, forecast.windowSteps);
      await inParts(this.network(replica, planned, horizon), () => goOn(done / asked.length));
    }
  }

  /** Indexes of the other seeds of the same point. */
  #others({ point, seed }: PlannedReplica): number[] {
    return this.#trajectories.replicas.flatMap((other, index) =>
      other.point !== point || other.seed === seed ? [] : [index],
    );
  }

  /** Index of the first value recorded after a step. */
  #startOf(step: number): number {
    const { indexOf, replicas, rows } = this.#trajectories;
    const index = indexOf.get(step);
    if (index === undefined) throw new Error(`step ${step} of the recorded runs was not stored`);
    return index * replicas.length * rows;
  }

  #value(step: number, at: number): number {
    return this.#trajectories.values[this.#startOf(step) + at]!;
  }
}
