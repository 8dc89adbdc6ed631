/** The plane of a run: a combination of its checkpoints is where its weights are projected to. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { atOnce } from '../../core/parts.ts';
import { RunPlane } from './path.ts';

const tensorOf = Uint32Array.of(0, 0, 1, 1, 1);

const planeOf = (checkpoints: readonly Float32Array[]): RunPlane =>
  atOnce(RunPlane.of({ checkpoints, tensorOf }, 2));

const weight = fc.double({ min: -2, max: 2, noNaN: true }).map(Math.fround);
const checkpoint = fc.array(weight, { minLength: 5, maxLength: 5 }).map((all) => Float32Array.from(all));

it('is affine: a combination whose coefficients add up to 1 is at the combination of their places', () => {
  fc.assert(
    fc.property(
      fc.array(checkpoint, { minLength: 3, maxLength: 6 }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      (all, by) => {
        const plane = planeOf(all);
        const last = all.length - 1;
        const terms = [0, 1].flatMap(() => [1 - by, by, 0]);
        const place = plane.placeOf(Float64Array.from(terms), [0, last]);
        for (const axis of [0, 1] as const)
          expect(place[axis]).toBeCloseTo(
            (1 - by) * plane.places[axis]! + by * plane.places[2 * last + axis]!,
            8,
          );
        expect(plane.explained[0]).toBeGreaterThanOrEqual(plane.explained[1]);
      },
    ),
  );
});

it('of a straight run: one axis explains all, and constants and tensors count by their part of it', () => {
  const way = [0.5, 0.5, 0.5, -0.5, 0];
  const at = (step: number): Float32Array => Float32Array.from(way, (value, i) => i + step * value);
  const plane = planeOf([at(0), at(1), at(3)]);
  expect(plane.explained[0]).toBeCloseTo(1, 12);
  [-4 / 3, -1 / 3, 5 / 3].forEach((place, c) => {
    expect(plane.places[2 * c]).toBeCloseTo(place, 6);
    expect(plane.places[2 * c + 1]).toBeCloseTo(0, 6);
  });
  // The last checkpoint in the first tensor, the first in the second, and 2 more in every weight of the first.
  const terms = Float64Array.of(0, 1, 2, 1, 0, 0);
  expect(plane.placeOf(terms, [0, 2])[0]).toBeCloseTo(-4 / 3 + 3 * 0.5 + 2 * 1, 6);
  // Twice the first checkpoint in the second tensor, whose values are 2, 3 and 4.
  expect(plane.placeOf(Float64Array.of(1, 0, 0, 2, 0, 0), [0, 2])[0]).toBeCloseTo(
    -4 / 3 + 2 * 0.5 - 3 * 0.5,
    6,
  );
});

it('is spanned by the finite checkpoints: the others have no place', () => {
  const at = (step: number): Float32Array => Float32Array.of(step, 1, 2, step / 2, 3);
  const broken = at(2);
  broken[3] = NaN;
  const plane = planeOf([broken, at(0), at(1), broken, at(3)]);
  const whole = planeOf([at(0), at(1), at(3)]);
  expect([...plane.explained]).toEqual([...whole.explained]);
  const places = [...plane.places];
  expect(places.slice(0, 2).concat(places.slice(6, 8))).toEqual([NaN, NaN, NaN, NaN]);
  expect([...places.slice(2, 6), ...places.slice(8)]).toEqual([...whole.places]);
  const terms = Float64Array.of(-1, 2, 0, -1, 2, 0);
  expect(plane.placeOf(terms, [1, 2])).toEqual(whole.placeOf(terms, [0, 1]));
  expect(plane.placeOf(terms, [0, 2])[0]).toBeNaN();
  const none = planeOf([broken, broken]);
  expect([...none.places, ...none.explained]).toEqual([NaN, NaN, NaN, NaN, 0, 0]);
});

it('projects checkpoints that are too many to span the plane, and survives a run that never moves', () => {
  const many = Array.from({ length: 300 }, (_, c) =>
    Float32Array.from({ length: 5 }, (_weight, p) => Math.sin(c / 40 + p)),
  );
  const plane = planeOf(many);
  expect(plane.explained[0] + plane.explained[1]).toBeCloseTo(1, 6);
  const distance = (a: number, b: number): number =>
    Math.hypot(
      plane.places[2 * a]! - plane.places[2 * b]!,
      plane.places[2 * a + 1]! - plane.places[2 * b + 1]!,
    );
  const actual = Math.hypot(...Array.from(many[7]!, (value, p) => value - many[201]![p]!));
  expect(distance(7, 201)).toBeCloseTo(actual, 5);
  const still = planeOf([many[0]!, many[0]!, many[0]!]);
  expect([...still.places, ...still.explained]).toEqual(Array.from({ length: 8 }, () => 0));
});
