/** What the sweep's chart, map and table are given: fresh plain rows, ready to draw. */
import type { ArmId } from '../../../experiment/fields.ts';
import { lossWord } from '../../../experiment/metric-words.ts';
import { fields } from '../../../experiment/fields.ts';
import { trainingExamples } from '../../../experiment/rules.ts';
import { fewestForClaims, halfPower } from '../../../core/evidence/median-interval.ts';
import { levelText, shortLoss } from '../../../core/evidence/verdict.ts';
import { percent } from '../../../ui/primitives/numbers.ts';
import { niceCeiling, niceFloor } from '../../../store/select/rows.ts';
import { knobField } from '../../../record/sweep/points.ts';
import type { ArmSummary, Knob, Saved, Spread, Sweep } from '../../../record/sweep/sweep.ts';
import { findingText } from '../../../record/sweep/finding.ts';
import { summaryAt, valueText } from '../../../record/sweep/words.ts';
import type { CostAxis } from '../../../record/cost.ts';

export type SweepMeasure = 'cost' | 'gain' | 'saved' | 'loss' | 'test';

export interface SweepMark {
  /** On the axis of the setting. */
  readonly place: number;
  /**
   * Infinite if half of the seeds or more never reached the target; as a share, -Infinity: the arm, Infinity: its
   * control.
   */
  readonly spread: Spread | Saved;
  readonly reached: number;
  readonly seeds: number;
}

export interface SweepLine {
  readonly arm: ArmId;
  readonly marks: readonly SweepMark[];
}

interface Tick {
  readonly place: number;
  readonly text: string;
}

export interface SweepChartView {
  readonly xLabel: string;
  readonly xLogarithmic: boolean;
  readonly ticks: readonly Tick[];
  readonly lines: readonly SweepLine[];
  readonly yLogarithmic: boolean;
  readonly yDomain: readonly [low: number, high: number];
  /** Explains marks without a place on the axis. */
  readonly note: string;
  readonly summary: string;
}

export interface SweepCell {
  readonly row: number;
  readonly column: number;
  readonly values: readonly number[];
  readonly spread: Spread | null;
  readonly failed: boolean;
}

export interface SweepMapView {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly rowLabel: string;
  readonly columnLabel: string;
  readonly cells: readonly SweepCell[];
  /** Ends of the finite values; shading runs between them, or away from zero for shares. */
  readonly range: readonly [low: number, high: number];
  readonly summary: string;
}

/** Values of the third swept setting, ascending. */
export const thirdValues = ({ points }: Sweep): number[] =>
  [...new Set(points.flatMap(({ values }) => values[2] ?? []))].sort((a, b) => a - b);

/** Of a sweep of three settings the part at one value of the third; any other sweep is unchanged. */
export function sliceOf(sweep: Sweep, index: number): Sweep {
  if (sweep.knobs.length < 3) return sweep;
  const values = thirdValues(sweep);
  const value = values[index] ?? values[0];
  return {
    ...sweep,
    knobs: sweep.knobs.slice(0, 2),
    points: sweep.points
      .filter((point) => point.values[2] === value)
      .map((point) => ({ ...point, values: point.values.slice(0, 2) })),
  };
}

/** Shares run both ways from zero; costs and losses are better the smaller. */
export const isShare = (measure: SweepMeasure): boolean => measure === 'gain' || measure === 'saved';

/** Whether the test split is scored by accuracy; a regression has only its loss. */
export const hasAccuracy = ({ points }: Sweep): boolean =>
  points.some(({ arms }) => arms.some(({ testAccuracy }) => testAccuracy !== null));

const spreadOf =
  (measure: SweepMeasure, axis: CostAxis) =>
  (summary: ArmSummary): Spread | Saved | null => {
    switch (measure) {
      case 'cost':
        return axis === 'steps' ? summary.steps : summary.ledger;
      case 'gain':
        return summary.gain;
      case 'saved':
        return summary.saved;
      case 'loss':
        return summary.finalLoss;
      case 'test':
        return summary.testAccuracy ?? summary.testLoss;
    }
  };

