/** The result of a run as plain data for scripts and files, and its digest. */
import { digestJob } from '../core/digest.ts';
import type { ExperimentSpec, ArmId } from '../experiment/fields.ts';
import { canonicalText } from '../experiment/link.ts';
import type { EngineReport, Tuning } from '../run/events.ts';
import { fields } from '../experiment/fields.ts';
import type { RunHistory } from './history.ts';
import type { Outcome } from '../core/evidence/rivals.ts';
import { evidenceJob, type EvidenceResult } from './result-evidence.ts';
import { claimOf, type Claim } from './select/claim.ts';
import { judgementOf, type Rival } from './select/judgement.ts';
import { sensitivityOf, type SensitivityResult } from './select/sensitivity.ts';
import { verdictView } from './select/verdict.ts';

export interface ReplicaResult {
  readonly seed: number;
  /** `training`: more steps are to come. `stopped`: its loss was not finite; `reason` says when. */
  readonly status: 'training' | 'finished' | 'stopped';
  readonly reason: string | null;
  /** [i]: the metric after step i + 1: the training loss, or the newest measurement of another; ends where a replica stopped. */
  readonly loss: readonly number[];
  /** [i]: gradient-step equivalents after step i + 1. */
  readonly ledger: readonly number[];
  /** Of the last evaluation (a quarter, half, three quarters, all of the budget); null before, or where it does not apply. */
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
  /** SHA-256 of the canonical results; engine and timings left out. */
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
    /** [horizon][tensor.., all weights]: direction and length of the forecast displacement against the true one. */
    readonly cosine: readonly (readonly (number | null)[])[];
    readonly normRatio: readonly (readonly (number | null)[])[];
  }[];
  /** How the arms' learning rates were chosen; null where they share the experiment's one. */
  readonly tuning: Tuning | null;
  /** What stands beside the verdict; every part is null or empty while it cannot be told. */
  readonly evidence: EvidenceResult;
  /** How sensitive training is to rounding; null before the end of the run. Not part of the digest. */
  readonly sensitivity: SensitivityResult | null;
  /** Wall time spent running, s, of all replicas together; not part of the digest. */
  readonly seconds: number;
  /** Numbers are null until the verdict can be told, and where they are no number (half of the seeds never got there). */
  readonly verdict: {
    readonly target: number | null;
    readonly savedFraction: number | null;
    readonly low: number | null;
    readonly high: number | null;
    /** .95, or the true level of the range of fewer than six pairs, of which nothing is claimed. */
    readonly level: number | null;
    readonly better: number;
    readonly total: number;
    readonly unreached: number;
    readonly sentence: string;
    /** `bound`: fitted on its own future, an upper bound and no result. `uncharged`: its fitting runs are not in the ledger. */
    readonly claim: Claim;
    /** All trivial treatments, that which saved most first. */
    readonly rivals: readonly RivalResult[];
  };
}

export interface RivalResult {
  readonly arm: ArmId;
  /** Against the control; null where half of the seeds never got there. */
  readonly savedFraction: number | null;
  /** How the arm that the run is about does against it, corrected for the number of rivals. */
  readonly outcome: Outcome;
  /** Own minus the rival's saved fraction, median over pairs, and its interval; null where it is no number. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Signed-rank p-value, corrected for all rivals (Holm). */
  readonly p: number;
}

export function resultOf(history: RunHistory, experimentId: string): RunResult {
  const job = resultJob(history, experimentId);
  for (;;) {
    const step = job.next();
    if (step.done === true) return step.value;
  }
}

