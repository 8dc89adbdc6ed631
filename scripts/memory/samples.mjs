// Owns the experiments that `npm run memory` measures: random, large enough to measure, small enough to wait for.

const arms =
  'farcaster,scalar,search,endpoint,recent,quadratic,aitken,introspection,average,lookahead,random,surgery,faster,decay,momentum'.split(
    ',',
  );

/** Approximate maximum multiply-adds of an experiment: some seconds. */
const maxWork = 1e9;

/**
 * Range of estimates that are measured, bytes: smaller ones are hidden by other memory of the browser, larger ones
 * are refused.
 */
const [least, most] = [128 * 2 ** 20, 2 ** 30];

/** The same numbers on every machine (mulberry32). @param {number} seed */
function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @param {number} count
 * @param {number} seed
 * @param {(link: string) => number} estimateOf
 * @returns {string[]} links; every fourth runs on the fused engine
 */
export function samples(count, seed, estimateOf) {
  const random = randomOf(seed);
  /** @template T @param {readonly T[]} all @returns {T} */
  const one = (all) => /** @type {T} */ (all[Math.floor(random() * all.length)]);
  /** A whole number, evenly spread on a log scale. @param {number} low @param {number} high */
  const between = (low, high) => Math.round(low * (high / low) ** random());
  const links = [];
  while (links.length < count) {
    const layers = Array.from({ length: between(1, 4) }, () => between(2, 64));
    const [examples, seeds, steps] = [between(32, 512), between(2, 64), between(50, 20_000)];
    const batch = one([0, 0, 16, 32]);
    const chosen = arms.filter(() => random() < 0.5);
    const widths = [2, ...layers];
    const parameters = widths.reduce((sum, width, at) => sum + (width + 1) * (widths[at + 1] ?? 1), 0);
    const work = (1 + chosen.length) * seeds * steps * 3 * parameters * Math.min(batch || examples, examples);
    const window = between(4, 40);
    const link = [
      'v=3',
      `task=${one(['moons', 'circles', 'spiral'])}`,
      `samples=${examples}`,
      `layers=${layers.join(',')}`,
      `seeds=${seeds}`,
      `steps=${steps}`,
      `batch=${batch}`,
      `optimizer=${one(['sgd', 'sgd', 'adam', 'momentum'])}`,
      `arms=${['control', ...chosen].join(',')}`,
      `window=${window}`,
      `warmup=${window + between(1, 200)}`,
      `period=${window + between(5, 2000)}`,
      `columns=${one(['ends', 'four', 'all'])}`,
      `metric=${one(['training', 'training', 'validation'])}`,
      `engine=${links.length % 4 === 3 ? 'fused' : 'simd'}`,
    ].join('&');
    const bytes = estimateOf(link);
    if (work < maxWork && bytes > least && bytes < most) links.push(link);
  }
  return links;
}