export function sweepChartView(sweep: Sweep, measure: SweepMeasure, axis: CostAxis): SweepChartView {
  const knob = sweep.knobs[0]!;
  const of = spreadOf(measure, axis);
  const ticks = sweep.points
    .map(({ values: [value = 0] }) => ({ place: placeOf(sweep, knob, value), text: valueText(knob, value) }))
    .sort((a, b) => a.place - b.place);
  const lines = sweep.spec.arms.map((arm) => ({ arm, marks: marksOf(sweep, knob, arm, of) }));
  const medians = lines.flatMap(({ marks }) => marks.map(({ spread }) => spread.median));
  const yLogarithmic =
    measure === 'cost' || measure === 'loss' || (measure === 'test' && !hasAccuracy(sweep));
  return {
    xLabel: fields.sweep.options[knob],
    xLogarithmic: isLogarithmic(knob, ticks),
    ticks: ticks.map((tick) => ({ ...tick, text: tick.text.replace(/ .*$/, '') })),
    lines: lines.filter(({ marks }) => marks.length > 0),
    yLogarithmic,
    yDomain: domainOf(
      lines.flatMap(({ marks }) => marks.flatMap(({ spread }) => endsOf(spread, isShare(measure)))),
      yLogarithmic,
      isShare(measure),
    ),
    note: noteText(medians, isShare(measure)),
    summary: summaryText(sweep),
  };
}

function noteText(medians: readonly number[], isPart: boolean): string {
  const above = isPart
    ? '↑ reached by this arm alone in half of the pairs'
    : '↑ not reached by half of the seeds';
  return [
    ...(medians.includes(Infinity) ? [above] : []),
    ...(medians.includes(-Infinity) ? ['○ not reached in half of the pairs'] : []),
  ].join(', ');
}

/** A full batch is drawn at the number of training examples. */
const placeOf = ({ spec }: Sweep, knob: Knob, value: number): number =>
  knob === 'batch' && value === 0 ? trainingExamples(spec) : value;

const isLogarithmic = (knob: Knob, ticks: readonly Tick[]): boolean =>
  (knobField(knob).logarithmic === true || knob === 'batch') && ticks.every(({ place }) => place > 0);

function marksOf(
  sweep: Sweep,
  knob: Knob,
  arm: ArmId,
  of: (summary: ArmSummary) => Spread | Saved | null,
): SweepMark[] {
  return sweep.points
    .flatMap((point): SweepMark[] => {
      const summary = summaryAt(point, arm);
      const spread = summary === null ? null : of(summary);
      if (summary === null || spread === null) return [];
      const place = placeOf(sweep, knob, point.values[0]!);
      const { reached, seeds } = countsOf(summary, spread);
      return [{ place, spread, reached, seeds }];
    })
    .sort((a, b) => a.place - b.place);
}

/** Pairs for shares, otherwise seeds. */
const countsOf = (
  { reached, seeds }: ArmSummary,
  spread: Spread | Saved,
): Pick<SweepMark, 'reached' | 'seeds'> =>
  isSaved(spread)
    ? { reached: spread.count - spread.verdict.unreached, seeds: spread.count }
    : { reached, seeds };

export const isSaved = (spread: Spread | Saved): spread is Saved => 'verdict' in spread;

/** Intervals extend the axis down to this share at most; medians are always visible. */
const leastShare = -1;

const endsOf = ({ median, low, high }: Spread, isPart: boolean): number[] =>
  [
    median,
    isPart ? Math.max(low ?? median, Math.min(median, leastShare)) : (low ?? median),
    high ?? median,
  ].filter(Number.isFinite);

function domainOf(
  values: readonly number[],
  logarithmic: boolean,
  withZero: boolean,
): readonly [number, number] {
  const used = logarithmic ? values.filter((value) => value > 0) : values;
  if (used.length === 0) return logarithmic ? [1, 10] : [0, 1];
  const low = used.reduce((a, b) => Math.min(a, b), withZero ? 0 : Infinity);
  const high = used.reduce((a, b) => Math.max(a, b), withZero ? 0.1 : -Infinity);
  if (logarithmic) return [niceFloor(low), Math.max(niceCeiling(high), 2 * niceFloor(low))];
  const least = Math.floor(10 * low + 1e-9);
  return [least / 10, Math.max(Math.ceil(10 * high - 1e-9), least + 1) / 10];
}