/** The same, with pauses offered on the way: all of it at once would keep the page from drawing. */
export function* resultJob(history: RunHistory, experimentId: string): Generator<void, RunResult> {
  const { spec, prepared, steps } = history;
  const arms: { id: ArmId; label: string; replicas: ReplicaResult[] }[] = [];
  for (const id of spec.arms) {
    const replicas: ReplicaResult[] = [];
    for (const replica of history.replicasOf(id)) {
      replicas.push(replicaResult(history, replica));
      yield;
    }
    arms.push({ id, label: fields.arms.options[id], replicas });
  }
  const forecasts = history.scores.flatMap(({ anchor, horizons, scores }) =>
    scores.map(({ replica, mae, stayMae, lineMae, cosine, normRatio }) => ({
      ...prepared.replicas[replica]!,
      anchor,
      horizons,
      mae,
      stayMae,
      lineMae,
      cosine: cosine.map((parts) => parts.map(finiteOrNull)),
      normRatio: normRatio.map((parts) => parts.map(finiteOrNull)),
    })),
  );
  const tuning = prepared.tuning ?? null;
  const judgement = judgementOf(history);
  const verdict = judgement?.verdict;
  const evidence = yield* evidenceJob(history);
  return {
    spec,
    experimentId,
    digest: yield* digestJob([
      ...digested(spec, arms, forecasts, evidence.coefficients),
      ...digestedTuning(tuning),
    ]),
    steps,
    engine: history.engine,
    arms,
    forecasts,
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

function replicaResult(history: RunHistory, replica: number): ReplicaResult {
  const loss = Array.from(history.lossOf(replica));
  const divergence = history.divergences[replica] ?? null;
  const { evaluated } = history;
  const evaluation = (values: Float32Array | undefined): number | null => {
    const value = values?.[replica];
    return value === undefined || !Number.isFinite(value) ? null : value;
  };
  return {
    seed: history.prepared.replicas[replica]!.seed,
    status: divergence !== null ? 'stopped' : history.isComplete(replica) ? 'finished' : 'training',
    reason: divergence?.reason ?? null,
    loss,
    ledger: Array.from(history.ledgerOf(replica, loss.length)),
    guardLoss: evaluation(evaluated?.guardLoss),
    testLoss: evaluation(evaluated?.testLoss),
    testAccuracy: evaluation(evaluated?.testAccuracy),
    jumps: history.jumps[replica]!.map(({ step, horizon, accepted, lossBefore, lossAfter, cost }) => ({
      step,
      horizon,
      accepted,
      lossBefore,
      lossAfter,
      cost,
    })),
  };
}

/** Of what was measured: everything in the evidence but the coefficients follows from that. */
function digested(
  spec: ExperimentSpec,
  arms: RunResult['arms'],
  forecasts: RunResult['forecasts'],
  coefficients: EvidenceResult['coefficients'],
): (string | readonly number[])[] {
  const orNaN = (value: number | null): number => value ?? NaN;
  return [
    canonicalText(spec),
    ...arms.flatMap(({ id, replicas }) =>
      replicas.flatMap(({ seed, status, loss, ledger, guardLoss, testLoss, testAccuracy, jumps }) => [
        `${id} ${seed} ${status}`,
        loss,
        ledger,
        [guardLoss, testLoss, testAccuracy].map(orNaN),
        jumps.flatMap(({ step, horizon, accepted, lossBefore, lossAfter, cost }) => [
          step,
          horizon,
          accepted ? 1 : 0,
          lossBefore,
          lossAfter,
          cost,
        ]),
      ]),
    ),
    ...forecasts.flatMap(({ arm, seed, anchor, horizons, mae, stayMae, lineMae, cosine, normRatio }) => [
      `${arm} ${seed}`,
      [anchor, ...horizons],
      mae,
      stayMae,
      lineMae,
      cosine.flat().map(orNaN),
      normRatio.flat().map(orNaN),
    ]),
    ...(coefficients?.replicas ?? []).flatMap(({ arm, seed, groups }) => [
      `${arm} ${seed}`,
      groups.flatMap(({ values }) => values.flat()),
    ]),
  ];
}

/** Nothing for a run that was not tuned: its digest is what it was before there was tuning. */
const digestedTuning = (tuning: Tuning | null): (string | readonly number[])[] =>
  tuning === null
    ? []
    : [
        tuning.seeds,
        tuning.grid,
        ...tuning.arms.flatMap(({ arm, rate, cost }) => [arm, [rate, cost ?? NaN]]),
      ];
