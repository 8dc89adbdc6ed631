/**
 * Analyses recorded runs: every forecast that needs no training, at every checkpoint that has a window before it,
 * compared with the weights that came after it. The forecasts are those of a run in training (forecast/); only what
 * they are computed from differs. Reads all weights twice: once for the fits, once for the comparison.
 */
import { stayTerms } from '../../core/forecast/basis.ts';
import { differenceColumns } from '../../core/forecast/rivals/differences.ts';
import type { RecordedRuns } from '../../core/recorded.ts';
import { type Compared, type RecordedTrajectory, type SnapshotId } from '../../engine/engine.ts';
import { controlArm, subjectArm } from '../../experiment/arms.ts';
import { ForecastRound } from '../forecast/forecast-round.ts';
import { maxRecorded, TransferSource, type Trajectories } from '../forecast/pilot.ts';
import { forAllTensors, mixOf } from '../mixes.ts';
import { inParts } from '../turns/in-parts.ts';
import { someRows } from '../plan/plan.ts';
import type { RecordedAnalysis, RecordedPath } from './analysis.ts';
import type { Cast, CastRequest } from './cast.ts';
import { Errors } from './errors.ts';
import { pathWeights, RunPlane, tensorsOfRows } from './path.ts';
import { planRecorded, RecordedFailure, type RecordedPlan } from './plan.ts';
import type { RecordedSettings } from './settings.ts';

export interface RecordedClients {
  /** `runOf` [replica]: the run that it is a row of; `partOf` [tensor]: the part it is reported in. */
  readonly open: (
    source: RecordedRuns,
    runOf: readonly number[],
    partOf: readonly number[],
  ) => RecordedTrajectory;
  /** Called with what is being done and the fraction of it that is done; returns whether to continue. */
  readonly turn: (phase: string, share: number) => Promise<boolean>;
}

/** Rejects with a RecordedFailure, or with the sentence of a file that cannot be read. */
export async function analyseRecorded(
  source: RecordedRuns,
  settings: RecordedSettings,
  services: RecordedClients,
): Promise<RecordedAnalysis> {
  const plan = planRecorded(source, settings);
  return new Analysing(source, plan, services).run();
}

/** The coefficients of one forecast, which needs no target. Rejects as `analyseRecorded` does. */
export async function castRecorded(
  source: RecordedRuns,
  settings: RecordedSettings,
  request: CastRequest,
  services: RecordedClients,
): Promise<Cast> {
  if (settings.source === 'oracle')
    throw new RecordedFailure('A farcast cannot be fitted on its own future: choose another source');
  const plan = planRecorded(source, settings, request.anchor);
  return new Analysing(source, plan, services).cast(request);
}

class Analysing {
  readonly #source: RecordedRuns;
  readonly #plan: RecordedPlan;
  readonly #trajectory: RecordedTrajectory;
  readonly #turn: RecordedClients['turn'];
  readonly #indexOf: ReadonlyMap<number, number>;

