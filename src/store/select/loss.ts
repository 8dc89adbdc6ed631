/** Loss with and without jumps: mean and band over seeds, jumps, target, and where each arm reaches it. */
import type { ArmId } from '../../experiment/fields.ts';
import { metricTitle } from '../../experiment/metric-words.ts';
import { firstReach } from '../../core/evidence/savings.ts';
import { percent, shortLoss } from '../../core/evidence/verdict.ts';

import type { ArmStatistics } from '../arm-statistics.ts';
import type { RunHistory } from '../history.ts';
import type { ViewPreferences } from '../state.ts';
import type { BandRow, LossView } from '../views.ts';
import {
  closeDomain,
  costEnd,
  costOf,
  niceCeiling,
  niceFloor,
  rangeShown,
  spanIn,
  stepsToDraw,
} from './rows.ts';
import { claimOf } from './claim.ts';
import { givenTarget } from './evidence/pairs.ts';
import { judgementOf, mainArm } from './judgement.ts';

export function lossView(history: RunHistory, view: ViewPreferences): LossView {
  const { spec } = history;
  const target = givenTarget(spec) ?? judgementOf(history)?.verdict.target ?? null;
  const range = rangeShown(history, view);
  const xEnd = costEnd(history, view.axis);
  const arms = spec.arms.filter((arm) => !view.hidden.includes(arm));
  const rows = arms.flatMap((arm) => armRows(history, arm, view, range)).sort((a, b) => a.x - b.x);
  const isShown = ({ x }: { readonly x: number }): boolean =>
    range === null || (x >= range[0] && x <= range[1]);
  return {
    rows: mergeEqual(rows),
    arms,
    hidden: spec.arms.filter((arm) => view.hidden.includes(arm)),
    seeds: spec.seeds.length,
    smoothing: history.prepared.smoothing,
    xMin: range?.[0] ?? 0,
    xMax: range?.[1] ?? xEnd,
    xEnd,
    yDomain: range === null ? domainOf(rows, view.logarithmicLoss) : closeDomain(valuesOf(rows)),
    target,
    reached: (target === null ? [] : arms.flatMap((arm) => reachedBy(history, arm, target, view))).filter(
      isShown,
    ),
    saving: view.axis === 'ledger' ? savingOf(history) : null,
    jumps: jumpMarks(history, view).filter(isShown),
    summary: summarise(history),
  };
}

/** Nothing is claimed of an upper bound. */
function savingOf(history: RunHistory): string | null {
  const judgement = judgementOf(history);
  if (judgement?.verdict.tone !== 'gain' || claimOf(judgement.arm, history.spec) === 'bound') return null;
  return `${percent(judgement.verdict.savedFraction)} less`;
}

function armRows(
  history: RunHistory,
  arm: ArmId,
  { axis, logarithmicLoss }: ViewPreferences,
  range: ViewPreferences['range'],
): BandRow[] {
  const statistics = statisticsOf(history, arm);
  const curve = statistics.curve(logarithmicLoss);
  const cost = costOf(history, arm, axis);
  const isSmoothed = history.prepared.smoothing > 1;
  const drawn = isSmoothed ? statistics.raw : curve.mean;
  const span = spanIn(range, cost, history.knownLosses - 1);
  return stepsToDraw(drawn, history.knownLosses, history.spec.steps + 1, span)
    .filter((step) => Number.isFinite(curve.mean[step]))
    .map((step) => ({
      x: cost(step),
      mean: { [arm]: curve.mean[step]! },
      band: Number.isFinite(curve.low[step]) ? { [arm]: [curve.low[step]!, curve.high[step]!] as const } : {},
      raw: isSmoothed ? { [arm]: statistics.raw[step]! } : {},
    }));
}

function statisticsOf(history: RunHistory, arm: ArmId): ArmStatistics {
  const statistics = history.statistics.find((candidate) => candidate.arm === arm);
  if (statistics === undefined) throw new Error(`there is no arm ${arm}`);
  return statistics;
}

/** Rows of several arms at one x become one. */
function mergeEqual(rows: readonly BandRow[]): BandRow[] {
  const merged: BandRow[] = [];
  for (const row of rows) {
    const last = merged.at(-1);
    if (last?.x === row.x && !Object.keys(row.mean).some((arm) => arm in last.mean)) {
      merged[merged.length - 1] = {
        x: row.x,
        mean: { ...last.mean, ...row.mean },
        band: { ...last.band, ...row.band },
        raw: { ...last.raw, ...row.raw },
      };
    } else merged.push(row);
  }
  return merged;
}

const valuesOf = (rows: readonly BandRow[]): number[] =>
  rows
    .flatMap(({ mean, raw }) => [...Object.values(mean), ...Object.values(raw)])
    .filter((value) => value > 0);

/** The means decide: with few seeds a band can be wider than everything it is about. */
function domainOf(rows: readonly BandRow[], logarithmic: boolean): readonly [number, number] {
  const values = valuesOf(rows);
  if (values.length === 0) return logarithmic ? [0.1, 1] : [0, 1];
  const high = niceCeiling(values.reduce((a, b) => Math.max(a, b)));
  return logarithmic ? [niceFloor(values.reduce((a, b) => Math.min(a, b))), high] : [0, high];
}

function reachedBy(
  history: RunHistory,
  arm: ArmId,
  target: number,
  { axis, logarithmicLoss }: ViewPreferences,
): LossView['reached'] {
  const { mean } = statisticsOf(history, arm).curve(logarithmicLoss);
  const step = firstReach(mean.subarray(0, history.knownLosses), target, 1);
  return step < 0 ? [] : [{ arm, x: costOf(history, arm, axis)(step), y: mean[step]! }];
}

function jumpMarks(history: RunHistory, { axis }: ViewPreferences): LossView['jumps'] {
  const arm = mainArm(history.spec);
  if (arm === null) return [];
  const cost = costOf(history, arm, axis);
  return acceptedAt(history).map(({ step, share }) => ({ x: cost(step), share }));
}

/** Steps at which at least one replica of the main arm jumped, with the share of them that did. */
export function acceptedAt(history: RunHistory): { step: number; share: number }[] {
  const arm = mainArm(history.spec);
  const replicas = arm === null ? [] : history.replicasOf(arm);
  const counts = new Map<number, number>();
  for (const replica of replicas) {
    for (const { step, accepted } of history.jumps[replica]!)
      if (accepted) counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([step, count]) => ({ step, share: count / replicas.length }));
}

function summarise(history: RunHistory): string {
  const step = history.knownLosses - 1;
  if (step < 0) return 'Training has not begun.';
  const parts = history.statistics.map(
    ({ arm, logarithmic }) => `${arm} ${shortLoss(logarithmic.mean[step]!)}`,
  );
  return `${metricTitle(history.spec)} after ${step} of ${history.spec.steps} steps, geometric mean over ${history.spec.seeds.length} seeds: ${parts.join(', ')}.`;
}
