/**
 * The savings of a sweep of a setting that is tuned for the control, target by target, each at the control's best
 * value. Needs the losses of its points; long computations are done in pieces.
 */
import {
  costsToTargets,
  lowestOfMost,
  quickestPoint,
  savingsTo,
  tunedTargets,
  type CostsToTargets,
  type SmoothedCurve,
} from '../../core/evidence/tuned-targets.ts';
import { smoothedAt } from '../../core/evidence/savings.ts';
import type { SpeedUpRow } from '../../core/evidence/speed-up.ts';
import { median } from '../../core/evidence/statistics.ts';
import { shortLoss, signedPercent } from '../../core/evidence/verdict.ts';
import { armRecords, controlArm } from '../../experiment/arms.ts';
import type { ArmId } from '../../experiment/fields.ts';
import { targetDomain } from '../evidence/targets.ts';
import type { TargetsView } from '../evidence/views.ts';
import { savedByAll } from './savings.ts';
import { controlsOf, paidAtJump, type PointRecord, type ReplicaRecord } from './point-record.ts';
import type { Knob, Sweep, TunedTarget } from './sweep.ts';
import { valueText } from './words.ts';

/** Settings that a person would tune for the control alone: it is fastest at one of their values. */
const tuning: readonly Knob[] = ['learningRate', 'batch'];

/** Whether the single swept setting is one of those. */
export const isTuning = ({ knobs }: Pick<Sweep, 'knobs'>): boolean =>
  knobs.length === 1 && tuning.includes(knobs[0]!);

const targetCount = 16;

interface PointCosts {
  readonly point: number;
  /** By arm, including the control. */
  readonly costs: ReadonlyMap<ArmId, CostsToTargets>;
  readonly record: PointRecord;
}

/** A row for each target, from the available records of points, by index; `pause` after each point. */
export async function tunedRows(
  records: ReadonlyMap<number, PointRecord>,
  pause: () => Promise<void>,
): Promise<TunedTarget[]> {
  const controls = [...records.values()].map(({ arms }) => controlsOf(arms));
  const lowest: number[] = [];
  for (const record of records.values()) {
    lowest.push(lowestOfMost(smoothedOf(controlsOf(record.arms), record.smoothing)));
    await pause();
  }
  const targets = tunedTargets(controls, lowest, targetCount);
  const points: PointCosts[] = [];
  for (const [point, record] of records) {
    const costs = record.arms.map(
      ({ arm, replicas }) => [arm, costsToTargets(smoothedOf(replicas, record.smoothing), targets)] as const,
    );
    points.push({ point, costs: new Map(costs), record });
    await pause();
  }
  return targets.flatMap((target, index) => rowAt(points, target, index));
}

function smoothedOf(replicas: readonly ReplicaRecord[], width: number): readonly SmoothedCurve[] {
  if (width === 1) return replicas;
  return replicas.map(({ initial, loss, ledger }) => ({
    initial,
    loss: Float64Array.from({ length: loss.length }, (_, i) => smoothedAt(loss, i, width)),
    ledger,
  }));
}

function rowAt(points: readonly PointCosts[], target: number, index: number): TunedTarget[] {
  const best =
    points[
      quickestPoint(
        points.map(({ costs }) => costs.get(controlArm) ?? []),
        index,
      )
    ];
  if (best === undefined) return [];
  const paid = best.costs.get(controlArm)![index]!;
  const saved = savedByAll(
    best.record.arms.map(({ arm, replicas }) => ({
      arm,
      savings: savingsTo(target, best.costs.get(arm)![index]!, paid),
      paidAtJump: replicas.map(paidAtJump),
    })),
  );
  const arms = [...saved].map(([arm, its]) => ({ arm, saved: its }));
  return [{ target, point: best.point, controlCost: median(paid), arms }];
}

/** The same as curves, one per arm, as in the evidence of a run. */
export function tunedTargetsView({ spec, target, targets }: Sweep): TargetsView {
  const curves = spec.arms
    .filter((arm) => arm !== controlArm)
    .map((arm) => ({
      arm,
      rows: targets.flatMap((row, index) => pointOf(row, arm, (index + 1) / targets.length)),
    }));
  const losses = targets.map((row) => row.target);
  const xDomain = losses.length === 0 ? ([0.1, 1] as const) : ([losses.at(-1)!, losses[0]!] as const);
  const isInside = target.loss !== null && target.loss >= xDomain[0] && target.loss <= xDomain[1];
  return {
    curves,
    target: isInside ? target.loss : null,
    xDomain,
    yDomain: targetDomain(curves.flatMap(({ rows }) => rows)),
    summary: summarise(curves),
  };
}

function pointOf({ target, arms }: TunedTarget, arm: ArmId, share: number): SpeedUpRow[] {
  const saved = arms.find((one) => one.arm === arm)?.saved ?? null;
  if (saved === null) return [];
  const { median: middle, low, high, count, verdict } = saved;
  return [{ share, target, saved: middle, low, high, pairs: count, unreached: verdict.unreached }];
}

function summarise(curves: TargetsView['curves']): string {
  const said = curves.flatMap(({ arm, rows }) => {
    const ends = endsOf(rows);
    return ends === null ? [] : [`${armRecords[arm].name} saved ${endsWords(ends)}`];
  });
  return said.length === 0
    ? 'No target was reached by most controls.'
    : `Saved at the control’s best value for each target: ${said.join('; ')}.`;
}

interface Ends {
  readonly first: SpeedUpRow;
  readonly last: SpeedUpRow;
}

function endsOf(rows: readonly SpeedUpRow[]): Ends | null {
  const told = rows.filter(({ saved }) => Number.isFinite(saved));
  const [first] = told;
  return first === undefined ? null : { first, last: told.at(-1)! };
}

const endsWords = ({ first, last }: Ends): string =>
  first === last
    ? `${signedPercent(first.saved)} at loss ${shortLoss(first.target)}`
    : `${signedPercent(first.saved)} at loss ${shortLoss(first.target)} and ${signedPercent(last.saved)} at loss ${shortLoss(last.target)}`;

/** "0 % at loss 0.5 and 47 % at loss 0.0004": an arm at the highest and lowest target; null without any. */
export function savedAtEnds(sweep: Sweep, arm: ArmId): string | null {
  const ends = endsOf(tunedTargetsView(sweep).curves.find((curve) => curve.arm === arm)?.rows ?? []);
  return ends === null ? null : endsWords(ends);
}

/** "1 at loss 0.37, 2 from loss 0.21 on": the values at which the control is fastest, from the highest target down. */
export function bestValuesText({ knobs, points, targets }: Sweep): string {
  const changes = targets.filter(({ point }, i) => targets[i - 1]?.point !== point);
  return changes
    .map(({ point, target }, i) => {
      const value = valueText(knobs[0]!, points[point]!.values[0]!);
      return `${value} ${i === 0 ? 'at' : 'from'} loss ${shortLoss(target)}${i === changes.length - 1 && i > 0 ? ' on' : ''}`;
    })
    .join(', ');
}

/** Why there is no row yet, or will be none; null if there are some. */
export function noTargetsText({ spec, keepsLosses, targets, points }: Sweep): string | null {
  if (spec.arms.length === 1) return 'Only the control runs: there is nothing to compare.';
  if (targets.length > 0) return null;
  if (!keepsLosses)
    return 'This sweep is too large to store its losses, which other targets need. Take fewer steps, seeds, arms or values.';
  return points.some(({ status }) => status === 'done')
    ? 'No control improved on its initial loss: there is no loss to compare at.'
    : 'Appears once the first experiments are done.';
}
