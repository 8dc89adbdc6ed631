// Owns the words and tables of BENCHMARKS.md; Prettier aligns them.
import { median } from './figures.mjs';
import { aboutNetwork, isSingle, ways } from './plan.mjs';

/**
 * @typedef {import('./report.mjs').Results} Results
 * @typedef {import('./figures.mjs').Row} Row
 * @typedef {import('./figures.mjs').Place} Place
 */

/** @param {string[]} head @param {(string | number)[][]} rows the first column is words, the others are figures */
const table = (head, rows) =>
  [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** @param {number} value */
const readable = (value) => value.toLocaleString('en', { maximumSignificantDigits: 3 });

/** @param {number} value */
const percent = (value) => `${(100 * value).toFixed(1)} %`;

/** @param {number} replicas */
const replicasText = (replicas) => `${replicas} replica${replicas === 1 ? '' : 's'}`;

/** @param {Place} place */
const placeText = ({ network, batch, optimizer, replicas }) =>
  `${network}, batch ${batch}, ${optimizer}, ${replicasText(replicas)}`;

/** @param {Results} results */
function surroundings({ machine, adapter, versions, date, rounds, elapsedSeconds }) {
  const { processor, cores, memoryGb, system } = machine;
  const found = adapter.adapter;
  const names = [found?.vendor, found?.architecture, adapter.description].filter(Boolean).join(', ');
  return `Written by \`npm run bench\` on ${date}: ${rounds} rounds in ${Math.round(elapsedSeconds / 60)} minutes.
Every sample is in [benchmarks.json](benchmarks.json).

- Machine: ${processor}, ${cores} cores, ${memoryGb} GB, ${system}
- WebGPU adapter: ${names || 'none'}${adapter.software ? ' (a **software adapter**)' : ''}
- Versions: ${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}`;
}

/** @param {Results} results */
const ratioTable = ({ ratios }) =>
  table(
    ['ratio', 'where', 'value'],
    ratios.map(({ name, value, network = null, batch = 0, optimizer = 'sgd', replicas = 1 }) => [
      name,
      network === null ? '' : placeText({ network, batch, optimizer, replicas }),
      value === null ? 'not measured' : readable(value),
    ]),
  );

/** @param {Results} results */
const caveat = ({ adapter: { software } }) =>
  software
    ? `The WebGPU figures come from a software adapter: shaders run on this machine's processor. They say how
the ways of using one and the same device compare here, and that no way is broken; they cannot say how fast
any of them is on a graphics card, nor whether a graphics card beats plain code. Barriers between the threads
of a workgroup cost a processor dearly, so kernels made for graphics cards are at a disadvantage here: most of
all the matrix product that stock tfjs takes for small shapes.`
    : `The WebGPU figures are those of this graphics adapter and its driver; another one orders the ways differently.`;

/** One network's table: a row per way, a column per optimizer and number of replicas. @param {Row[]} rows */
function networkTable(rows) {
  const columns = rows
    .filter((row, i) => rows.findIndex((other) => columnOf(other) === columnOf(row)) === i)
    .toSorted((a, b) => b.optimizer.localeCompare(a.optimizer) || a.replicas - b.replicas);
  /** @param {string} way @param {Row} column */
  const cell = (way, column) => {
    const row = rows.find((each) => each.way === way && columnOf(each) === columnOf(column));
    if (row !== undefined) return figureText(row);
    return isSingle(way) && column.replicas > 1 ? 'the same' : '–';
  };
  const shown = ways.filter((way) => rows.some((row) => row.way === way));
  return table(
    ['way', ...columns.map(({ optimizer, replicas }) => `${optimizer}, ${replicasText(replicas)}`)],
    shown.map((way) => [`\`${way}\``, ...columns.map((column) => cell(way, column))]),
  );
}

/** @param {Row} row */
const columnOf = ({ optimizer, replicas }) => `${optimizer} ${replicas}`;

/** Median, half the range of the samples, and in brackets the median per second of processor time. @param {Row} row */
function figureText({ replicaStepsPerSecond, perProcessorSecond, samples }) {
  const clock = samples.map((sample) => sample.clock);
  const spread = (Math.max(...clock) - Math.min(...clock)) / 2 / median(clock);
  return `${readable(replicaStepsPerSecond)} ± ${Math.round(100 * spread)} % (${readable(perProcessorSecond)})`;
}

/** @param {Results} results */
function networkSections({ rows, defaultExperiment }) {
  const titleOf = (/** @type {Place} */ { network, batch }) => `${network}, batch ${batch}`;
  return [...new Set(rows.map(titleOf))].map((title) => {
    const own = rows.filter((row) => titleOf(row) === title);
    const isDefault = title === titleOf(defaultExperiment);
    const about = aboutNetwork(own[0]?.network ?? '');
    const words = about === null ? [] : [`${about} ${agreementOf(own)}`];
    return [`### ${title}${isDefault ? ' (the default experiment)' : ''}`, ...words, networkTable(own)].join(
      '\n\n',
    );
  });
}

/** @param {Row[]} rows */
function agreementOf(rows) {
  const farthest = Math.max(...rows.map(({ lossDifference = 0 }) => lossDifference));
  return `All ways start from the same weights and train on one batch of random examples; before the first step and after it their losses differ by at most ${farthest.toExponential(0)} of themselves.`;
}

const explanation = `A replica-step is one optimizer step of one network. Each figure is the median of the
rounds ± half their range, and in brackets the median per second of processor time, of all threads
together: what others on the machine do not change. Ratios between ways of one thread are of those. In every round all ways of a network and optimizer are measured once, in an order
that is rotated from round to round; a sample is about 0.3 s of training, after compilation and
warming up, and ends when the last loss has been read back. The page is served without special headers, as
the app is, so that WebAssembly has one thread.

- \`fused\`, \`simd\`, \`reference\`, \`tensorflow\`: the app's engines, with mini-batches drawn as in the app.
  \`simd-1\` runs in one worker, \`simd-all\` in one per core where there is more than one replica; likewise
  \`reference\`, which computes the same numbers in plain TypeScript
- \`stock-tfjs\`: a layers model and \`optimizer.minimize\`, on one batch that stays on the device
- \`jax-js\`: one jitted step from parameters to loss and new parameters, on one batch that stays on the device
- \`pytorch-cpu\`: \`torch.nn\` and \`torch.optim\` with their defaults, on one batch and one thread

The last three train one network at a time: their figure stands for any number of replicas (in jax-js a loop over
replicas is faster than \`vmap\`). All ways build the convolutional network and the transformer from the app's description of
them: tfjs by its operations instead of layers, PyTorch by \`torch.nn.functional\`, with images in the order of memory that its
convolutions prefer. Where a backend of tfjs has no gradient of an operation, a convolution is a product of patches, and an
embedding a product with one-hot rows; so is an embedding in jax-js.`;

/** Networks whose matrix products are large enough to dominate the time. @param {import('./figures.mjs').Row} row */
const isWide = ({ network, replicas }) => replicas === 1 && Math.max(...network.split('-').map(Number)) > 100;

/**
 * Multiply-adds of a training step for one example: forward, and gradients with respect to weights and inputs of all
 * layers but the first. @param {string} network
 */
function workOf(network) {
  const widths = network.split('-').map(Number);
  const layers = widths.slice(1).map((outputs, i) => outputs * (widths[i] ?? 0));
  return layers.reduce((sum, products, i) => sum + (i === 0 ? 2 : 3) * products, 0);
}

/** @param {Results} results */
function peakTable({ rows, peak }) {
  if (peak === null) return 'Not measured.';
  const wide = rows.filter(isWide);
  const places = [...new Set(wide.map(placeText))];
  const shown = ways.filter((way) => wide.some((row) => row.way === way));
  const share = (/** @type {Row} */ { network, batch, perProcessorSecond }) =>
    percent((2 * workOf(network) * batch * perProcessorSecond) / 1e9 / peak);
  const found = (/** @type {string} */ way, /** @type {string} */ place) =>
    wide.find((row) => row.way === way && placeText(row) === place);
  return `Float32 in lanes of four, multiplied and added in registers alone, on one thread in Chromium: **${readable(peak)} GFLOP/s**. Of
that, matrix products of a step, per second of processor time:

${table(
  ['way', ...places],
  shown.map((way) => [
    `\`${way}\``,
    ...places.map((place) => {
      const row = found(way, place);
      return row === undefined ? '–' : share(row);
    }),
  ]),
)}`;
}

/** @param {Results} results */
const automaticTable = ({ automatic }) =>
  table(
    ['experiment', 'chosen', 'best engine', 'chosen / best'],
    automatic.map(({ way, best, ratioToBest, ...place }) => [
      placeText(place),
      way,
      best ?? '–',
      ratioToBest === null ? '–' : ratioToBest.toFixed(2),
    ]),
  );

/** @param {Results} results */
function jumpSection({ jump }) {
  const measured = Object.entries(jump);
  if (measured.length === 0) return 'Not measured.';
  /** @param {string} label @param {(figures: import('./report.mjs').Jump) => string} text */
  const row = (label, text) => [label, ...measured.map(([, figures]) => text(figures))];
  const seconds = (/** @type {number} */ value) => `${value.toFixed(2)} s`;
  const names = [...new Set(measured.flatMap(([, { calls }]) => Object.keys(calls)))];
  const both = (/** @type {import('./jumps.mjs').Time} */ { seconds: clock, processor }) =>
    `${seconds(clock)} (${seconds(processor)})`;
  const shares = (/** @type {import('./jumps.mjs').Time} */ { seconds: clock, processor }) =>
    `${percent(clock)} (${percent(processor)})`;
  return `The default experiment, as the app conducts it, and as a sweep does, which neither tells forecasts nor compares them
