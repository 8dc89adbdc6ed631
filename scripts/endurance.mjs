// Owns `npm run endurance -- --reloads 50 --kills 20 --seed 1`: runs of the built page on every engine, interrupted
// at random moments by reloads of the page and by SIGKILLs of the browser, and then continued to the end. Every run
// must have the digest of an uninterrupted run. Prints a table; fails if a digest differs. With --cost 8: measures
// the cost of saving runs instead, in that many rounds.
// runs costs, in so many turns, instead.
import { parseArgs } from 'node:util';
import { requireInstalled } from './lib/install.mjs';
import { stop } from './lib/process.mjs';

await requireInstalled();
const { withInterruptions } = await import('./endurance/interrupt.mjs');
const { randomNumbers } = await import('./endurance/random.mjs');

const { values } = parseArgs({
  options: {
    reloads: { type: 'string', default: '50' },
    kills: { type: 'string', default: '20' },
    cost: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    engines: { type: 'string', default: 'simd,reference,fused,tensorflow' },
  },
});
if (values.cost !== '0') {
  const { costOf } = await import('./endurance/cost.mjs');
  const { median } = await import('../bench/node/figures.mjs');
  for (const link of [
    'steps=20000&samples=200&layers=10&seeds=6&lr=0.3&engine=simd',
    'steps=1500&samples=400&layers=64,64&seeds=10&lr=0.01&optimizer=adam&batch=32&engine=simd',
  ]) {
    const { kept, not, bytes } = await costOf(link, Number(values.cost));
    const share = (100 * (median(kept) - median(not))) / median(not);
    const seconds = [kept, not].map((times) => `${median(times).toFixed(1)} s (${times.join(', ')})`);
    console.log(`${link}: kept ${seconds.join(', not kept ')}: ${share.toFixed(1)} %, ${bytes} bytes`);
  }
  process.exit();
}
const draw = randomNumbers(Number(values.seed));

/** Runs of a few seconds: momentum and a fit, Adam with mini-batches and placebos, tuned rates, other seeds' runs. */
const links = [
  'steps=9000&samples=64&layers=10&seeds=4&lr=0.3&optimizer=momentum',
  'steps=6000&samples=64&layers=8,6&seeds=3&lr=0.01&optimizer=adam&batch=16&arms=control,farcaster,random,lookahead',
  'steps=1500&samples=48&layers=6&seeds=3&lr=0.1&tune=arms&arms=control,farcaster',
  'steps=6000&samples=48&layers=8&seeds=3&lr=0.1&source=transfer&metric=validation&arms=control,farcaster,average',
];

/**
 * Steps of a run, as a fraction of those in its link: on a software adapter some engines would take minutes, and simd
 * is fast.
 */
const shares = /** @type {Record<string, number>} */ ({ tensorflow: 1 / 10, simd: 2 });

/** The link of a run on an engine. @param {string} link @param {string} engine */
const linkOn = (link, engine) =>
  `${link.replace(/(?<=steps=)\d+/, (steps) => String(Number(steps) * (shares[engine] ?? 1)))}&engine=${engine}`;

/** @type {{ engine: string, kind: 'reload' | 'kill', interruptions: number, returned: number, equal: boolean }[]} */
const trials = [];
await withInterruptions(async ({ undisturbed, interrupted }) => {
  for (const kind of /** @type {const} */ (['reload', 'kill'])) {
    let left = Number(kind === 'reload' ? values.reloads : values.kills);
    for (let turn = 0; left > 0; turn += 1) {
      const engine = values.engines.split(',')[turn % values.engines.split(',').length] ?? '';
      const link = linkOn(links[Math.floor(draw() * links.length)] ?? '', engine);
      const expected = await undisturbed(link);
      const times = Math.min(left, 1 + Math.floor(5 * draw()));
      const moments = Array.from({ length: times }, () => draw() * expected.seconds);
      const { digest, returned } = await interrupted(link, kind, moments);
      const equal = digest === expected.digest;
      trials.push({
        engine,
        kind,
        interruptions: times,
        returned: returned.filter((step) => step !== 'start').length,
        equal,
      });
      console.log(
        `${kind} x ${times}, came back at ${returned.join(', ')}: ${equal ? 'same' : 'OTHER'} digest, ${link}`,
      );
      left -= times;
    }
  }
});

const sum = (/** @type {number[]} */ numbers) => numbers.reduce((all, number) => all + number, 0);
const names = [...new Set(trials.map(({ engine, kind }) => `${engine}, ${kind}`))];
console.table(
  Object.fromEntries(
    names.map((name) => {
      const own = trials.filter(({ engine, kind }) => `${engine}, ${kind}` === name);
      const row = {
        runs: own.length,
        interruptions: sum(own.map(({ interruptions }) => interruptions)),
        'gone on past step 0': sum(own.map(({ returned }) => returned)),
        'same digest': own.filter(({ equal }) => equal).length,
      };
      return [name, row];
    }),
  ),
);
if (trials.some(({ equal }) => !equal)) stop('A run that was interrupted came to another result.');
