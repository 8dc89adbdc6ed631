/**
 * A chart under hand and keyboard, where its x axis is its own: a crosshair that goes from place to place, and a part of
 * the axis that is shown. Charts over the run on screen share theirs instead (`use-plot-keys.ts`, `use-zoom.ts`).
 */
import { useState, type KeyboardEvent } from 'react';
import { createCell, useCell, type Cell } from '../../primitives/cell.ts';
import { nearest } from '../drawing/paths.ts';
import { brushed, zoomed, type Range } from './zoom.ts';

/** Left and right end of an axis; a falling one is drawn falling. */
export type Domain = readonly [left: number, right: number];

interface Axis {
  readonly domain: Domain;
  readonly logarithmic?: boolean;
  /** All of it is always shown: the plot is no line over an axis, but a way through a plane, place by place. */
  readonly isFixed?: boolean;
  /** Where there is something to read; `exploreOf` puts them in the order in which they are drawn. */
  readonly places: readonly number[];
}

export interface Explore {
  /** The place under the crosshair; null where nothing is pointed at. */
  readonly at: Cell<number | null>;
  /** What is shown of the axis, in shares of it; null while all is. */
  readonly range: Cell<Range | null>;
  readonly axis: Axis;
  readonly onKey: (event: KeyboardEvent) => void;
}

const whole: Range = [0, 1];

/** The value so far along an axis. */
export function valueAt({ domain: [left, right], logarithmic = false }: Axis, share: number): number {
  return logarithmic ? left * (right / left) ** share : left + share * (right - left);
}

export function shareOf({ domain: [left, right], logarithmic = false }: Axis, value: number): number {
  if (left === right) return 0.5;
  return logarithmic ? Math.log(value / left) / Math.log(right / left) : (value - left) / (right - left);
}

/** Ends of the axis as it is shown. */
export const shownOf = (axis: Axis, range: Range | null): Domain =>
  range === null ? axis.domain : [valueAt(axis, range[0]), valueAt(axis, range[1])];

/** How far along the shown part of the axis, as a share of the whole. */
const alongWhole = (range: Range | null, share: number): number => {
  const [from, to] = range ?? whole;
  return from + share * (to - from);
};

/** Points at the place nearest to a share of what is shown. */
export function pointTo({ axis, at, range }: Explore, share: number): void {
  const wished = alongWhole(range.get(), share);
  at.set(axis.places[nearest(axis.places, wished, (place) => shareOf(axis, place))] ?? null);
}

/** Shows what lies between two shares of what is shown; a mere press changes nothing. */
export function showBetween({ range }: Explore, a: number, b: number): void {
  const next = brushed(alongWhole(range.get(), a), alongWhole(range.get(), b), 1);
  if (next !== null) range.set(next);
}

const stride = 10;

function keysOf(explore: Omit<Explore, 'onKey'>): Readonly<Record<string, (shift: boolean) => void>> {
  const { at, range, axis } = explore;
  const move = (by: number): void => {
    const { places } = axis;
    const here = at.get();
    const from = here === null ? (by > 0 ? -1 : places.length) : places.indexOf(here);
    at.set(places[Math.min(places.length - 1, Math.max(0, from + by))] ?? null);
  };
  const zoom = (factor: number): void => {
    const here = at.get();
    const [from, to] = range.get() ?? whole;
    const around = here === null ? (from + to) / 2 : shareOf(axis, here);
    range.set(zoomed(range.get(), 1, around, factor));
  };
  return {
    ArrowRight: (shift) => move(shift ? stride : 1),
    ArrowLeft: (shift) => move(shift ? -stride : -1),
    Home: () => move(-Infinity),
    End: () => move(Infinity),
    ...(axis.isFixed === true ? {} : { '+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2) }),
    Escape: () => {
      range.set(null);
      at.set(null);
    },
  };
}

type ExploreCells = Pick<Explore, 'at' | 'range'>;

export const exploreCells = (): ExploreCells => ({
  at: createCell<number | null>(null),
  range: createCell<Range | null>(null),
});

/** What is explored, on the axis as it is now. */
export function exploreOf(cells: ExploreCells, given: Axis): Explore {
  const places = given.places.toSorted((a, b) => shareOf(given, a) - shareOf(given, b));
  const axis = { ...given, places };
  const keys = keysOf({ ...cells, axis });
  const onKey = (event: KeyboardEvent): void => {
    const act = keys[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(event.shiftKey);
  };
  return { ...cells, axis, onKey };
}

/** The chart's own, for as long as it is there. */
export function useExplore(axis: Axis): Explore {
  const [cells] = useState(exploreCells);
  return exploreOf(cells, axis);
}

/** Ends of the axis as it is shown. */
export const useShown = ({ axis, range }: Explore): Domain => shownOf(axis, useCell(range));
