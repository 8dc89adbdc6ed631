// Owns the cost of forecasts and jumps: runs the default experiment with and without its parts, alternately.
import { median, quartiles } from './figures.mjs';

/**
 * @typedef {import('../page/protocol.ts').ConductedPart} Part
 * @typedef {{ seconds: number, processor: number }} Time of one run, s: on the clock, and of all processors together
 * @typedef {import('../page/protocol.ts').MeteredRun & {
 *   runs: { all: number, machinery: number },
 *   times: Record<Part, Time>,
 *   shares: { all: Time, machinery: Time },
 *   spread: [low: number, high: number],
 * }} Jump medians of several runs. `shares` are parts of a run's time: all that forecasts take, scores and all, of the whole
 *   run; and snapshots, fits, searches and jumps, of the run as a sweep has it, with the quartiles of its seconds.
 */

/** Rounds of all parts; then only of those whose difference is small compared with the noise of a shared machine. */
const wholeRounds = 4;
const maxRounds = 60;
/** No further round is started after this time, s. */
const longest = 100;

/** @type {readonly Part[]} */
const parts = ['whole', 'without', 'training', 'bare', 'bareWithout'];
/** @type {readonly Part[]} */
const machinery = ['bare', 'bareWithout'];

/**
 * @param {Awaited<ReturnType<typeof import('./browser.mjs').openPage>>} page
 * @param {import('../page/protocol.ts').EngineWay} way
 * @returns {Promise<Jump>}
 */
export async function measureJumps({ ask, processorTime }, way) {
  const id = await ask('startDefault', way);
  try {
    const began = performance.now();
    /** @type {Partial<Record<Part, Time>>[]} */
    const rounds = [];
    do {
      /** @type {Partial<Record<Part, Time>>} */
      const round = {};
      const measured = rounds.length < wholeRounds ? parts : machinery;
      for (const part of rounds.length % 2 === 0 ? measured : measured.toReversed()) {
        const before = await processorTime();
        const seconds = await ask('time', id, part);
        round[part] = { seconds, processor: (await processorTime()) - before };
      }
      rounds.push(round);
    } while (rounds.length < maxRounds && performance.now() - began < 1000 * longest);
    return { ...(await ask('meter', id)), ...figuresOf(rounds) };
  } finally {
    await ask('end', id);
  }
}

/** @param {readonly Partial<Record<Part, Time>>[]} rounds */
function figuresOf(rounds) {
  /** @param {(round: Partial<Record<Part, Time>>, kind: keyof Time) => number | null} figure @param {keyof Time} kind */
  const all = (figure, kind) => rounds.map((round) => figure(round, kind)).filter((value) => value !== null);
  /** @param {Parameters<typeof all>[0]} figure @returns {Time} */
  const both = (figure) => ({
    seconds: median(all(figure, 'seconds')),
    processor: median(all(figure, 'processor')),
  });
  /**
   * The extra time of a run compared with the same run without forecasts, as a fraction of itself: round by round.
   * @param {Part} part @param {Part} without @returns {Parameters<typeof all>[0]}
   */
  const share = (part, without) => (round, kind) => {
    const [run, plain] = [round[part], round[without]];
    return run === undefined || plain === undefined ? null : 1 - plain[kind] / run[kind];
  };
  const times = /** @type {Record<Part, Time>} */ (
    Object.fromEntries(parts.map((part) => [part, both((round, kind) => round[part]?.[kind] ?? null)]))
  );
  const [whole, bare] = [share('whole', 'without'), share('bare', 'bareWithout')];
  return {
    runs: { all: all(whole, 'seconds').length, machinery: rounds.length },
    times,
    shares: { all: both(whole), machinery: both(bare) },
    spread: quartiles(all(bare, 'seconds')),
  };
}
