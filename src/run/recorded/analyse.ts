/**
 * Analyses recorded runs: every forecast that needs no training, at every checkpoint that has a window before it,
 * compared with the weights that came after it. The forecasts are those of a run in training (forecast/); only what
 * they are computed from differs. Reads all weights twice: once for the fits, once for the comparison.
 */
import { stayTerms } from '../../core/forecast/basis.ts';
import { differenceColumns } from '../../core/forecast/rivals/differences.ts';
import type { RecordedRuns } from '../../core/recorded.ts';
import {
  comparedSums,
  type Compared,
  type RecordedTrajectory,
  type SnapshotId,
} from '../../engine/engine.ts';
import { controlArm, subjectArm } from '../../experiment/arms.ts';
import { ForecastRound } from '../forecast/forecast-round.ts';
import { maxRecorded, TransferSource } from '../forecast/pilot.ts';
import { forAllTensors, mixOf } from '../mixes.ts';
import type { ArmId } from '../../experiment/fields.ts';
import type { RecordedAnalysis } from './analysis.ts';
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

/** Which forecast weights to compute. */
export interface CastRequest {
  readonly run: number;
  /** Step of the checkpoint that the forecast starts from; often the last. */
  readonly anchor: number;
  /** Steps ahead, one of the forecast's horizons. */
  readonly horizon: number;
  readonly method: ArmId;
}

/** Forecast weights, as a linear combination of checkpoints for every tensor. */
export interface Cast {
  readonly run: number;
  readonly step: number;
  /** Indexes into the steps of the recorded runs. */
  readonly checkpoints: readonly number[];
  /** [tensor, checkpoints + 1], constant last. */
  readonly coefficients: Float32Array;
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
  const plan = planRecorded(source, { ...settings, anchors: [request.anchor] }, false);
  return new Analysing(source, plan, services).cast(request);
}