export function sweepMapView(sweep: Sweep, arm: ArmId, measure: SweepMeasure, axis: CostAxis): SweepMapView {
  const of = spreadOf(measure, axis);
  const [down, across] = sweep.knobs as readonly [Knob, Knob];
  const valuesOf = (which: 0 | 1): number[] =>
    [...new Set(sweep.points.map(({ values }) => values[which]!))].sort((a, b) => a - b);
  const rows = valuesOf(0);
  const columns = valuesOf(1);
  const cells = sweep.points.map((point): SweepCell => {
    const summary = summaryAt(point, arm);
    return {
      row: rows.indexOf(point.values[0]!),
      column: columns.indexOf(point.values[1]!),
      values: point.values,
      spread: summary === null ? null : of(summary),
      failed: point.status === 'failed',
    };
  });
  const known = cells.flatMap(({ spread }) => spread?.median ?? []).filter(Number.isFinite);
  return {
    rows: rows.map((value) => valueText(down, value)),
    columns: columns.map((value) => valueText(across, value)),
    rowLabel: fields.sweep.options[down],
    columnLabel: fields.sweep.options[across],
    cells,
    range: known.length === 0 ? [0, 1] : [Math.min(...known), Math.max(...known)],
    summary: summaryText(sweep),
  };
}

/** " with its 95 % interval", after "median of 8 seeds"; something else for fewer than six. */
export function intervalWords(seeds: number): string {
  if (seeds === 1) return ', without an interval: too few seeds for a claim';
  const level = 1 - 2 * halfPower(seeds);
  return seeds < fewestForClaims
    ? `, with the ${levelText(level, seeds)}: too few for a claim`
    : ' with its 95 % interval';
}

/** Progress and finding, for screen readers. */
function summaryText(sweep: Sweep): string {
  const { points, target, spec } = sweep;
  const done = points.filter(({ status }) => status === 'done').length;
  const goal = target.loss === null ? '' : ` Target ${lossWord(spec)} ${shortLoss(target.loss)}.`;
  return `Sweep of ${sweep.knobs.map((knob) => fields.sweep.options[knob]).join(' and ')}: ${done} of ${points.length} experiments done, ${spec.seeds.length} seeds each.${goal} ${findingText(sweep)}`.trim();
}

type Text = (value: number) => string;

export const none = '–';

const share: Text = (value) => percent(value, 0);

const costEnd =
  (text: Text): Text =>
  (value) =>
    Number.isFinite(value) ? text(value) : 'never';

/** One end of an interval of shares. */
export const shareEnd: Text = (value) =>
  Number.isFinite(value) ? share(value) : value < 0 ? 'never' : 'only it';

const withEnds = ({ median, low, high }: Spread, text: Text): string =>
  low === null || high === null ? text(median) : `${text(median)} [${text(low)}, ${text(high)}]`;

/** "97 [71, 120]" */
export const numberText = (spread: Spread | null, text: Text): string =>
  spread === null ? none : withEnds(spread, text);

/** "97 [71, never]", "not reached in 5 of 8" */
export const costText = (
  spread: Spread | null,
  { reached, seeds }: Pick<ArmSummary, 'reached' | 'seeds'>,
  text: Text,
): string =>
  spread === null
    ? none
    : Number.isFinite(spread.median)
      ? withEnds(spread, costEnd(text))
      : `not reached in ${seeds - reached} of ${seeds}`;

/** "47 % [34 %, 49 %]", "not reached in 5 of 8" */
export function savedText(saved: Saved | null): string {
  if (saved === null) return none;
  const { median, count, verdict, alone } = saved;
  if (Number.isFinite(median)) return withEnds(saved, shareEnd);
  return median < 0
    ? `not reached in ${verdict.unreached} of ${count}`
    : `reached by this arm alone in ${alone} of ${count}`;
}
