/** Spike, recovery and fade around accepted jumps, for the treatment and the placebos. */
import { AroundJumps } from '../../core/evidence/around-jumps.ts';
import { logDifference } from '../../core/evidence/quantiles.ts';
import { log10 } from '../../core/numeric/functions.ts';
import { armRecords } from '../../experiment/arms.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { metricName } from '../../experiment/metric-words.ts';
import type { RunHistory } from '../history.ts';
import { atOnce } from '../../core/parts.ts';
import type { AroundView } from './views.ts';
import { mainArm } from '../judgement/judgement.ts';
import { pairsOf, type Pair } from './pairs.ts';
import { Remembered } from './remembered.ts';
import { treatmentsOf } from './savings.ts';

/** Steps shown before a jump, and maximum steps after one. */
export const stepsBefore = 50;
const longestAfter = 1000;

/** Batch losses are noisy: the zero point is then the mean over this many steps before the jump. */
const zeroWidthOf = ({ prepared }: RunHistory): number => Math.min(prepared.smoothing, 10);

interface Averaged {
  readonly sums: AroundJumps;
  /** [pair]: number of accepted jumps included in the sums. */
  readonly done: number[];
}

/** A jump is averaged once all steps around it are known. */
const averages = new Remembered<Map<ArmId, Averaged>>();

export const aroundView = (history: RunHistory): AroundView => atOnce(aroundJob(history));

/** Jumps averaged between two pauses. */
const jumpsAtOnce = 50;

/** The same, with yields in between: a run may have many jumps that are not averaged yet. */
export function* aroundJob(history: RunHistory): Generator<void, AroundView> {
  const { spec } = history;
  const main = mainArm(spec);
  const arms = treatmentsOf(spec).filter((arm) => arm === main || armRecords[arm].role === 'placebo');
  for (const arm of arms) yield* averageNew(history, arm);
  const curves = arms.flatMap((arm) => {
    const { sums } = averagedOf(history, arm);
    const { jumps, seeds, leftOut } = sums;
    return jumps + leftOut === 0 ? [] : [{ arm, jumps, seeds, leftOut, rows: sums.rows() }];
  });
  const rows = curves.flatMap((curve) => curve.rows);
  const offsets = rows.map(({ offset }) => offset);
  return {
    curves,
    xDomain: rows.length === 0 ? [-stepsBefore, stepsBefore] : [Math.min(...offsets), Math.max(...offsets)],
    yDomain: domainOf(rows),
    zeroWidth: zeroWidthOf(history),
    summary: summarise(curves, spec),
  };
}

function averagedOf(history: RunHistory, arm: ArmId): Averaged {
  const known = averages.of(history, () => new Map<ArmId, Averaged>());
  const { seeds, period } = history.spec;
  const averaged = known.get(arm) ?? {
    sums: new AroundJumps(seeds.length, stepsBefore, Math.min(period, longestAfter)),
    done: seeds.map(() => 0),
  };
  known.set(arm, averaged);
  return averaged;
}

function* averageNew(history: RunHistory, arm: ArmId): Generator<void, void> {
  const averaged = averagedOf(history, arm);
  let added = 0;
  for (const [i, pair] of pairsOf(history, arm).entries()) {
    const jumps = jumpsOf(history, pair.treated);
    while (
      averaged.done[i]! < jumps.length &&
      isKnown(history, averaged.sums.after, jumps, averaged.done[i]!)
    ) {
      addJump(history, averaged, pair, i, jumps);
      averaged.done[i]! += 1;
      added += 1;
      if (added % jumpsAtOnce === 0) yield;
    }
  }
}

/** Steps at which a replica jumped, or at which its placebo acted. */
const jumpsOf = (history: RunHistory, replica: number): number[] =>
  history.jumps[replica]!.flatMap(({ step, accepted }) => (accepted ? [step] : []));

/** Whether no further jump can fall between a jump and the end of the steps shown after it. */
const isKnown = (history: RunHistory, after: number, jumps: readonly number[], at: number): boolean =>
  at + 1 < jumps.length || history.knownLosses > Math.min(history.spec.steps, jumps[at]! + after);

/** Adds the next jump of a pair, over the steps from the previous jump to the following one. */
function addJump(
  history: RunHistory,
  { sums, done }: Averaged,
  { control, treated }: Pair,
  seed: number,
  jumps: readonly number[],
): void {
  const { loss, replicaCount, knownLosses } = history;
  const logLossAt = (replica: number, after: number): number =>
    after < history.stopOf(replica) ? log10(loss[after * replicaCount + replica]!) : NaN;
  const at = done[seed]!;
  const step = jumps[at]!;
  const from = Math.max(-stepsBefore, (jumps[at - 1] ?? 0) - step);
  const to = Math.min(sums.after, (jumps[at + 1] ?? Infinity) - step - 1, knownLosses - 1 - step);
  const differences = new Float64Array(to - from + 1);
  for (let offset = from; offset <= to; offset += 1) {
    differences[offset - from] = logDifference(
      logLossAt(treated, step + offset),
      logLossAt(control, step + offset),
    );
  }
  sums.add(seed, from, to, zeroWidthOf(history), (offset) => differences[offset - from]!);
}

/** Range of curves and bands, always including 0. */
function domainOf(rows: AroundView['curves'][number]['rows']): readonly [number, number] {
  const ends = rows.flatMap(({ mean, low, high }) => [mean, low ?? mean, high ?? mean]);
  const low = Math.min(0, ...ends);
  const high = Math.max(0, ...ends);
  const room = 0.08 * (high - low);
  return high > low ? [low < 0 ? low - room : 0, high + room] : [-0.1, 0.1];
}

function summarise(curves: AroundView['curves'], spec: ExperimentSpec): string {
  const seeds = spec.seeds.length;
  const said = curves.flatMap(({ arm, jumps, seeds: jumped, leftOut, rows }) => {
    const at = rows.find(({ offset }) => offset === 0);
    const last = rows.at(-1);
    const without = leftOut === 0 ? '' : ` (${leftOut} more left out: at loss 0 or stopped just before)`;
    if (at === undefined || last === undefined)
      return leftOut === 0 ? [] : [`${armRecords[arm].name}, ${jumps} jumps${without}`];
    return [
      `${armRecords[arm].name}, ${jumps} jumps in ${jumped} of ${seeds} seeds${without}: ${at.mean.toFixed(3)} right after and ${last.mean.toFixed(3)} after ${last.offset} steps`,
    ];
  });
  return said.length === 0
    ? 'No accepted jump has been followed to its end yet.'
    : `Paired difference in log10 ${metricName(spec)} at the same step, against just before the jump: ${said.join('; ')}.`;
}
