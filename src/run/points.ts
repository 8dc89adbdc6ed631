/**
 * Splits the events of a run of several points into those that each point alone would have emitted. Engines and the
 * conductor know only replicas; here a run is split into experiments again.
 */
import { lengthOf, shapedFields, type Sizes } from './event-shapes.ts';
import type { RunEvent } from './events.ts';

/** The replicas of a run are ordered by point, the same number for each. */
export interface Points {
  readonly count: number;
  /** Of the whole run. */
  readonly sizes: Sizes;
}

/**
 * An event as its experiment alone would have emitted it, with its own arrays; null if it would not have emitted it.
 */
export function eventOfPoint(event: RunEvent, point: number, { count, sizes }: Points): RunEvent | null {
  const replicas = (sizes.replica ?? 0) / count;
  const own: Record<string, unknown> = {};
  for (const { name, value, shape } of shapedFields(event)) {
    if (shape === 'in-order')
      own[name] = (value as unknown[]).slice(point * replicas, (point + 1) * replicas);
    else if (typeof shape !== 'string') {
      const rows = lengthOf(shape.slice(0, shape.indexOf('replica')), event, sizes);
      own[name] = part(value as Float32Array, rows, point, count);
    } else if (typeof value === 'number') {
      if (Math.floor(value / replicas) !== point) return null;
      own[name] = value % replicas;
    } else {
      const named = ofReplicas(value as readonly Named[], point, replicas);
      if (named.length === 0) return null;
      own[name] = named;
    }
  }
  return { ...event, ...own };
}

interface Named {
  readonly replica: number;
}

/** Values [row, point, ...] of one point: [row, ...]. */
function part(values: Float32Array, rows: number, point: number, count: number): Float32Array {
  const width = values.length / (rows * count);
  const all = new Float32Array(rows * width);
  for (let row = 0; row < rows; row += 1) {
    const from = (row * count + point) * width;
    all.set(values.subarray(from, from + width), row * width);
  }
  return all;
}

/** The values of one point's replicas, by their indexes. */
const ofReplicas = (all: readonly Named[], point: number, replicas: number): Named[] =>
  all.flatMap((told) =>
    Math.floor(told.replica / replicas) === point ? [{ ...told, replica: told.replica % replicas }] : [],
  );
