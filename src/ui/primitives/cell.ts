/**
 * A value outside React that components can watch: for frequent changes (hover, live views) that re-render few
 * components.
 */
import { useSyncExternalStore } from 'react';

export interface Watched<T> {
  readonly get: () => T;
  readonly subscribe: (listener: () => void) => () => void;
}

export interface Cell<T> extends Watched<T> {
  readonly set: (value: T) => void;
}

export function createCell<T>(initial: T): Cell<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const never = (): void => undefined;

export const constant = <T>(value: T): Watched<T> => ({ get: () => value, subscribe: () => never });

export function useCell<T>(cell: Watched<T>): T {
  return useSyncExternalStore(cell.subscribe, cell.get);
}

/** Watches a part of the cell's value. `pick` must return a primitive or something that keeps its identity. */
export function usePart<T, Part>(cell: Watched<T>, pick: (value: T) => Part): Part {
  return useSyncExternalStore(cell.subscribe, () => pick(cell.get()));
}
