/**
 * What a run of several points tells, cut into what each of them would have told alone. Engines and the conductor
 * know replicas only; here a run becomes experiments again.
 */
import type { RunEvent } from './events.ts';

/** How the replicas of a run are dealt out: point by point, as many to each. */
export interface Points {
  readonly count: number;
  /** Replicas of each point. */
  readonly replicas: number;
  /** Candidate horizons. */
  readonly horizons: number;
}

/** Of a run of so many points, by what it told once it was prepared. */
export const pointsOf = (
  count: number,
  { replicas, horizons }: Extract<RunEvent, { type: 'prepared' }>,
): Points => ({ count, replicas: replicas.length / count, horizons: horizons.length });

/** An event as its experiment alone would have told it, in arrays of its own; null where it would have told nothing. */
export function eventOfPoint(event: RunEvent, point: number, points: Points): RunEvent | null {
  const cut = (values: Float32Array, rows = 1): Float32Array => part(values, rows, point, points.count);
  const first = point * points.replicas;
  switch (event.type) {
    case 'preparing':
    case 'working':
    case 'probed':
    case 'scheduled':
    case 'recovered':
    case 'perturbed':
      return event;
    case 'prepared': {
      const replicas = event.replicas.slice(first, first + points.replicas);
      return { ...event, replicas, initial: cut(event.initial) };
    }
    case 'progressed': {
      const { loss, watched, steps } = event;
      return { ...event, loss: cut(loss, steps), watched: cut(watched, steps) };
    }
    case 'forecasted': {
      const predicted = cut(event.predicted, points.horizons);
      return { ...event, predicted, coefficients: cut(event.coefficients, points.horizons) };
    }
    case 'mapped': {
      const { immediate, recovered } = event;
      return {
        ...event,
        immediate: cut(immediate, points.horizons),
        recovered: cut(recovered, points.horizons),
      };
    }
    case 'scored': {
      const scores = own(event.scores, point, points);
      return scores.length === 0 ? null : { ...event, scores };
    }
    case 'jumped': {
      const outcomes = own(event.outcomes, point, points);
      return outcomes.length === 0 ? null : { ...event, outcomes };
    }
    case 'diverged':
      return own([event], point, points)[0] ?? null;
    case 'framed':
      return { ...event, weights: cut(event.weights) };
    case 'measured':
    case 'averaged':
      return { ...event, loss: cut(event.loss) };
    case 'evaluated': {
      const { loss, guardLoss, testLoss, testAccuracy } = event;
      return {
        ...event,
        loss: cut(loss),
        guardLoss: cut(guardLoss),
        testLoss: cut(testLoss),
        testAccuracy: cut(testAccuracy),
      };
    }
  }
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

/** What is told of the replicas of one point, by their places in it. */
const own = <Told extends { readonly replica: number }>(
  all: readonly Told[],
  point: number,
  { replicas }: Points,
): Told[] =>
  all.flatMap((told) =>
    Math.floor(told.replica / replicas) === point ? [{ ...told, replica: told.replica % replicas }] : [],
  );
