// Owns `node scripts/killed-sweep.mjs --points 1000 --kills 200 --seed 1`: a sweep by two processes over one folder,
// killed at random moments and started again. No point may be lost or counted twice, and the merged rows must be those
// of an undisturbed run. Prints counts; ends with code 1 if they are wrong.
import { parseArgs } from 'node:util';
import { requireInstalled } from './lib/install.mjs';

await requireInstalled();
const { killedSweep } = await import('./lib/killed-sweep.mjs');
const { randomNumbers } = await import('./endurance/random.mjs');

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '200' },
    block: { type: 'string', default: '25' },
    seed: { type: 'string', default: '1' },
  },
});
const points = Number(values.points);
const start = performance.now();
const found = await killedSweep({
  points,
  kills: Number(values.kills),
  block: Number(values.block),
  random: randomNumbers(Number(values.seed)),
});
console.log({ points, ...found, seconds: Math.round((performance.now() - start) / 1000) });
const isRight =
  found.code === 0 &&
  found.results === points &&
  found.rows === 2 * points &&
  found.digest === found.expected;
console.log(isRight ? 'Nothing was lost, nothing counted twice.' : 'This is wrong.');
process.exitCode = isRight ? 0 : 1;
