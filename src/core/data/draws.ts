/** How each synthetic task draws an example. The rest of a task is its record in experiment/tasks.ts. */
import type { DrawnName, TaskName } from '../../experiment/tasks.ts';
import type { RandomStream } from '../rng.ts';
import { cos, sin } from '../numeric/functions.ts';

/** Writes one example: its inputs, noise included, and its class (or its target value for regression). */
export type DrawExample = (
  index: number,
  noise: number,
  random: RandomStream,
  inputs: Float32Array,
) => number;

/** Adds noise to both inputs of a point on the plane. */
function place(inputs: Float32Array, x: number, y: number, noise: number, random: RandomStream): void {
  inputs[0] = x + noise * random.normal();
  inputs[1] = y + noise * random.normal();
}

/** Two interleaved half circles. */
const moons: DrawExample = (index, noise, random, inputs) => {
  const angle = Math.PI * random.uniform();
  if (index % 2 === 0) place(inputs, cos(angle), sin(angle), noise, random);
  else place(inputs, 1 - cos(angle), 0.5 - sin(angle), noise, random);
  return index % 2;
};

/** A ring of radius 1 around one of radius .5. */
const circles: DrawExample = (index, noise, random, inputs) => {
  const angle = 2 * Math.PI * random.uniform();
  const radius = index % 2 === 0 ? 1 : 0.5;
  place(inputs, radius * cos(angle), radius * sin(angle), noise, random);
  return index % 2;
};

/** The class is whether the signs of the coordinates differ. */
const xor: DrawExample = (_index, noise, random, inputs) => {
  const x = 2 * random.uniform() - 1;
  const y = 2 * random.uniform() - 1;
  place(inputs, x, y, noise, random);
  return x > 0 === y > 0 ? 0 : 1;
};

/** Two spiral arms, each making one and three quarter turns. */
const spiral: DrawExample = (index, noise, random, inputs) => {
  const along = random.uniform();
  const angle = 3.5 * Math.PI * along + (index % 2) * Math.PI;
  const radius = 0.1 + 0.9 * along;
  place(inputs, radius * cos(angle), radius * sin(angle), noise, random);
  return index % 2;
};

/** Two round clouds that touch; the noise widens them. */
const gaussians: DrawExample = (index, noise, random, inputs) => {
  const side = index % 2 === 0 ? -1 : 1;
  place(inputs, side, side, 0.4 + 2 * noise, random);
  return index % 2;
};

/** A wave that spreads from the centre of the square [-1, 1]^2; the noise is on the target. */
const ripple: DrawExample = (_index, noise, random, inputs) => {
  const x = 2 * random.uniform() - 1;
  const y = 2 * random.uniform() - 1;
  inputs[0] = x;
  inputs[1] = y;
  return cos(2.5 * Math.PI * Math.sqrt(x * x + y * y)) + noise * random.normal();
};

const draws: Readonly<Record<DrawnName, DrawExample>> = { moons, circles, xor, spiral, gaussians, ripple };

/** How a task draws its examples; null if they come from a file. */
export const drawOf = (task: TaskName): DrawExample | null =>
  (draws as Partial<Record<TaskName, DrawExample>>)[task] ?? null;
