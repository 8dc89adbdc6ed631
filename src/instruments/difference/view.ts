/** The main arm minus the control in log10 loss, paired by seed, at equal cost. */
import { controlArm } from '../../experiment/arms.ts';
import { logDifference, spreadOver } from '../../core/evidence/quantiles.ts';
import { log10 } from '../../core/numeric/functions.ts';
import { metricName } from '../../experiment/metric-words.ts';
import type { RunHistory } from '../../record/history.ts';
import type { AppState, ViewPreferences } from '../../store/state.ts';
import { defineView } from '../../store/view.ts';
import type { ArmId } from '../../experiment/fields.ts';
import { costOf, type CostAxis } from '../../record/cost.ts';
import { mainArm } from '../../record/judgement/judgement.ts';
import { extentOf, rangeShown, spanIn, stepsToDraw, ledger, stepsOf } from '../../store/select/rows.ts';
import { seedsText } from '../../record/judgement/seed-words.ts';
import { columnName, type Table } from '../../record/table.ts';

export interface DifferenceView {
  readonly rows: readonly {
    readonly x: number;
    /**
     * Median over the pairs in which neither has stopped; infinite if one of a pair is at loss 0, NaN between the
     * two.
     */
    readonly median: number;
    /** 25 and 75 % quantiles, as the median; null for a single pair, and where one of them is NaN. */
    readonly band: readonly [number, number] | null;
    readonly pairs: number;
  }[];
  readonly seeds: number;
  readonly xMin: number;
  readonly xMax: number;
  readonly yDomain: readonly [number, number];
  /** Number of the `total` running pairs whose farcaster loss is below the control's at the last x drawn. */
  readonly better: number;
  readonly total: number;
  /** Pairs left out and losses of 0 at the last x drawn, in words. */
  readonly note: string | null;
  readonly summary: string;
}

type Row = DifferenceView['rows'][number];

const nothing: DifferenceView = {
  rows: [],
  seeds: 1,
  xMin: 0,
  xMax: 1,
  yDomain: [-1, 1],
  better: 0,
  total: 0,
  note: null,
  summary: 'There is nothing to compare yet.',
};

export const differenceView = defineView({
  empty: ({ draft: { steps, seeds } }: AppState): DifferenceView => ({
    ...nothing,
    seeds: seeds.length,
    xMax: steps,
  }),
  pace: 250,
  look: ({ view }) => view,
  select: differenceOf,
});

export function differenceOf(history: RunHistory, view: ViewPreferences): DifferenceView {
  const { axis } = view;
  const range = rangeShown(history, view);
  const { xMin, xMax } = extentOf(history, view);
  const seeds = history.spec.seeds.length;
  const empty = { ...nothing, seeds, xMin, xMax };
  const arm = mainArm(history.spec);
  if (arm === null || history.knownLosses < 2) return empty;
  const { median } = history.statistics.find((each) => each.arm === arm)!;
  const cost = costOf(history, arm, axis);
  const span = spanIn(range, cost, history.knownLosses - 1);
  const { rows, drawn, last } = pairedRows(
    history,
    arm,
    axis,
    stepsToDraw(median, history.knownLosses, history.spec.steps + 1, span),
  );
  const stopped = stopNote(last, seeds);
  if (rows.length === 0) return { ...empty, note: stopped, summary: stopped ?? empty.summary };
  const end = rows.at(-1)!;
  const better = drawn.filter((difference) => difference < 0).length;
  const total = drawn.filter((difference) => !Number.isNaN(difference)).length;
  return {
    rows,
    seeds,
    xMin,
    xMax,
    yDomain: domainOf(rows),
    better,
    total,
    note: noteOf(last, seeds),
    summary: `Farcaster minus control, log10 ${metricName(history.spec)}, at equal ${axis}: median ${powerText(end.median)} over ${end.pairs} of ${seedsText(seeds)} at ${Math.round(end.x)}; lower in ${better} of ${total} seeds.${stopped === null ? '' : ` ${stopped}`}`,
  };
}

/** Rows of the given steps, as far as the control has trained at equal cost. */
function differenceRows(history: RunHistory, axis: CostAxis, steps: readonly number[]): StepRow[] {
  const arm = mainArm(history.spec);
  return arm === null ? [] : pairedRows(history, arm, axis, steps).rows;
}

type StepRow = Row & { readonly step: number };

interface PairedRows {
  readonly rows: StepRow[];
  /** Differences by pair in the last row, and at the last step evaluated. */
  readonly drawn: readonly number[];
  readonly last: readonly number[];
}

