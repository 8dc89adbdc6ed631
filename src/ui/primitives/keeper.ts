/** Keeps a cell up to date with a view that takes long: computed in slices, no more often than its pace. */
import { inSlices } from '../../store/in-slices.ts';
import type { Cell } from './cell.ts';

export interface Keeper {
  /** New data; `urgent`: someone looks elsewhere. */
  readonly mark: (urgent: boolean) => void;
  readonly stop: () => void;
}

export function keeper<View>(least: number, cell: Cell<View>, make: () => Generator<void, View>): Keeper {
  let due = false;
  let last = -Infinity;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let cancel: (() => void) | null = null;
  const begin = (): void => {
    timer = null;
    due = false;
    last = performance.now();
    cancel = inSlices(make(), (view) => {
      cancel = null;
      cell.set(view);
      if (due) arm();
    });
  };
  const arm = (): void => {
    if (cancel !== null || timer !== null) return;
    timer = setTimeout(begin, Math.max(0, last + least - performance.now()));
  };
  return {
    mark(urgent) {
      due = true;
      if (urgent) {
        last = -Infinity;
        if (timer !== null) clearTimeout(timer);
        timer = null;
      }
      arm();
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      cancel?.();
    },
  };
}
