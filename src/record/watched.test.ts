import { describe, expect, it } from 'vitest';
import { stepsPerRow, WatchedCourses } from './watched.ts';

/**
 * A recording of `values` weights, whose value number `at` after a step is 1000 `at` + step, in blocks of this many
 * steps.
 */
function followed(values: number, steps: number, block: number, every?: number): WatchedCourses {
  const row = (step: number): number[] => Array.from({ length: values }, (_, at) => 1000 * at + step);
  const courses = new WatchedCourses(Float32Array.from(row(0)), steps, every);
  for (let first = 0; first < steps; first += block) {
    const count = Math.min(block, steps - first);
    courses.take(
      first,
      Float32Array.from(Array.from({ length: count }, (_, i) => row(first + i + 1)).flat()),
    );
  }
  return courses;
}

describe('the courses of watched weights', () => {
  it('have every step where they are small', () => {
    const courses = followed(3, 10, 4);
    expect(courses.every).toBe(1);
    expect([...courses.courseOf(2, 7)]).toEqual([2000, 2001, 2002, 2003, 2004, 2005, 2006, 2007]);
  });

  it('have steps evenly apart where they would be large, and the newest', () => {
    const courses = followed(2, 21, 4, 3);
    expect([...courses.courseOf(1, 21)]).toEqual([1000, 1003, 1006, 1009, 1012, 1015, 1018, 1021]);
    expect(courses.courseOf(1, 20)).toHaveLength(7);
    expect(courses.newest[1]).toBe(1021);
  });

  it.each([
    [20_000, 738 * 8],
    [20_000, 64 * 19 * 8],
    [800, 50 * 8],
    [5000, 160 * 8],
  ])('of %i steps of %i values keep within 64 MB', (steps, values) => {
    const every = stepsPerRow(steps, values);
    expect((4 * values * (steps + 1)) / every).toBeLessThanOrEqual(64 * 2 ** 20);
    if (steps <= 5000) expect(every).toBe(1);
  });
});
