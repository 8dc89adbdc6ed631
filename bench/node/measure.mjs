// Owns measuring: starts and warms up every way of a group, then measures each of them once per round. Where all ways
// have the same weights and examples, their first losses must agree.
import { isShared } from './plan.mjs';

/**
 * @typedef {import('./plan.mjs').Entry} Entry
 * @typedef {import('./plan.mjs').Group} Group
 * @typedef {{ seconds: number, loss: number }} Timed
 * @typedef {{ train: (steps: number) => Promise<Timed>, processor: () => Promise<number>, end: () => unknown }} Running
 *   a way that was started; `processor` tells the seconds of processor time that all its threads have taken
 * @typedef {(entry: Entry) => Promise<Running>} Start
 * @typedef {{ clock: number, processor: number }} Rate replica-steps per second, of the clock and of processor time
 * @typedef {Entry & { samples: Rate[], lossDifference: number | null }} Measured `lossDifference`: how far its first
 *   losses are from those of the first way of the group, relative; null if they cannot be compared
 * @typedef {Entry & { reason: string }} Missing
 */

/** Target length of one sample, and of the warm-up, s. */
const sampleTime = 0.3;
const warmUpTime = 0.3;

/** Minimum steps of a sample, unless they would take longer than this. */
const minSteps = 3;
const longestSample = 2.5;

/**
 * Losses that are compared: before the first update and after it. The second depends on all gradients. Adam makes
 * steps of full length of gradients that are only rounding, so that later losses part.
 */
const comparedLosses = 2;
const largestDifference = 1e-3;

/** From this number of steps on, the loss must have fallen. */
const stepsToLearn = 200;

/** How many steps make a sample, for a way that does `rate` steps per second. @param {number} rate */
function stepsOfSample(rate) {
  const wanted = Math.max(minSteps, Math.round(rate * sampleTime));
  return Math.max(1, Math.min(wanted, Math.floor(rate * longestSample)));
}

class Runner {
  /** @param {Entry} entry @param {Running} running */
  constructor(entry, running) {
    this.entry = entry;
    this.running = running;
    /** @type {Rate[]} */
    this.samples = [];
    this.steps = 1;
    this.total = 0;
    /** @type {number[]} */
    this.firstLosses = [];
  }

  /** Compiles, lets the engine find its pace, and determines the number of steps of a sample. */
  async warmUp() {
    this.firstLosses.push((await this.train(1)).loss);
    let spent = 0;
    for (let steps = 1; ; steps *= 2) {
      const { seconds, loss } = await this.train(steps);
      if (this.firstLosses.length < comparedLosses) this.firstLosses.push(loss);
      spent += seconds;
      this.steps = stepsOfSample(steps / Math.max(seconds, 1e-4));
      if (spent >= warmUpTime && seconds >= warmUpTime / 3) return;
    }
  }

  async sample() {
    const before = await this.running.processor();
    const { seconds, loss } = await this.train(this.steps);
    const processor = (await this.running.processor()) - before;
    const [firstLoss = NaN] = this.firstLosses;
    if (this.total >= stepsToLearn && loss >= firstLoss)
      throw new Error(`it did not learn: loss ${firstLoss} became ${loss}`);
    const done = this.steps * this.entry.experiment.replicas;
    this.samples.push({ clock: done / seconds, processor: done / processor });
  }

  /** How far its first losses are from those of another way; null if they cannot be compared. @param {Runner} other */
  differenceFrom(other) {
    if (!isShared(this.entry.experiment)) return null;
    const differences = this.firstLosses.map((loss, i) => Math.abs(loss / (other.firstLosses[i] ?? NaN) - 1));
    return Math.max(...differences);
  }

  /** @param {number} steps */
  async train(steps) {
    const timed = await this.running.train(steps);
    this.total += steps;
    if (!Number.isFinite(timed.loss)) throw new Error(`its loss was ${timed.loss}`);
    return timed;
  }
}

/** The first line of an error, without Playwright's preface. @param {unknown} error */
export const reasonOf = (error) =>
  String(error instanceof Error ? error.message : error)
    .replace(/^page\.evaluate: (Error: )?/, '')
    .replace(/\n.*/s, '');

const name = (/** @type {Entry} */ { way, experiment }) =>
  `${way}, ${experiment.replicas} replica${experiment.replicas === 1 ? '' : 's'}`;

/**
 * Measures a group: every way once per round, in an order that rotates from round to round.
 * @param {Group} group @param {number} rounds @param {Start} start
 * @returns {Promise<{ measured: Measured[], missing: Missing[] }>}
 */
export async function measureGroup({ entries }, rounds, start) {
  /** @type {Map<Entry, Runner>} */
  const runners = new Map();
  /** @type {Missing[]} */
  const missing = [];
  /** @type {Runner | null} */
  let first = null;
  /** @param {Entry} entry @param {() => Promise<void>} work a failure takes the way out of the group */
  const guarded = async (entry, work) => {
    try {
      await work();
    } catch (error) {
      const reason = reasonOf(error);
      console.log(`  ${name(entry)}: not measured: ${reason}`);
      missing.push({ ...entry, reason });
      await runners.get(entry)?.running.end();
      runners.delete(entry);
    }
  };
  for (const entry of entries) {
    await guarded(entry, async () => {
      const runner = new Runner(entry, await start(entry));
      runners.set(entry, runner);
      await runner.warmUp();
      first ??= runner;
      const difference = runner.differenceFrom(first);
      if (difference !== null && !(difference < largestDifference))
        throw new Error(
          `its losses ${runner.firstLosses.join(', ')} are not ${first.firstLosses.join(', ')}`,
        );
    });
  }
  const order = [...runners.values()];
  for (let round = 0; round < rounds; round += 1) {
    const turn = Math.floor((round * order.length) / rounds);
    for (const runner of [...order.slice(turn), ...order.slice(0, turn)]) {
      if (runners.has(runner.entry)) await guarded(runner.entry, () => runner.sample());
    }
  }
  for (const { running } of runners.values()) await running.end();
  const measured = [...runners.values()].map((runner) => ({
    ...runner.entry,
    samples: runner.samples,
    lossDifference: first === null ? null : runner.differenceFrom(first),
  }));
  return { measured, missing };
}
