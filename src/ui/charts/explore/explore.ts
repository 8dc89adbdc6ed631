/**
 * Crosshair, keyboard and zoom of a chart with its own x axis. For charts over the run on screen see
 * `run-axis.tsx`.
 */
import { useState, type KeyboardEvent } from 'react';
import { createCell, useCell, type Cell } from '../../primitives/cell.ts';
import { nearest } from '../drawing/paths.ts';
import { brushed, zoomed, type Range } from './zoom.ts';

/** Left and right end of an axis, which may be descending. */
export type Domain = readonly [left: number, right: number];

export interface Axis {
  readonly domain: Domain;
  readonly logarithmic?: boolean;
  /** No zoom: the plot is a path through a plane, and places are points along it. */
  readonly isFixed?: boolean;
  /** The places are the cells of a grid with this number of columns, row by row: up and down move between rows. */
  readonly columns?: number;
  /** The x values that have data; `exploreOf` sorts them from left to right. */
  readonly places: readonly number[];
}

export interface Explore {
  /** The place under the crosshair; null without a crosshair. */
  readonly at: Cell<number | null>;
  /** The visible part of the axis, as fractions of it; null if all of it is visible. */
  readonly range: Cell<Range | null>;
  readonly axis: Axis;
  readonly onKey: (event: KeyboardEvent) => void;
}

const whole: Range = [0, 1];

/** The value at a fraction of the axis. */
export function valueAt({ domain: [left, right], logarithmic = false }: Axis, share: number): number {
  return logarithmic ? left * (right / left) ** share : left + share * (right - left);
}

export function shareOf({ domain: [left, right], logarithmic = false }: Axis, value: number): number {
  if (left === right) return 0.5;
  return logarithmic ? Math.log(value / left) / Math.log(right / left) : (value - left) / (right - left);
}

export const shownOf = (axis: Axis, range: Range | null): Domain =>
  range === null ? axis.domain : [valueAt(axis, range[0]), valueAt(axis, range[1])];

const alongWhole = (range: Range | null, share: number): number => {
  const [from, to] = range ?? whole;
  return from + share * (to - from);
};

/** Index of the place nearest to a share of the whole axis. */
const nearestTo = (axis: Axis, share: number): number =>
  nearest(axis.places, share, (place) => shareOf(axis, place));

/** Moves the crosshair to the place nearest to a share of the visible range. */
export function pointTo({ axis, at, range }: Explore, share: number): void {
  at.set(axis.places[nearestTo(axis, alongWhole(range.get(), share))] ?? null);
}

/** Zooms to the range between two fractions of the visible part; a click without a drag changes nothing. */
export function showBetween({ range }: Explore, a: number, b: number): void {
  const next = brushed(alongWhole(range.get(), a), alongWhole(range.get(), b), 1);
  if (next !== null) range.set(next);
}

const stride = 10;

interface PlotActions {
  /** By a number of places; infinite: to the end. */
  readonly move: (by: number) => void;
  readonly moveRow?: ((by: 1 | -1) => void) | undefined;
  readonly zoom?: ((factor: number) => void) | undefined;
  readonly reset: () => void;
}

/** The keys of all plots: arrows move the crosshair, + and − zoom around it, Escape hides it and shows all. */
export function onKeys({ move, moveRow, zoom, reset }: PlotActions): (event: KeyboardEvent) => void {
  const keys: Readonly<Record<string, (shift: boolean) => void>> = {
    ArrowRight: (shift) => move(shift ? stride : 1),
    ArrowLeft: (shift) => move(shift ? -stride : -1),
    Home: () => move(-Infinity),
    End: () => move(Infinity),
    Escape: reset,
    ...(moveRow && { ArrowUp: () => moveRow(-1), ArrowDown: () => moveRow(1) }),
    ...(zoom && { '+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2) }),
  };
  return (event) => {
    const act = keys[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(event.shiftKey);
  };
}

function keysOf({ at, range, axis }: Omit<Explore, 'onKey'>): Explore['onKey'] {
  const { columns, isFixed = false } = axis;
  const move = (by: number): void => {
    const { places } = axis;
    const here = at.get();
    const from = here === null ? (by > 0 ? -1 : places.length) : nearestTo(axis, shareOf(axis, here));
    at.set(places[Math.min(places.length - 1, Math.max(0, from + by))] ?? null);
  };
  const zoom = (factor: number): void => {
    const here = at.get();
    const [from, to] = range.get() ?? whole;
    const around = here === null ? (from + to) / 2 : shareOf(axis, here);
    range.set(zoomed(range.get(), 1, around, factor));
  };
  const moveRow = (rows: number): void => {
    const next = (at.get() ?? 0) + rows * columns!;
    if (axis.places.includes(next)) at.set(next);
  };
  return onKeys({
    move,
    moveRow: columns === undefined ? undefined : moveRow,
    zoom: isFixed ? undefined : zoom,
    reset: () => {
      range.set(null);
      at.set(null);
    },
  });
}

type ExploreCells = Pick<Explore, 'at' | 'range'>;

export const exploreCells = (): ExploreCells => ({
  at: createCell<number | null>(null),
  range: createCell<Range | null>(null),
});

export function exploreOf(cells: ExploreCells, given: Axis): Explore {
  const places = given.places.toSorted((a, b) => shareOf(given, a) - shareOf(given, b));
  const axis = { ...given, places };
  return { ...cells, axis, onKey: keysOf({ ...cells, axis }) };
}

export function useExplore(axis: Axis): Explore {
  const [cells] = useState(exploreCells);
  return exploreOf(cells, axis);
}

/** Ends of the visible part of the axis; re-renders when it changes. */
export const useShown = ({ axis, range }: Explore): Domain => shownOf(axis, useCell(range));
