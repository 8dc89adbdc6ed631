/** The result of a run as plain data for scripts and files, and its digest. */
import { digestJob, digestOf, type DigestPart } from '../core/digest.ts';
import { ledgerOf } from '../core/ledger.ts';
import type { ExperimentSpec, ArmId } from '../experiment/fields.ts';
import { canonicalText } from '../experiment/link/link.ts';
import type { EngineReport, Tuning } from '../run/events.ts';
import { fields } from '../experiment/fields.ts';
import type { RunHistory } from './history.ts';
import { atOnce } from '../core/parts.ts';
import type { Outcome } from '../core/evidence/rivals.ts';
import { evidenceJob, type EvidenceResult } from './result-evidence.ts';
import { claimOf, type Claim } from './judgement/claim.ts';
import { judgementOf, type Rival } from './judgement/judgement.ts';
import { sensitivityOf, type SensitivityResult } from './judgement/sensitivity.ts';
import { verdictView } from './judgement/verdict.ts';

export interface ReplicaResult {
  readonly seed: number;
  /** `training`: more steps will come. `stopped`: its loss was not finite; `reason` says when. */
  readonly status: 'training' | 'finished' | 'stopped';
  readonly reason: string | null;
  /**
   * [i]: the metric after step i + 1: the training loss, or the latest measurement of another metric; ends where a
   * replica stopped.
   */
  readonly loss: readonly number[];
  /** [i]: cost in gradient-step equivalents after step i + 1. */
  readonly ledger: readonly number[];
  /**
   * Of the last evaluation (at a quarter, half, three quarters or all of the budget); null before, or if not
   * applicable.
   */
  readonly guardLoss: number | null;
  readonly testLoss: number | null;
  readonly testAccuracy: number | null;
  readonly jumps: readonly {
    readonly step: number;
    readonly horizon: number;
    readonly accepted: boolean;
    readonly lossBefore: number;
    readonly lossAfter: number;
    readonly cost: number;
  }[];
}

export interface RunResult {
  readonly spec: ExperimentSpec;
  readonly experimentId: string;
  /** SHA-256 of the canonical results, without engine and timings. */
  readonly digest: string;
  /** Optimizer steps done. */
  readonly steps: number;
  readonly engine: EngineReport;
  readonly arms: readonly {
    readonly id: ArmId;
    readonly label: string;
    readonly replicas: readonly ReplicaResult[];
  }[];
  readonly forecasts: readonly {
    readonly arm: ArmId;
    readonly seed: number;
    readonly anchor: number;
    readonly horizons: readonly number[];
    readonly mae: readonly number[];
    readonly stayMae: readonly number[];
    readonly lineMae: readonly number[];
    /** [horizon][tensor.., all weights]: direction and length of the forecast displacement relative to the true one. */
    readonly cosine: readonly (readonly (number | null)[])[];
    readonly normRatio: readonly (readonly (number | null)[])[];
  }[];
  /** How the arms' learning rates were chosen; null if they share the experiment's. */
  readonly tuning: Tuning | null;
  /** The evidence for the verdict; every part is null or empty until it is known. */
  readonly evidence: EvidenceResult;
  /** How sensitive training is to rounding; null before the end of the run. Not part of the digest. */
  readonly sensitivity: SensitivityResult | null;
  /** Wall time of running, s, for all replicas together; not part of the digest. */
  readonly seconds: number;
  /**
   * Numbers are null until the verdict is known, and if there is no number (half of the seeds never reached the
   * target).
   */
  readonly verdict: {
    readonly target: number | null;
    readonly savedFraction: number | null;
    readonly low: number | null;
    readonly high: number | null;
    /** .95, or the true level of the range of fewer than six pairs, which supports no claim. */
    readonly level: number | null;
    readonly better: number;
    readonly total: number;
    readonly unreached: number;
    readonly sentence: string;
    /**
     * `bound`: fitted on its own future, so only an upper bound. `uncharged`: the cost of its fitting runs is not
     * included.
     */
    readonly claim: Claim;
    /** All trivial arms, sorted by saving. */
    readonly rivals: readonly RivalResult[];
  };
}

