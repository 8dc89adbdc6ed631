// Owns the cost of forecasts and jumps: runs the default experiment with and without its parts, in turns.
import { median } from './figures.mjs';

/**
 * @typedef {import('../page/protocol.ts').ConductedPart} Part
 * @typedef {{ seconds: number, processor: number }} Time of one run, s: on the clock, and of all processors together
 * @typedef {import('../page/protocol.ts').MeteredRun & {
 *   runs: number,
 *   times: Record<Part, Time>,
 *   shares: { all: Time, machinery: Time },
 * }} Jump medians of several runs. `shares` are parts of a run's time: all that forecasts take, scores and all, of the whole
 *   run; and snapshots, fits, searches and jumps, of the run as a sweep has it.
 */

/** Most rounds, and no further one is begun after this time, s. */
const mostRounds = 40;
const longest = 150;

/** @type {readonly Part[]} */
const parts = ['whole', 'without', 'bare', 'bareWithout', 'training'];

/**
 * @param {Awaited<ReturnType<typeof import('./browser.mjs').openPage>>} page
 * @param {import('../page/protocol.ts').EngineWay} way
 * @returns {Promise<Jump>}
 */
export async function measureJumps({ ask, processorTime }, way) {
  const id = await ask('startDefault', way);
  try {
    const began = performance.now();
    /** @type {Record<Part, Time>[]} */
    const rounds = [];
    do {
      const round = /** @type {Record<Part, Time>} */ ({});
      for (const part of rounds.length % 2 === 0 ? parts : parts.toReversed()) {
        const before = await processorTime();
        const seconds = await ask('time', id, part);
        round[part] = { seconds, processor: (await processorTime()) - before };
      }
      rounds.push(round);
    } while (rounds.length < mostRounds && performance.now() - began < 1000 * longest);
    return { ...(await ask('meter', id)), ...figuresOf(rounds) };
  } finally {
    await ask('end', id);
  }
}

/** @param {readonly Record<Part, Time>[]} rounds */
function figuresOf(rounds) {
  /** @param {(round: Record<Part, Time>, kind: keyof Time) => number} figure @returns {Time} */
  const both = (figure) => ({
    seconds: median(rounds.map((round) => figure(round, 'seconds'))),
    processor: median(rounds.map((round) => figure(round, 'processor'))),
  });
  /** What a run takes longer than the same without forecasts, of itself: round by round. @param {Part} part @param {Part} without */
  const share = (part, without) => both((round, kind) => 1 - round[without][kind] / round[part][kind]);
  const times = /** @type {Record<Part, Time>} */ (
    Object.fromEntries(parts.map((part) => [part, both((round, kind) => round[part][kind])]))
  );
  const shares = { all: share('whole', 'without'), machinery: share('bare', 'bareWithout') };
  return { runs: rounds.length, times, shares };
}