  constructor(source: RecordedRuns, plan: RecordedPlan, { open, turn }: RecordedClients) {
    this.#source = source;
    this.#plan = plan;
    this.#turn = turn;
    this.#trajectory = open(
      source,
      plan.replicas.map(({ seed }) => seed),
      plan.parts.partOf,
    );
    this.#indexOf = new Map(source.steps.map((step, index) => [step, index]));
  }

  async run(): Promise<RecordedAnalysis> {
    const { anchors, parameters, watched, spec } = this.#plan;
    const weights = this.#trajectory.sampleRuns(Uint32Array.from(watched, ({ parameter }) => parameter));
    const rows = someRows(parameters, pathWeights(this.#source.steps.length * this.#source.runs.length));
    const spread = this.#trajectory.sampleRuns(rows);
    const others = spec.source === 'transfer' ? this.#others() : null;
    for (const index of anchors.keys()) this.#askFormulas(index);
    // Rounds that learn from other runs ask for nothing before these are read.
    const asking = others === null ? anchors.map((_, index) => this.#round(index, null)) : null;
    await this.#pass('Reading the weights for the fits');
    const actual = await weights;
    const transfer = await others;
    const rounds = asking ?? anchors.map((_, index) => this.#round(index, transfer));
    const told: Told[] = [];
    for (const round of rounds) {
      await this.#settled(round.fit());
      told.push(await this.#tell(told.length, round, actual));
      if (!(await this.#turn('Fitting the forecasts', told.length / rounds.length)))
        throw new Error('it was cancelled');
    }
    const path = await this.#path(rounds, rows, await spread);
    return { ...(await this.#compared(rounds, told, actual)), path };
  }

  async cast({ run, anchor, horizon, method }: CastRequest): Promise<Cast> {
    const { methods, sourceCount, spec } = this.#plan;
    const index = this.#plan.forecast.horizons.indexOf(horizon);
    const { forecast, layout } = this.#plan.forecasts[0]!;
    if (index < 0) throw new RecordedFailure(`These settings have no forecast ${horizon} steps ahead`);
    const others = spec.source === 'transfer' ? this.#others() : null;
    this.#askFormulas(0);
    const asking = others === null ? this.#round(0, null) : null;
    await this.#pass('Reading the weights for the fits');
    const round = asking ?? this.#round(0, await others);
    await this.#settled(round.fit());
    const replica = methods.indexOf(method) * this.#source.runs.length + run;
    const start = anchor - forecast.windowSteps;
    return {
      run,
      step: anchor + forecast.horizons[index]!,
      checkpoints: layout.sources.slice(0, sourceCount).map((step) => this.#indexOf.get(start + step)!),
      coefficients: Float32Array.from(round.termsOf(replica, index)),
    };
  }

  /** Forecast number `index` with its window, and its targets if it is fitted on the run itself. */
  #round(index: number, others: Others | null): ForecastRound {
    const plan = this.#plan.forecasts[index]!;
    const anchor = this.#plan.anchors[index]!;
    const transfer =
      others === null
        ? null
        : new TransferSource({ ...plan, anchors: [anchor] }, others, others.trajectories);
    const { windowSteps } = plan.forecast;
    const turn = (share: number): Promise<boolean> => this.#turn('Fitting the forecasts', share);
    const round = new ForecastRound(anchor, { trajectory: this.#trajectory, plan, transfer, turn });
    for (const offset of [...plan.keeps, windowSteps]) {
      this.#at(anchor - windowSteps + offset);
      round.keep(offset);
    }
    for (const target of plan.targets) {
      this.#at(anchor + target);
      round.observeTarget();
    }
    return round;
  }

  /** Inner products that formulas will ask for, so that they come with the first pass. */
  #askFormulas(index: number): void {
    const anchor = this.#plan.anchors[index]!;
    const { layout, forecast } = this.#plan.forecasts[index]!;
    for (const { recipe, columns } of Object.values(layout.recipes)) {
      if (recipe.kind !== 'formula' || recipe.sums === null) continue;
      const snapshots = columns.window.map((step) => this.#at(anchor - forecast.windowSteps + step));
      void this.#trajectory.gram({ snapshots, count: 2, coefficients: Float64Array.from(differenceColumns) });
    }
  }

  /** The runs that coefficients of other runs are fitted on. */
  async #others(): Promise<Others> {
    const { runs, steps } = this.#source;
    const { rows, rowGroups } = this.#plan;
    const affordable = Math.max(1, Math.floor(maxRecorded / (steps.length * runs.length)));
    const own = rows.slice(0, affordable);
    const perRun = await this.#trajectory.sampleRuns(own);
    // [step, run, row], as the runs of an experiment are recorded.
    const ordered = new Float32Array(perRun.length);
    const width = own.length;
    for (let run = 0; run < runs.length; run += 1)
      for (let step = 0; step < steps.length; step += 1) {
        const from = (run * steps.length + step) * width;
        ordered.set(perRun.subarray(from, from + width), (step * runs.length + run) * width);
      }
    const replicas = runs.map((_, seed) => ({ arm: controlArm, seed, point: 0 }));
    return {
      rowGroups: rowGroups.slice(0, affordable),
      trajectories: { replicas, indexOf: this.#indexOf, values: ordered, rows: width },
    };
  }

  /** The forecast values of watched weights, and the farcaster's coefficients. */
  async #tell(index: number, round: ForecastRound, actual: Float32Array): Promise<Told> {
    const { replicas, watched, methods } = this.#plan;
    const { forecast, layout } = this.#plan.forecasts[index]!;
    const { runs, steps } = this.#source;
    const start = round.anchor - forecast.windowSteps;
    const event = await round.predicted((offset) => {
      const step = this.#indexOf.get(start + offset)!;
      const values = new Float32Array(replicas.length * watched.length);
      replicas.forEach(({ seed: run }, replica) => {
        const from = (run * steps.length + step) * watched.length;
        values.set(actual.subarray(from, from + watched.length), replica * watched.length);
      });
      return values;
    });
    if (event.type !== 'forecasted') throw new Error('a forecast gives its values');
    const width = layout.groups.length * (layout.farcaster.length + 1);
    const own = methods.indexOf(subjectArm) * runs.length;
    const coefficients = new Float32Array(forecast.horizons.length * runs.length * width);
    forecast.horizons.forEach((_, horizon) => {
      const from = (horizon * replicas.length + own) * width;
      coefficients.set(
        event.coefficients.subarray(from, from + runs.length * width),
        horizon * runs.length * width,
      );
    });
    return { predicted: event.predicted, coefficients };
  }

  async #compared(
    rounds: readonly ForecastRound[],
    told: readonly Told[],
    actual: Float32Array,
  ): Promise<Omit<RecordedAnalysis, 'path'>> {
    const asked = rounds.flatMap((round, anchor) =>
      this.#plan.forecasts[anchor]!.forecast.horizons.flatMap((horizon, index) => {
        const target = this.#indexOf.get(round.anchor + horizon);
        return target === undefined ? [] : [{ anchor, index, ...this.#compare(round, index, target) }];
      }),
    );
    await this.#pass('Comparing the forecasts with the actual weights');
    const errors = new Errors(this.#source, this.#plan);
    for (const { anchor, index, rowOf, answer } of asked) errors.add(anchor, index, await answer, rowOf);
    const { forecast, forecasts, layout, parts, anchors, possible, watched, parameters } = this.#plan;
    const { isUneven, leftOut } = this.#plan;
    return {
      runs: this.#source.runs.map(({ name }) => name),
      steps: this.#source.steps,
      layout: parameters,
      ...{ parts, anchors, possible },
      windowSteps: forecast.windowSteps,
      horizons: forecast.horizons,
      ...{ isUneven, leftOut },
      starts: forecasts.map((own, a) => anchors[a]! - own.forecast.windowSteps),
      forecastSteps: forecasts.flatMap((own, a) => own.forecast.horizons.map((ahead) => anchors[a]! + ahead)),
      inputs: layout.farcaster,
      groups: layout.groups,
      groupOf: layout.groupOf,
      fitted: {
        inputs: layout.recipes[subjectArm]!.columns.fit,
        targets: this.#plan.targets.map((step) => step + forecast.windowSteps),
      },
      methods: [...this.#plan.methods, 'stay'],
      ...errors.values,
      coefficients: told.map((one) => one.coefficients),
      ...{ watched, actual },
      predicted: told.map((one) => one.predicted),
    };
  }

  /** `sampled` [run, checkpoint, row]. */
  async #path(
    rounds: readonly ForecastRound[],
    rows: Uint32Array,
    sampled: Float32Array,
  ): Promise<RecordedPath> {
    const { runs, steps } = this.#source;
    const { parameters, methods } = this.#plan;
    const tensorOf = tensorsOfRows(parameters, rows);
    const turn = (): Promise<boolean> => this.#turn('Finding the principal components', 0);
    const planes: RunPlane[] = [];
    for (const run of runs.keys()) {
      const checkpoints = steps.map((_, c) => {
        const from = (run * steps.length + c) * rows.length;
        return sampled.subarray(from, from + rows.length);
      });
      planes.push(await inParts(RunPlane.of({ checkpoints, tensorOf }, parameters.tensors.length), turn));
    }
    const places = planes.flatMap((plane, run) =>
      rounds.flatMap((round, index) => {
        const { forecast, layout } = this.#plan.forecasts[index]!;
        const sources = layout.sources.map((step) =>
          this.#indexOf.get(round.anchor - forecast.windowSteps + step)!,
        );
        return forecast.horizons.flatMap((_, horizon) =>
          methods.flatMap((_method, m) =>
            plane.placeOf(round.termsOf(m * runs.length + run, horizon), sources),
          ),
        );
      }),
    );
    return {
      weights: rows.length,
      explained: Float64Array.from(planes.flatMap(({ explained }) => explained)),
      checkpoints: Float64Array.from(planes.flatMap((plane) => [...plane.places])),
      forecasts: Float64Array.from(places),
    };
  }

  /** All methods and persistence against the weights at a checkpoint; equal forecasts are compared once. */
  #compare(round: ForecastRound, horizon: number, target: number): Asked {
    const { methods, layout, sourceCount } = this.#plan;
    const runs = this.#source.runs.length;
    const stay = new Float64Array(sourceCount + 1);
    stay[sourceCount - 1] = stayTerms(2)[1]!;
    const staying = forAllTensors(stay, layout.groupOf.length);
    const forecasts = [...methods, null].map((method, row) =>
      Array.from({ length: runs }, (_, run) =>
        method === null ? staying : round.termsOf(row * runs + run, horizon),
      ),
    );
    const distinct: (typeof forecasts)[number][] = [];
    const rowOf = forecasts.map((own) => {
      const known = distinct.findIndex((other) => own.every((terms, run) => areEqual(terms, other[run]!)));
      return known < 0 ? distinct.push(own) - 1 : known;
    });
    const mix = mixOf(
      round.sources,
      distinct.length,
      runs,
      layout.groupOf.length,
      (row, run) => distinct[row]![run]!,
    );
    const anchor = round.sources[sourceCount - 1]!;
    this.#trajectory.moveTo(target);
    return { rowOf, answer: this.#trajectory.compare({ mix, anchor, target: this.#trajectory.snapshot() }) };
  }

  /** Waits for a forecast, and makes another pass if it needs what was not foreseen. */
  async #settled(forecast: Promise<void>): Promise<void> {
    const done = forecast.then(() => true);
    for (;;) {
      if (await Promise.race([done, this.#turn('Fitting the forecasts', 0).then(() => false)])) return;
      if (this.#trajectory.waiting > 0) await this.#pass('Reading the weights for the fits');
    }
  }

  #pass(phase: string): Promise<void> {
    return this.#trajectory.pass((share) => this.#turn(phase, share));
  }

  /** The checkpoint at a step, as the current weights and as a snapshot. */
  #at(step: number): SnapshotId {
    this.#trajectory.moveTo(this.#indexOf.get(step)!);
    return this.#trajectory.snapshot();
  }
}

/** What forecasts that learn from other runs are fitted on. */
interface Others {
  readonly rowGroups: Uint8Array;
  readonly trajectories: Trajectories;
}

interface Told {
  readonly predicted: Float32Array;
  readonly coefficients: Float32Array;
}

interface Asked {
  /** [method, then persistence]: its row in the answer. */
  readonly rowOf: readonly number[];
  readonly answer: Promise<Compared>;
}

const areEqual = (a: Float64Array, b: Float64Array): boolean =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