export interface RivalResult {
  readonly arm: ArmId;
  /** Against the control; null if half of the seeds never reached the target. */
  readonly savedFraction: number | null;
  /** How the arm under study compares with it, corrected for the number of rivals. */
  readonly outcome: Outcome;
  /** Own minus the rival's saved fraction, median over pairs, and its interval; null if there is no number. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Signed-rank p-value, corrected for all rivals (Holm). */
  readonly p: number;
}

/** Returned at once. Its digest, unless `known` is given, its curves and its forecasts are computed on first access. */
export function resultOf(history: RunHistory, experimentId: string, known?: string): RunResult {
  const measured = measurementsOf(history);
  const evidence = atOnce(evidenceJob(history));
  return told(
    history,
    experimentId,
    measured,
    evidence,
    () => known ?? digestOf(digested(measured, evidence)),
  );
}

/** The same with its digest, yielding in between: computing it in one go would block the page from drawing. */
export function* resultJob(history: RunHistory, experimentId: string): Generator<void, RunResult> {
  const measured = measurementsOf(history);
  const evidence = yield* evidenceJob(history);
  const digest = yield* digestJob(digested(measured, evidence));
  return told(history, experimentId, measured, evidence, () => digest);
}

/** The input of a digest, as of now: later steps of the run do not change it. */
interface Measurements {
  readonly spec: ExperimentSpec;
  readonly arms: readonly { readonly id: ArmId; readonly replicas: readonly Measured[] }[];
  /** One by one, so that they need not all be in memory. */
  readonly forecasts: () => Iterable<RunResult['forecasts'][number]>;
  readonly tuning: Tuning | null;
}

interface Measured {
  readonly told: ReplicaResult;
  /** Its curves as recorded, recomputed each time. */
  readonly loss: () => Float32Array;
  readonly ledger: () => Float64Array;
}

function measurementsOf(history: RunHistory): Measurements {
  const { spec, prepared } = history;
  const scores = [...history.scores];
  return {
    spec,
    arms: spec.arms.map((id) => ({
      id,
      replicas: history.replicasOf(id).map((replica) => measuredOf(history, replica)),
    })),
    *forecasts() {
      for (const { anchor, horizons, scores: told } of scores)
        for (const { replica, mae, stayMae, lineMae, cosine, normRatio } of told)
          yield {
            ...prepared.replicas[replica]!,
            anchor,
            horizons,
            mae,
            stayMae,
            lineMae,
            cosine: cosine.map((parts) => parts.map(finiteOrNull)),
            normRatio: normRatio.map((parts) => parts.map(finiteOrNull)),
          };
    },
    tuning: prepared.tuning ?? null,
  };
}

function told(
  history: RunHistory,
  experimentId: string,
  { spec, arms, forecasts, tuning }: Measurements,
  evidence: EvidenceResult,
  digest: () => string,
): RunResult {
  const judgement = judgementOf(history);
  const verdict = judgement?.verdict;
  const [digestOnce, forecastsOnce] = [once(digest), once(() => [...forecasts()])];
  return {
    spec,
    experimentId,
    get digest() {
      return digestOnce();
    },
    steps: history.steps,
    engine: history.engine,
    arms: arms.map(({ id, replicas }) => ({
      id,
      label: fields.arms.options[id],
      replicas: replicas.map((replica) => replica.told),
    })),
    get forecasts() {
      return forecastsOnce();
    },
    tuning,
    evidence,
    sensitivity: sensitivityOf(history),
    seconds: history.seconds,
    verdict: {
      target: verdict?.target ?? null,
      savedFraction: finiteOrNull(verdict?.savedFraction),
      low: finiteOrNull(verdict?.low),
      high: finiteOrNull(verdict?.high),
      level: verdict?.level ?? null,
      better: verdict?.better ?? 0,
      total: verdict?.total ?? 0,
      unreached: verdict?.unreached ?? 0,
      sentence: verdictView(history).sentence,
      claim: judgement === null ? 'plain' : claimOf(judgement.arm, spec),
      rivals: judgement?.rivals.map(rivalResult) ?? [],
    },
  };
}

