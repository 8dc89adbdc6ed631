/** Loss with and without jumps: median and band over seeds, jumps, target, and where each arm reaches it. */
import type { ArmId } from '../../experiment/fields.ts';
import { metricTitle } from '../../experiment/metric-words.ts';
import { firstReach } from '../../core/evidence/savings.ts';
import { percent } from '../../core/evidence/verdict.ts';

import type { ArmStatistics } from '../../record/arm-statistics.ts';
import type { RunHistory } from '../../record/history.ts';
import type { ViewPreferences } from '../state.ts';
import type { BandRow, LossView } from '../views.ts';
import { closeDomain, niceCeiling, niceFloor, rangeShown, spanIn, stepsToDraw } from './rows.ts';
import { costEnd, costOf } from '../../record/cost.ts';
import { claimOf } from '../../record/judgement/claim.ts';
import { givenTarget } from '../../record/evidence/pairs.ts';
import { judgementOf, mainArm } from '../../record/judgement/judgement.ts';
import {
  countAt,
  countText,
  endText,
  lossText,
  seedNote,
  seedsText,
} from '../../record/judgement/seed-words.ts';

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
    ended: arms.flatMap((arm) => endOf(history, arm, view)),
    note: seedNote(
      arms.map((arm) => statisticsOf(history, arm)),
      history.knownLosses - 1,
    ),
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
  { axis }: ViewPreferences,
  range: ViewPreferences['range'],
): BandRow[] {
  const statistics = statisticsOf(history, arm);
  const { median, low, high, raw } = statistics;
  const cost = costOf(history, arm, axis);
  const isSmoothed = history.prepared.smoothing > 1;
  const drawn = isSmoothed ? raw : median;
  const span = spanIn(range, cost, history.knownLosses - 1);
  return stepsToDraw(drawn, history.knownLosses, history.spec.steps + 1, span)
    .filter((step) => Number.isFinite(median[step]))
    .map((step) => ({
      x: cost(step),
      median: { [arm]: median[step]! },
      band: Number.isFinite(low[step]) ? { [arm]: [low[step]!, high[step]!] as const } : {},
      raw: isSmoothed ? { [arm]: raw[step]! } : {},
      count: { [arm]: countAt(statistics, step) },
    }));
}

function endOf(history: RunHistory, arm: ArmId, { axis }: ViewPreferences): LossView['ended'] {
  const { stoppedBy } = statisticsOf(history, arm);
  return stoppedBy === null ? [] : [{ arm, x: costOf(history, arm, axis)(stoppedBy) }];
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
    if (last?.x === row.x && !Object.keys(row.median).some((arm) => arm in last.median)) {
      merged[merged.length - 1] = {
        x: row.x,
        median: { ...last.median, ...row.median },
        band: { ...last.band, ...row.band },
        raw: { ...last.raw, ...row.raw },
        count: { ...last.count, ...row.count },
      };
    } else merged.push(row);
  }
  return merged;
}

/** Of what is drawn, what a log axis has a place for: a loss of 0 lies on its floor. */
const valuesOf = (rows: readonly BandRow[]): number[] =>
  rows
    .flatMap(({ median, raw }) => [...Object.values(median), ...Object.values(raw)])
    .filter((value) => value > 0);

/** The medians decide: with few seeds a band can be wider than everything it is about. */
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
  { axis }: ViewPreferences,
): LossView['reached'] {
  const { median } = statisticsOf(history, arm);
  const step = firstReach(median.subarray(0, history.knownLosses), target, 1);
  return step < 0 ? [] : [{ arm, x: costOf(history, arm, axis)(step), y: median[step]! }];
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
  const parts = history.statistics.map((statistics) => {
    const { arm, median, seeds } = statistics;
    const end = endText(statistics);
    if (end !== null) return `${arm}: ${end}`;
    const counted = countText(countAt(statistics, step), seeds);
    return `${arm} ${lossText(median[step]!)}${counted === '' ? '' : ` (${counted})`}`;
  });
  return `${metricTitle(history.spec)} after ${step} of ${history.spec.steps} steps, median over ${seedsText(history.spec.seeds.length)}: ${parts.join('; ')}.`;
}
