import { describe, expect, test } from 'vitest';
import type { TaskName } from '../../experiment/tasks.ts';
import { randomStream } from '../rng.ts';
import { drawOf } from './draws.ts';

interface Example {
  readonly x: number;
  readonly y: number;
  /** Class, or target value. */
  readonly value: number;
}

function drawn(name: TaskName, noise: number, count = 400, seed = 1): Example[] {
  const draw = drawOf(name);
  if (draw === null) throw new Error(`${name} is not drawn`);
  const random = randomStream(seed, 'data');
  const inputs = new Float32Array(2);
  return Array.from({ length: count }, (_, index) => {
    const value = draw(index, noise, random, inputs);
    return { x: inputs[0]!, y: inputs[1]!, value };
  });
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
function spread(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

describe('without noise', () => {
  test('moons: two half circles, one upside down', () => {
    for (const { x, y, value } of drawn('moons', 0)) {
      const [u, v] = value === 0 ? [x, y] : [1 - x, 0.5 - y];
      expect(Math.hypot(u, v)).toBeCloseTo(1, 5);
      expect(v).toBeGreaterThan(-1e-6);
    }
  });

  test('circles: radius 1 and radius ½, all the way round', () => {
    const examples = drawn('circles', 0);
    for (const { x, y, value } of examples) expect(Math.hypot(x, y)).toBeCloseTo(value === 0 ? 1 : 0.5, 5);
    const quadrants = examples.map(({ x, y, value }) => `${value} ${x > 0} ${y > 0}`);
    expect(new Set(quadrants).size).toBe(8);
  });

  test('xor: the class is whether the signs differ', () => {
    const examples = drawn('xor', 0);
    for (const { x, y, value } of examples) {
      expect(value).toBe(x > 0 === y > 0 ? 0 : 1);
      expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1);
    }
    expect(mean(examples.map(({ value }) => value))).toBeCloseTo(0.5, 1);
  });

  test('spiral: the angle follows the radius, the other arm is opposite', () => {
    for (const { x, y, value } of drawn('spiral', 0)) {
      const along = (Math.hypot(x, y) - 0.1) / 0.9;
      expect(along).toBeGreaterThan(-1e-6);
      expect(along).toBeLessThan(1);
      const angle = 3.5 * Math.PI * along + value * Math.PI;
      expect(Math.cos(Math.atan2(y, x) - angle)).toBeCloseTo(1, 5);
    }
  });

  test('gaussians: two round clouds at (-1, -1) and (1, 1)', () => {
    for (const side of [0, 1]) {
      const cloud = drawn('gaussians', 0, 4000).filter(({ value }) => value === side);
      for (const values of [cloud.map(({ x }) => x), cloud.map(({ y }) => y)]) {
        expect(Math.abs(mean(values) - (2 * side - 1))).toBeLessThan(0.04);
        expect(Math.abs(spread(values) - 0.4)).toBeLessThan(0.02);
      }
    }
  });

  test('ripple: a wave of the distance from the centre', () => {
    for (const { x, y, value } of drawn('ripple', 0))
      expect(value).toBeCloseTo(Math.cos(2.5 * Math.PI * Math.hypot(x, y)), 5);
  });
});

describe('noise', () => {
  test('moves the inputs by its standard deviation', () => {
    const moved = drawn('circles', 0.05, 4000).map(
      ({ x, y, value }) => Math.hypot(x, y) - (value === 0 ? 1 : 0.5),
    );
    expect(Math.abs(spread(moved) - 0.05)).toBeLessThan(0.003);
  });

  test('moves the target, not the inputs, in a regression', () => {
    const [clean, noisy] = [drawn('ripple', 0, 1), drawn('ripple', 0.3, 1)];
    expect(noisy.map(({ x, y }) => [x, y])).toEqual(clean.map(({ x, y }) => [x, y]));
    const errors = drawn('ripple', 0.3, 4000).map(
      ({ x, y, value }) => value - Math.cos(2.5 * Math.PI * Math.hypot(x, y)),
    );
    expect(Math.abs(spread(errors) - 0.3)).toBeLessThan(0.02);
  });
});

test('classes alternate where a task has two shapes', () => {
  for (const name of ['moons', 'circles', 'spiral', 'gaussians'] as const)
    expect(drawn(name, 0.1, 6).map(({ value }) => value)).toEqual([0, 1, 0, 1, 0, 1]);
});

test('images are loaded, not drawn', () => {
  expect(drawOf('fashion-mnist')).toBeNull();
});
