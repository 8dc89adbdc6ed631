// Owns the figures derived from the samples: medians, ratios, and the quality of the automatic choice.
import { engineWays, isSingle, ratiosOf } from './plan.mjs';

/**
 * @typedef {import('./plan.mjs').Case} Case
 * @typedef {import('./measure.mjs').Measured} Measured
 * @typedef {{ network: string, batch: number, optimizer: 'sgd' | 'adam', replicas: number }} Place a row's experiment, in short
 * @typedef {import('./measure.mjs').Rate} Rate
 * @typedef {Place & { way: string, replicaStepsPerSecond: number, perProcessorSecond: number, samples: Rate[], lossDifference?: number }} Row
 * @typedef {import('../page/protocol.ts').Choice} Choice
 * @typedef {Place & { name: string, backend: string, way: string, reason: string, best: string | null, ratioToBest: number | null }} Automatic
 * @typedef {Partial<Place> & { name: string, value: number | null }} RatioFigure without a place it is of the whole run
 */

/** More than four digits would not be reproducible. @param {number} value */
const rounded = (value) => Number(value.toPrecision(4));

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

/** The quartiles. @param {readonly number[]} values @returns {[low: number, high: number]} */
export function quartiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  return [at(0.25), at(0.75)];
}

/** @param {Place} place a case or a row @returns {Place} */
export const placeOf = ({ network, batch, optimizer, replicas }) => ({ network, batch, optimizer, replicas });

/** @param {Place} a @param {Place} b */
const isSamePlace = (a, b) =>
  a.network === b.network && a.batch === b.batch && a.optimizer === b.optimizer && a.replicas === b.replicas;

/** @param {Measured} measured @returns {Row} */
export const rowOf = ({ way, experiment, samples, lossDifference }) => ({
  ...placeOf(experiment),
  way,
  replicaStepsPerSecond: rounded(median(samples.map(({ clock }) => clock))),
  perProcessorSecond: rounded(median(samples.map(({ processor }) => processor))),
  samples: samples.map(({ clock, processor }) => ({ clock: rounded(clock), processor: rounded(processor) })),
  ...(lossDifference === null ? {} : { lossDifference: rounded(lossDifference) }),
});

/**
 * The row of a way for a case, or the row used in its place.
 * @param {Row[]} rows @param {string} way @param {Place} place
 */
function rowOfWay(rows, way, place) {
  const sought = isSingle(way) ? { ...place, replicas: 1 } : place;
  return rows.find((each) => each.way === way && isSamePlace(each, sought));
}

/**
 * Single-threaded ways are compared by processor time, which is independent of other load on the machine. @param
 * {string} way
 */
const isOneThread = (way) => !way.endsWith('-all') && !way.includes('webgpu') && way !== 'fused';

/** How many times as fast a row is as the other. @param {Row} row @param {Row} other */
function timesAsFast(row, other) {
  const rate =
    isOneThread(row.way) && isOneThread(other.way) ? 'perProcessorSecond' : 'replicaStepsPerSecond';
  return rounded(row[rate] / other[rate]);
}

/**
 * The requested ratios, by optimizer; null if a side is missing. @param {Row[]} rows @param {Place} defaultPlace
 * @returns {RatioFigure[]}
 */
const rowRatios = (rows, defaultPlace) =>
  ratiosOf(defaultPlace).flatMap(({ of, to, name, ...sought }) =>
    rows
      .filter((row) => row.way === of && isSamePlace(row, { ...sought, optimizer: row.optimizer }))
      .map((row) => {
        const others = to
          .flatMap((way) => rowOfWay(rows, way, row) ?? [])
          .map((other) => ({ way: other.way, value: timesAsFast(row, other) }))
          .toSorted((a, b) => a.value - b.value);
        const best = others[0] ?? null;
        const label = name === undefined ? to.join() : `${name}${best === null ? '' : `, ${best.way}`}`;
        return { name: `${of} / ${label}`, ...placeOf(row), value: best?.value ?? null };
      }),
  );

/**
 * All ratios, those of rows first.
 * @param {{ rows: Row[], automatic: Automatic[], jump: Record<string, import('./jumps.mjs').Jump>, defaultExperiment: Place }} measurements
 * @returns {RatioFigure[]}
 */
export function ratioFigures({ rows, automatic, jump, defaultExperiment }) {
  const chosen = automatic.flatMap(({ ratioToBest }) => (ratioToBest === null ? [] : [ratioToBest]));
  const least = chosen.length === 0 ? null : Math.min(...chosen);
  return [
    ...rowRatios(rows, defaultExperiment),
    { name: 'automatic choice / best engine, least of all rows', value: least },
    ...Object.entries(jump).flatMap(([way, { shares }]) =>
      /** @type {const} */ ([
        ['snapshots, fits, searches and jumps / run without scores', shares.machinery],
        ['all that forecasts take / whole run', shares.all],
      ]).flatMap(([name, { seconds, processor }]) => [
        { name: `${name} of the default experiment, on ${way}`, value: rounded(seconds) },
        { name: `${name} of the default experiment, processor time, on ${way}`, value: rounded(processor) },
      ]),
    ),
  ];
}

/**
 * The way that an engine of the automatic choice is measured as. One replica is trained in one worker in either case:
 * there `simd-all` equals `simd-1`, and does not compete with it.
 * @param {Choice} choice @param {Place} place
 */
const wayOf = ({ name, backend }, { replicas }) =>
  ({
    fused: 'fused',
    simd: replicas === 1 ? 'simd-1' : 'simd-all',
    reference: replicas === 1 ? 'reference-1' : 'reference-all',
    tensorflow: `tensorflow-${backend}`,
  })[name];

/** @param {Row[]} rows @param {Place} place */
const rivalsAt = (rows, place) =>
  rows.filter(
    (row) =>
      isSamePlace(row, place) &&
      engineWays.includes(row.way) &&
      (!row.way.endsWith('-all') || place.replicas > 1),
  );

/**
 * Ratio of the automatic choice to the best engine of its row.
 * @param {Row[]} rows @param {Case} experiment @param {Choice} choice @returns {Automatic}
 */
export function automaticOf(rows, experiment, choice) {
  const place = placeOf(experiment);
  const way = wayOf(choice, place);
  const best = rivalsAt(rows, place).reduce(
    (/** @type {Row | null} */ most, row) =>
      most === null || row.replicaStepsPerSecond > most.replicaStepsPerSecond ? row : most,
    null,
  );
  const own = rowOfWay(rows, way, place);
  const ratioToBest =
    own === undefined || best === null
      ? null
      : rounded(own.replicaStepsPerSecond / best.replicaStepsPerSecond);
  return { ...place, ...choice, way, best: best?.way ?? null, ratioToBest };
}
