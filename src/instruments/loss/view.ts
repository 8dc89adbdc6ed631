/** Loss with and without jumps: median and band over seeds, jumps, target, and where each arm reaches it. */
import type { ArmId } from '../../experiment/fields.ts';
import { metricTitle, metricName } from '../../experiment/metric-words.ts';
import { firstReach } from '../../core/evidence/savings.ts';
import { percent } from '../../core/evidence/verdict.ts';
import type { ArmStatistics } from '../../record/arm-statistics.ts';
import type { RunHistory } from '../../record/history.ts';
import type { AppState, ViewPreferences } from '../../store/state.ts';
import { defineView } from '../../store/view.ts';
import { acceptedAt } from '../../store/select/progress.ts';
import {
  closeDomain,
  extentOf,
  niceDomain,
  rangeShown,
  spanIn,
  stepsToDraw,
  type Extent,
  ledger,
  stepsOf,
} from '../../store/select/rows.ts';
import { costOf } from '../../record/cost.ts';
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
  type SeedCount,
} from '../../record/judgement/seed-words.ts';
import { armRecords } from '../../experiment/arms.ts';
import { columnName, type Table, type TableColumn } from '../../record/table.ts';

export interface BandRow {
  readonly x: number;
  /** Median over the running seeds; may be exactly 0. */
  readonly median: Readonly<Partial<Record<ArmId, number>>>;
  /** 25 and 75 % quantiles over these seeds; absent for a single one. */
  readonly band: Readonly<Partial<Record<ArmId, readonly [number, number]>>>;
  /** Median before smoothing; absent without smoothing. */
  readonly raw: Readonly<Partial<Record<ArmId, number>>>;
  readonly count: Readonly<Partial<Record<ArmId, SeedCount>>>;
}

export interface LossView extends Extent {
  readonly rows: readonly BandRow[];
  readonly arms: readonly ArmId[];
  readonly hidden: readonly ArmId[];
  readonly seeds: number;
  /** Number of steps averaged in each drawn loss: 1 for full batches. */
  readonly smoothing: number;
  /** Ends of the loss axis, nice, positive on a log axis. */
  readonly yDomain: readonly [number, number];
  /** The verdict's loss, once the control has reached it, or the given one. */
  readonly target: number | null;
  /** Drawn arms of which every seed has stopped, and where. */
  readonly ended: readonly { readonly arm: ArmId; readonly x: number }[];
  /** Seeds that stopped or are at loss 0 at the latest step, in words. */
  readonly note: string | null;
  readonly reached: readonly { readonly arm: ArmId; readonly x: number; readonly y: number }[];
  /** "52 % less": the saving of the verdict, shown between the rings. */
  readonly saving: string | null;
  /** Anchors at which at least one replica jumped; `share` of replicas that did. */
  readonly jumps: readonly { readonly x: number; readonly share: number }[];
  readonly summary: string;
}

const nothing = ({ draft: { arms, seeds, steps }, view }: AppState): LossView => ({
  rows: [],
  arms: arms.filter((arm) => !view.hidden.includes(arm)),
  hidden: arms.filter((arm) => view.hidden.includes(arm)),
  seeds: seeds.length,
  smoothing: 1,
  xMin: 0,
  xMax: steps,
  xEnd: steps,
  yDomain: view.logarithmicLoss ? [0.01, 1] : [0, 1],
  target: null,
  ended: [],
  note: null,
  reached: [],
  saving: null,
  jumps: [],
  summary: 'Training has not begun.',
});

export const lossView = defineView({
  empty: nothing,
  pace: 180,
  look: ({ view }) => view,
  select: lossOf,
});

export function lossOf(history: RunHistory, view: ViewPreferences): LossView {
  const { spec } = history;
  const target = givenTarget(spec) ?? judgementOf(history)?.verdict.target ?? null;
  const range = rangeShown(history, view);
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
    ...extentOf(history, view),
    // The medians decide: with few seeds, bands can be much wider.
    yDomain: range === null ? niceDomain(valuesOf(rows), view.logarithmicLoss) : closeDomain(valuesOf(rows)),
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

/** An upper bound supports no claim. */
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

/** A loss of 0 has no place on a log axis. */
const valuesOf = (rows: readonly BandRow[]): number[] =>
  rows
    .flatMap(({ median, raw }) => [...Object.values(median), ...Object.values(raw)])
    .filter((value) => value > 0);

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

export function lossTable(history: RunHistory, _view: ViewPreferences, whole: boolean): Table {
  const { spec, statistics, prepared } = history;
  const metric = metricName(spec);
  const smoothed = prepared.smoothing > 1 ? ` mean of ${prepared.smoothing} steps` : '';
  const perArm = statistics.map((of) => ({ arm: of.arm, of, cost: costOf(history, of.arm, 'ledger') }));
  const columns = perArm.flatMap(({ arm }): TableColumn[] => {
    const column = (title: string, ...name: string[]): TableColumn => [
      `${armRecords[arm].name}, ${title}`,
      columnName(arm, ...name),
    ];
    const quantile = (share: number): TableColumn =>
      column(`${share} %`, metric, smoothed, `quantile ${share} over seeds`);
    return [
      column('ledger', ledger),
      column(`${metric}${smoothed}, median over seeds`, metric, smoothed, 'median over seeds'),
      quantile(25),
      quantile(75),
      ...(smoothed === '' ? [] : [column(`${metric}, not smoothed`, metric, 'of step median over seeds')]),
      column('seeds', 'seeds going on'),
      column('seeds at 0', 'seeds at loss 0'),
    ];
  });
  const rows = stepsOf(history.knownLosses, whole).map((step) => [
    step,
    ...perArm.flatMap(({ of, cost }) => [
      cost(step),
      of.median[step]!,
      of.low[step]!,
      of.high[step]!,
      ...(smoothed === '' ? [] : [of.raw[step]!]),
      of.going[step]!,
      of.zero[step]!,
    ]),
  ]);
  return { columns: [['step', 'step'], ...columns], rows };
}