/** Computes a value on first use. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}

const rivalResult = ({ arm, verdict, comparison: { outcome, difference, p } }: Rival): RivalResult => ({
  arm,
  savedFraction: finiteOrNull(verdict.savedFraction),
  outcome,
  difference: finiteOrNull(difference?.median),
  low: finiteOrNull(difference?.interval?.low),
  high: finiteOrNull(difference?.interval?.high),
  p,
});

const finiteOrNull = (value: number | null | undefined): number | null =>
  value !== null && value !== undefined && Number.isFinite(value) ? value : null;

function measuredOf(history: RunHistory, replica: number): Measured {
  const count = history.lossCount(replica);
  const divergence = history.divergences[replica] ?? null;
  const { evaluated } = history;
  const evaluation = (values: Float32Array | undefined): number | null => {
    const value = values?.[replica];
    return value === undefined || !Number.isFinite(value) ? null : value;
  };
  const jumps = history.jumps[replica]!.map(({ step, horizon, accepted, lossBefore, lossAfter, cost }) => ({
    step,
    horizon,
    accepted,
    lossBefore,
    lossAfter,
    cost,
  }));
  const loss = (): Float32Array => history.lossOf(replica, 0, count);
  const ledger = (): Float64Array => ledgerOf(count, jumps);
  const [losses, costs] = [once(() => Array.from(loss())), once(() => Array.from(ledger()))];
  const told: ReplicaResult = {
    seed: history.prepared.replicas[replica]!.seed,
    status: divergence !== null ? 'stopped' : history.isComplete(replica) ? 'finished' : 'training',
    reason: divergence?.reason ?? null,
    get loss() {
      return losses();
    },
    get ledger() {
      return costs();
    },
    guardLoss: evaluation(evaluated?.guardLoss),
    testLoss: evaluation(evaluated?.testLoss),
    testAccuracy: evaluation(evaluated?.testAccuracy),
    jumps,
  };
  return { told, loss, ledger };
}

/** Covers the measurements: everything in the evidence but the coefficients follows from those. */
function* digested(
  { spec, arms, forecasts, tuning }: Measurements,
  { coefficients }: EvidenceResult,
): Generator<DigestPart> {
  const orNaN = (value: number | null): number => value ?? NaN;
  yield canonicalText(spec);
  for (const { id, replicas } of arms)
    for (const { told: replica, loss, ledger } of replicas) {
      const { seed, status, guardLoss, testLoss, testAccuracy, jumps } = replica;
      yield `${id} ${seed} ${status}`;
      yield loss();
      yield ledger();
      yield [guardLoss, testLoss, testAccuracy].map(orNaN);
      yield jumps.flatMap(({ step, horizon, accepted, lossBefore, lossAfter, cost }) => [
        step,
        horizon,
        accepted ? 1 : 0,
        lossBefore,
        lossAfter,
        cost,
      ]);
    }
  for (const { arm, seed, anchor, horizons, mae, stayMae, lineMae, cosine, normRatio } of forecasts()) {
    yield `${arm} ${seed}`;
    yield [anchor, ...horizons];
    yield mae;
    yield stayMae;
    yield lineMae;
    yield cosine.flat().map(orNaN);
    yield normRatio.flat().map(orNaN);
  }
  for (const { arm, seed, groups } of coefficients?.replicas ?? []) {
    yield `${arm} ${seed}`;
    yield groups.flatMap(({ values }) => values.flat());
  }
  // Nothing for a run without tuning, so that its digest is the same as before tuning existed.
  if (tuning === null) return;
  yield tuning.seeds;
  yield tuning.grid;
  for (const { arm, rate, cost } of tuning.arms) {
    yield arm;
    yield [rate, cost ?? NaN];
  }
}
