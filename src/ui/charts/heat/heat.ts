/** From numbers over anchors and horizons to a heat map: which anchors are drawn, how far the colours reach, a summary. */
import { niceCeiling } from '../../../store/select/rows.ts';

export interface HeatCell {
  readonly value: number;
  /** Whether the 95 % interval of its mean excludes 0. */
  readonly certain: boolean;
  /** In the order of `HeatView.more`; NaN if missing. */
  readonly more: readonly number[];
}

export interface HeatScale {
  /** `diverging`: two colours around `middle`, full at `reach` from it. `sequential`: one, from `middle` up. */
  readonly kind: 'diverging' | 'sequential';
  readonly middle: number;
  readonly reach: number;
  /** Whether values lie beyond the ends: below, above. */
  readonly beyond: readonly [boolean, boolean];
}

export interface HeatView {
  readonly anchors: readonly number[];
  readonly horizons: readonly number[];
  /** [anchor, horizon]; null if unknown or not finite. */
  readonly cells: readonly (HeatCell | null)[];
  readonly more: readonly string[];
  readonly scale: HeatScale;
  /** End of the x axis, in steps, and the usual distance between anchors. */
  readonly steps: number;
  readonly apart: number;
  /** One of every `every` anchors is drawn. */
  readonly every: number;
  readonly summary: string;
  /** Of a map with other axes than steps ahead over the step of the forecast. */
  readonly axes?: HeatAxes;
}

export interface HeatAxes {
  /** "steps ahead" */
  readonly x: string;
  /** Names of the rows, in place of `horizons`. */
  readonly rows: readonly string[];
  /** "layer 1 kernel, 20 steps ahead" */
  readonly place: (column: number, row: number) => string;
}

export const noHeat: HeatView = {
  anchors: [],
  horizons: [],
  cells: [],
  more: [],
  scale: { kind: 'diverging', middle: 0, reach: 1, beyond: [false, false] },
  steps: 1,
  apart: 1,
  every: 1,
  summary: 'Training has not begun.',
};

/** Maximum number of columns. */
const mostColumns = 200;

/** Colours are full at this quantile of all values. */
const reached = 0.95;

export interface HeatSettings {
  readonly horizons: readonly number[];
  readonly steps: number;
  readonly apart: number;
  readonly kind: HeatScale['kind'];
  readonly middle: number;
  /** Maximum reach. */
  readonly farthest?: number;
  readonly more?: readonly string[];
  /** The subject of the summary: "Skill of the control's forecasts". */
  readonly subject: string;
  readonly axes?: HeatAxes;
}

interface Drawn<Item> {
  readonly items: readonly Item[];
  readonly every: number;
}

/** Evenly chosen anchors; all with `whole`. */
export function drawnOf<Item>(all: readonly Item[], whole = false): Drawn<Item> {
  const every = whole ? 1 : Math.max(1, Math.ceil(all.length / mostColumns));
  return { items: every === 1 ? all : all.filter((_, index) => index % every === 0), every };
}

/** `cellOf` returns null for an unknown cell. */
export function heatOf<Item extends { readonly anchor: number }>(
  { items, every }: Drawn<Item>,
  settings: HeatSettings,
  cellOf: (item: Item, horizon: number) => HeatCell | null,
): HeatView {
  const { horizons, steps, apart, more = [], subject, axes } = settings;
  const anchors = items.map(({ anchor }) => anchor);
  const cells = items.flatMap((item) =>
    horizons.map((_, h) => {
      const cell = cellOf(item, h);
      return cell !== null && Number.isFinite(cell.value) ? cell : null;
    }),
  );
  return {
    anchors,
    horizons,
    cells,
    more,
    scale: scaleOf(cells, settings),
    steps,
    apart,
    every,
    summary: summarise(subject, anchors, horizons, cells, axes),
    ...(axes && { axes }),
  };
}

function scaleOf(
  cells: readonly (HeatCell | null)[],
  { kind, middle, farthest = Infinity }: HeatSettings,
): HeatScale {
  const offsets = cells.flatMap((cell) => (cell === null ? [] : [cell.value - middle]));
  const sizes = offsets.map(Math.abs).sort((a, b) => a - b);
  const far = sizes[Math.min(sizes.length - 1, Math.floor(reached * sizes.length))] ?? 0;
  const reach = Math.min(farthest, niceCeiling(far));
  return {
    kind,
    middle,
    reach,
    beyond: [
      kind === 'diverging' && offsets.some((offset) => offset < -reach),
      offsets.some((offset) => offset > reach),
    ],
  };
}

function summarise(
  subject: string,
  anchors: readonly number[],
  horizons: readonly number[],
  cells: readonly (HeatCell | null)[],
  axes: HeatAxes | undefined,
): string {
  let least = -1;
  let most = -1;
  cells.forEach((cell, at) => {
    if (cell === null) return;
    if (least < 0 || cell.value < cells[least]!.value) least = at;
    if (most < 0 || cell.value > cells[most]!.value) most = at;
  });
  if (least < 0) return `${subject}: nothing is known yet.`;
  const place = (column: number, row: number): string =>
    axes?.place(column, row) ?? `step ${anchors[column]}, ${horizons[row]} steps ahead`;
  const told = (at: number): string =>
    `${short(cells[at]!.value)} at ${place(Math.floor(at / horizons.length), at % horizons.length)}`;
  const certain = cells.filter((cell) => cell?.certain === true).length;
  const marked = certain === 0 ? '' : `; in ${certain} cells the 95 % interval excludes 0`;
  const [columns, rows] = axes === undefined ? ['anchors', 'horizons'] : ['horizons', 'parts'];
  return `${subject}, ${anchors.length} ${columns} by ${horizons.length} ${rows}: least ${told(least)}; most ${told(most)}${marked}.`;
}

const short = (value: number): string => String(Number(value.toPrecision(3)));