with what came; each also without forecasts, and so without snapshots, fits, searches and jumps. In turns; medians of
the runs. In brackets is processor time, of all threads of the browser together. A share is what a run takes longer than the same
without forecasts, of itself, round by round. Below it is a run with every call to the engine waited for before the
next, which tells where the time goes but is slower.

${table(
  ['', ...measured.map(([way]) => way)],
  [
    row('rounds, and of runs as a sweep conducts them', ({ runs }) => `${runs.all}, ${runs.machinery}`),
    row('a run as the app conducts it', ({ times }) => both(times.whole)),
    row('the same without forecasts', ({ times }) => both(times.without)),
    row('a run as a sweep conducts it', ({ times }) => both(times.bare)),
    row('the same without forecasts', ({ times }) => both(times.bareWithout)),
    row('its training alone, in one block', ({ times }) => both(times.training)),
    row('**share of snapshots, fits, searches and jumps**', (figures) => shares(figures.shares.machinery)),
    row('half of its rounds lie in', ({ spread: [low, high] }) => `${percent(low)} to ${percent(high)}`),
    row('share of those and of scores', (figures) => shares(figures.shares.all)),
    row('one call at a time: training', ({ serial }) => seconds(serial.train)),
    row('one call at a time: forecasts and jumps', ({ serial }) => seconds(serial.jump)),
    row('one call at a time: evaluation and frames', ({ serial }) => seconds(serial.evaluate)),
    row('one call at a time: between calls', ({ serial }) => seconds(serial.conductor)),
    ...names.map((name) =>
      row(`of which \`${name}\``, ({ calls }) => {
        const { count = 0, seconds: spent = 0 } = calls[name] ?? {};
        return `${seconds(spent)} in ${count} calls`;
      }),
    ),
    row('read back per step', ({ bytesPerStep }) => `${Math.round(bytesPerStep)} bytes`),
    row(
      'of which for forecasts and jumps',
      ({ jumpBytesPerStep }) => `${Math.round(jumpBytesPerStep)} bytes`,
    ),
  ],
)}`;
}

/** @param {Results} results */
function largeFitSection({ largeFit }) {
  if (largeFit === null) return 'Not measured.';
  const { weights, horizons, seconds, weightsPerSecond, bytesHeld, error, numpy } = largeFit;
  const theirs =
    numpy === null
      ? 'NumPy was not found.'
      : `NumPy ${numpy.version} takes ${numpy.seconds.toFixed(2)} s for the same sums and solution, in chunks of the same size, with float32 products.`;
  return `Least squares of two columns to ${horizons} horizons of ${weights.toLocaleString('en')} weights, as many as DistilBERT has, in a
worker of the page, through the app's own sums and solver. Weights are made in chunks, which is not counted:
**${seconds.toFixed(2)} s**, ${readable(weightsPerSecond / 1e6)} million weights per second, ${readable(bytesHeld / 2 ** 20)} MB held at a time;
coefficients within ${error.toExponential(0)} of the exact ones. ${theirs}`;
}

/** @param {Results} results */
const missingSection = ({ missing }) =>
  missing.length === 0
    ? []
    : ['## Not measured', missing.map(({ what, reason }) => `- ${what}: ${reason}`).join('\n')];

/** The whole page. @param {Results} results */
export const markdownOf = (results) =>
  [
    '# Benchmarks',
    surroundings(results),
    '## Ratios',
    'Figures of one run, divided by each other: more than 1 means that the first is faster.',
    ratioTable(results),
    caveat(results),
    '## Replica-steps per second',
    explanation,
    ...networkSections(results),
    '### Share of what the machine can do',
    peakTable(results),
    '## The automatic choice',
    automaticTable(results),
    '## Forecasts and jumps',
    jumpSection(results),
    '## A fit of 66 million weights',
    largeFitSection(results),
    ...missingSection(results),
  ].join('\n\n');