function pairedRows(history: RunHistory, arm: ArmId, axis: CostAxis, steps: readonly number[]): PairedRows {
  const treated = history.replicasOf(arm);
  const controls = history.replicasOf(controlArm);
  const cost = costOf(history, arm, axis);
  const rows: StepRow[] = [];
  let drawn: readonly number[] = [];
  let last = drawn;
  for (const step of steps) {
    const x = cost(step);
    // The control costs nothing but its steps.
    const equal = axis === 'ledger' ? x : step;
    if (equal > history.knownLosses - 1) break;
    last = treated.map((replica, i) =>
      logDifference(logLossAt(history, replica, step), logLossAt(history, controls[i]!, equal)),
    );
    const spread = spreadOver(last);
    if (spread === null) break;
    const { low, high, count } = spread;
    const band = low === null || high === null || Number.isNaN(low + high) ? null : ([low, high] as const);
    drawn = last;
    rows.push({ step, x, median: spread.median, band, pairs: count });
  }
  return { rows, drawn, last };
}

/** log10 loss of a replica after a step, or at a place between two; NaN once it has stopped. */
function logLossAt(history: RunHistory, replica: number, x: number): number {
  const stop = history.stopOf(replica);
  const at = (step: number): number =>
    step < stop ? log10(history.smoothed[step * history.replicaCount + replica]!) : NaN;
  const step = Math.min(Math.floor(x), history.knownLosses - 1);
  const rest = x - step;
  return rest === 0 || step + 1 >= history.knownLosses
    ? at(step)
    : (1 - rest) * at(step) + rest * at(step + 1);
}

function powerText(difference: number): string {
  if (Number.isNaN(difference)) return 'undefined (between −∞ and ∞)';
  if (difference === -Infinity) return '−∞ (its loss is 0, the control’s is not)';
  if (difference === Infinity) return '∞ (the control’s loss is 0, its own is not)';
  return difference.toFixed(2).replace('-', '−');
}

function stopNote(differences: readonly number[], seeds: number): string | null {
  const stopped = differences.filter(Number.isNaN).length;
  if (stopped === 0) return null;
  return stopped === seeds
    ? 'In every pair one of the two has stopped.'
    : `${stopped} of ${seeds} pairs left out: one of the two has stopped.`;
}

function noteOf(differences: readonly number[], seeds: number): string | null {
  const count = (value: number): number => differences.filter((difference) => difference === value).length;
  const zeros = [
    [count(-Infinity), 'the jumping arm alone is at loss 0 (−∞)'],
    [count(Infinity), 'the control alone is at loss 0 (∞)'],
  ] as const;
  const said = zeros.flatMap(([pairs, words]) =>
    pairs === 0 ? [] : [`in ${pairs} of ${seeds} pairs ${words}`],
  );
  const stopped = stopNote(differences, seeds);
  if (said.length === 0) return stopped;
  const text = said.join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.${stopped === null ? '' : ` ${stopped}`}`;
}

/** Covers the finite medians and bands and 0, in quarters. */
function domainOf(rows: readonly Row[]): readonly [number, number] {
  const ends = rows.flatMap(({ median, band }) => [median, ...(band ?? [])]).filter(Number.isFinite);
  const low = Math.floor(Math.min(0, ...ends) * 4) / 4;
  const high = Math.ceil(Math.max(0, ...ends) * 4) / 4;
  return low === high ? [-0.25, 0.25] : [low, Math.max(high, 0.1 * (high - low))];
}

export function differenceTable(history: RunHistory, { axis }: ViewPreferences, whole: boolean): Table {
  const metric = metricName(history.spec);
  const arm = mainArm(history.spec) ?? controlArm;
  const cost = costOf(history, arm, 'ledger');
  const name = (...what: string[]): string =>
    columnName('log10', metric, arm, 'minus control at equal', axis, ...what);
  return {
    columns: [
      ['step', 'step'],
      ['ledger', columnName(ledger)],
      [`log₁₀ ${metric} less control’s, median over seeds`, name('median over seeds')],
      ['25 %', name('quantile 25 over seeds')],
      ['75 %', name('quantile 75 over seeds')],
      ['seeds', 'pairs'],
    ],
    rows: differenceRows(history, axis, stepsOf(history.knownLosses, whole)).map(
      ({ step, median, band, pairs }) => [step, cost(step), median, ...(band ?? [NaN, NaN]), pairs],
    ),
  };
}