/** Forecast weights `from` <= p < `to` of the flat weight vector: summed in float64, rounded to float32. */
export async function castWeights(
  source: RecordedRuns,
  { run, checkpoints, coefficients }: Cast,
  from: number,
  to: number,
): Promise<Float32Array> {
  const read = await Promise.all(checkpoints.map((checkpoint) => source.read(run, checkpoint, from, to)));
  const sums = new Float64Array(to - from);
  const terms = checkpoints.length + 1;
  for (const [tensor, { offset, length }] of source.parameters.tensors.entries()) {
    const [start, end] = [Math.max(from, offset), Math.min(to, offset + length)];
    const at = tensor * terms;
    for (let p = start; p < end; p += 1) sums[p - from] = coefficients[at + terms - 1]!;
    read.forEach((weights, s) => {
      const coefficient = coefficients[at + s]!;
      if (coefficient === 0) return;
      for (let p = start; p < end; p += 1) sums[p - from]! += coefficient * weights[p - from]!;
    });
  }
  return Float32Array.from(sums);
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
    const { anchors, watched, spec } = this.#plan;
    const weights = this.#sample(Uint32Array.from(watched, ({ parameter }) => parameter));
    const others = spec.source === 'transfer' ? this.#others() : null;
    for (const anchor of anchors) this.#askFormulas(anchor);
    // Rounds that learn from other runs ask for nothing before these are read.
    const asking = others === null ? anchors.map((anchor) => this.#round(anchor, null)) : null;
    await this.#pass('Reading the weights for the fits');
    const actual = this.#byRun(await weights, watched.length);
    const transfer = await others;
    const rounds = asking ?? anchors.map((anchor) => this.#round(anchor, transfer));
    const told: Told[] = [];
    for (const round of rounds) {
      await this.#settled(round.fit());
      told.push(await this.#tell(round, actual));
      if (!(await this.#turn('Fitting the forecasts', told.length / rounds.length)))
        throw new Error('it was cancelled');
    }
    return this.#compared(rounds, told, actual);
  }

  async cast({ run, anchor, horizon, method }: CastRequest): Promise<Cast> {
    const { forecast, methods, layout, sourceCount, spec } = this.#plan;
    const index = forecast.horizons.indexOf(horizon);
    if (index < 0) throw new RecordedFailure(`These settings have no forecast ${horizon} steps ahead`);
    const others = spec.source === 'transfer' ? this.#others() : null;
    this.#askFormulas(anchor);
    const asking = others === null ? this.#round(anchor, null) : null;
    await this.#pass('Reading the weights for the fits');
    const round = asking ?? this.#round(anchor, await others);
    await this.#settled(round.fit());
    const replica = methods.indexOf(method) * this.#source.runs.length + run;
    const start = anchor - forecast.windowSteps;
    return {
      run,
      step: anchor + horizon,
      checkpoints: layout.sources.slice(0, sourceCount).map((step) => this.#indexOf.get(start + step)!),
      coefficients: Float32Array.from(round.termsOf(replica, index)),
    };
  }

  /** A forecast with its window, and its targets if it is fitted on the run itself. */
  #round(anchor: number, transfer: TransferSource | null): ForecastRound {
    const plan = this.#plan;
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
  #askFormulas(anchor: number): void {
    const { layout, forecast } = this.#plan;
    for (const { recipe, columns } of Object.values(layout.recipes)) {
      if (recipe.kind !== 'formula' || recipe.sums === null) continue;
      const snapshots = columns.window.map((step) => this.#at(anchor - forecast.windowSteps + step));
      void this.#trajectory.gram({ snapshots, count: 2, coefficients: Float64Array.from(differenceColumns) });
    }
  }

  /** The runs that coefficients of other runs are fitted on. */
  async #others(): Promise<TransferSource> {
    const { runs, steps } = this.#source;
    const { rows, rowGroups } = this.#plan;
    const affordable = Math.max(1, Math.floor(maxRecorded / (steps.length * runs.length)));
    const own = rows.slice(0, affordable);
    const values = await this.#sample(own);
    const perRun = this.#byRun(values, own.length);
    // [step, run, row], as the runs of an experiment are recorded.
    const ordered = new Float32Array(perRun.length);
    const width = own.length;
    for (let run = 0; run < runs.length; run += 1)
      for (let step = 0; step < steps.length; step += 1) {
        const from = (run * steps.length + step) * width;
        ordered.set(perRun.subarray(from, from + width), (step * runs.length + run) * width);
      }
    const replicas = runs.map((_, seed) => ({ arm: controlArm, seed, point: 0 }));
    return new TransferSource(
      this.#plan,
      { rowGroups: rowGroups.slice(0, affordable) },
      { replicas, indexOf: this.#indexOf, values: ordered, rows: width },
    );
  }

  /** Some weights at all checkpoints, [step, replica, weight]. */
  #sample(parameters: Uint32Array): Promise<Float32Array> {
    const snapshots = this.#source.steps.map((step) => this.#at(step));
    return this.#trajectory.sample(snapshots, parameters);
  }

  /** [run, step, weight] from [step, replica, weight]: the first replicas are those of the first method. */
  #byRun(values: Float32Array, width: number): Float32Array {
    const { runs, steps } = this.#source;
    const replicas = this.#plan.replicas.length;
    const ordered = new Float32Array(runs.length * steps.length * width);
    for (let step = 0; step < steps.length; step += 1)
      for (let run = 0; run < runs.length; run += 1) {
        const from = (step * replicas + run) * width;
        ordered.set(values.subarray(from, from + width), (run * steps.length + step) * width);
      }
    return ordered;
  }

  /** The forecast values of watched weights, and the farcaster's coefficients. */
  async #tell(round: ForecastRound, actual: Float32Array): Promise<Told> {
    const { replicas, watched, forecast, methods, layout } = this.#plan;
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
  ): Promise<RecordedAnalysis> {
    const asked = rounds.flatMap((round, anchor) =>
      this.#plan.forecast.horizons.flatMap((horizon, index) => {
        const target = this.#indexOf.get(round.anchor + horizon);
        return target === undefined ? [] : [{ anchor, index, answer: this.#compare(round, index, target) }];
      }),
    );
    await this.#pass('Comparing the forecasts with the actual weights');
    const errors = new Errors(this.#source, this.#plan);
    for (const { anchor, index, answer } of asked) errors.add(anchor, index, await answer);
    const { forecast, layout, parts, anchors, possible, watched, parameters } = this.#plan;
    return {
      runs: this.#source.runs.map(({ name }) => name),
      steps: this.#source.steps,
      layout: parameters,
      ...{ parts, anchors, possible },
      windowSteps: forecast.windowSteps,
      horizons: forecast.horizons,
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

  /** All methods and persistence against the weights at a checkpoint. */
  #compare(round: ForecastRound, horizon: number, target: number): Promise<Compared> {
    const { methods, layout, sourceCount } = this.#plan;
    const runs = this.#source.runs.length;
    const stay = new Float64Array(sourceCount + 1);
    stay[sourceCount - 1] = stayTerms(2)[1]!;
    const staying = forAllTensors(stay, layout.groupOf.length);
    const mix = mixOf(round.sources, methods.length + 1, runs, layout.groupOf.length, (row, run) =>
      row === methods.length ? staying : round.termsOf(row * runs + run, horizon),
    );
    const anchor = round.sources[sourceCount - 1]!;
    this.#trajectory.moveTo(target);
    return this.#trajectory.compare({ mix, anchor, target: this.#trajectory.snapshot() });
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

interface Told {
  readonly predicted: Float32Array;
  readonly coefficients: Float32Array;
}

/** The errors of all forecasts, by run, anchor, horizon and method. */
class Errors {
  readonly values: Pick<RecordedAnalysis, 'error' | 'cosine' | 'lengthRatio' | 'partError'>;
  readonly #source: RecordedRuns;
  readonly #plan: RecordedPlan;

  constructor(source: RecordedRuns, plan: RecordedPlan) {
    this.#source = source;
    this.#plan = plan;
    const all =
      source.runs.length * plan.anchors.length * plan.forecast.horizons.length * (plan.methods.length + 1);
    const empty = (width = 1): Float64Array => new Float64Array(all * width).fill(NaN);
    this.values = {
      error: empty(),
      cosine: empty(),
      lengthRatio: empty(),
      partError: empty(plan.parts.names.length),
    };
  }

  /** Forecasts are not compared with weights after a jump. */
  add(anchor: number, horizon: number, { meanError, sums }: Compared): void {
    const { anchors, forecast, methods, parts } = this.#plan;
    const { runs } = this.#source;
    const from = anchors[anchor]!;
    const to = from + forecast.horizons[horizon]!;
    const [rows, width] = [methods.length + 1, parts.names.length];
    runs.forEach(({ jumps }, run) => {
      if (jumps.some((jump) => jump >= from && jump < to)) return;
      for (let row = 0; row < rows; row += 1) {
        const at = ((run * anchors.length + anchor) * forecast.horizons.length + horizon) * rows + row;
        this.values.error[at] = meanError[row * runs.length + run]!;
        let [squared, crossed, moved] = [0, 0, 0];
        for (let part = 0; part < width; part += 1) {
          const own = ((row * runs.length + run) * width + part) * comparedSums.length;
          this.values.partError[at * width + part] = sums[own]! / parts.counts[part]!;
          squared += sums[own + 1]!;
          crossed += sums[own + 2]!;
          moved += sums[own + 3]!;
        }
        // With d = e + a: <d, a> = <e, a> + <a, a> and <d, d> = <e, e> + 2 <e, a> + <a, a>.
        const length = Math.max(0, squared + 2 * crossed + moved);
        this.values.lengthRatio[at] = moved > 0 ? Math.sqrt(length / moved) : NaN;
        this.values.cosine[at] =
          length > 1e-24 * moved && moved > 0 ? (crossed + moved) / Math.sqrt(length * moved) : NaN;
      }
    });
  }
}
