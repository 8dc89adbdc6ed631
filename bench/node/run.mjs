// Owns the sequence of a benchmark: group by group, then the default experiment's jumps, then the report.
import { openPage } from './browser.mjs';
import { automaticOf, placeOf, ratioFigures, rowOf } from './figures.mjs';
import { measureJumps } from './jumps.mjs';
import { machine, versions } from './machine.mjs';
import { measureGroup, reasonOf } from './measure.mjs';
import { groupsOf, isShared } from './plan.mjs';
import { findPython } from '../../scripts/lib/python.mjs';
import { numpyFit, startPyTorch } from './pytorch.mjs';
import { printed, writeReport } from './report.mjs';

/**
 * @typedef {import('./options.mjs').Options} Options
 * @typedef {import('./plan.mjs').Group} Group
 * @typedef {Awaited<ReturnType<typeof openPage>>} Page
 * @typedef {ReturnType<typeof startPyTorch>} PyTorch
 * @typedef {import('./report.mjs').Results} Results
 * @typedef {Pick<Results, 'rows' | 'missing' | 'automatic' | 'jump' | 'largeFit' | 'peak' | 'defaultExperiment'>} Measurements
 */

/** Engines on which the default experiment's jumps are measured. */
const jumpWays = /** @type {const} */ (['simd-all', 'fused']);

/** @param {number} began */
const clock = (began) => {
  const seconds = Math.round((performance.now() - began) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

/** Starts a way where it runs: in the page, or in Python. @param {Page} page @param {PyTorch | null} pytorch */
const starter =
  (page, pytorch) =>
  /** @type {import('./measure.mjs').Start} */
  async ({ way, experiment }) => {
    if (pytorch !== null && way === 'pytorch-cpu') {
      const problem = isShared(experiment) ? await page.ask('problem', experiment) : null;
      await pytorch.ask({ start: { ...experiment, problem } });
      return {
        train: (steps) => pytorch.ask({ train: steps }),
        processor: async () => (await pytorch.ask({ processor: true })).processor,
        end: () => undefined,
      };
    }
    const id = await page.ask('start', /** @type {import('../page/protocol.ts').Way} */ (way), experiment);
    return {
      train: (steps) => page.ask('train', id, steps),
      processor: page.processorTime,
      end: () => page.ask('end', id),
    };
  };

/** @param {Group} group @param {number} rounds @param {Page} page @param {PyTorch | null} pytorch @param {Measurements} into */
async function measureRows(group, rounds, page, pytorch, into) {
  const { measured, missing } = await measureGroup(group, rounds, starter(page, pytorch));
  const rows = measured.map(rowOf);
  for (const row of rows) console.log(`  ${printed(row)}`);
  into.rows.push(...rows);
  for (const { way, experiment, reason } of missing)
    into.missing.push({ what: `${way}, ${group.label}, replicas: ${experiment.replicas}`, reason });
  for (const experiment of group.cases) {
    await guarded(`automatic choice, ${group.label}`, into, async () => {
      into.automatic.push(automaticOf(rows, experiment, await page.ask('choose', experiment)));
    });
  }
}

/** @param {Options} options @param {Page} page @param {Measurements} into */
async function measureAllJumps({ only }, page, into) {
  for (const way of jumpWays.filter((each) => only.includes(each))) {
    await guarded(`forecasts and jumps, ${way}`, into, async () => {
      into.jump[way] = await measureJumps(page, way);
    });
  }
}

/**
 * Reports a failure, and continues with the rest. @param {string} what @param {Measurements} into @param {() =>
 * Promise<void>} work
 */
async function guarded(what, into, work) {
  try {
    await work();
  } catch (error) {
    const reason = reasonOf(error);
    console.log(`  ${what}: not measured: ${reason}`);
    into.missing.push({ what, reason });
  }
}

/** @param {Options} options @param {Page} page @param {PyTorch | null} pytorch @param {number} began */
async function measureAll(options, page, pytorch, began) {
  const plain = await page.ask('defaultCase');
  const defaultCase = { ...plain, network: plain.widths.join('-') };
  const defaultExperiment = placeOf(defaultCase);
  /** @type {Measurements} */
  const measurements = {
    rows: [],
    missing: [],
    automatic: [],
    jump: {},
    largeFit: null,
    peak: null,
    defaultExperiment,
  };
  await guarded('what the machine can do', measurements, async () => {
    measurements.peak = await page.ask('peak');
  });
  const only = options.only.filter((way) => way !== 'pytorch-cpu' || pytorch !== null);
  for (const group of groupsOf({ ...options, only }, defaultCase)) {
    console.log(`[${clock(began)}] ${group.label}: ${group.entries.length} figures`);
    await measureRows(group, options.rounds, page, pytorch, measurements);
  }
  if (!options.networks.includes(defaultCase.network)) return measurements;
  console.log(`[${clock(began)}] forecasts and jumps of the default experiment`);
  await measureAllJumps(options, page, measurements);
  console.log(`[${clock(began)}] one fit of 66 million weights`);
  if (options.only.includes('simd-1')) {
    await guarded('a fit of 66 million weights', measurements, async () => {
      measurements.largeFit = { ...(await page.ask('largeFit')), numpy: numpyFit() };
    });
  }
  return measurements;
}

/** @param {Options} options */
export async function runBenchmark(options) {
  const began = performance.now();
  const page = await openPage(options);
  const python = options.only.includes('pytorch-cpu') ? findPython() : null;
  const pytorch = python === null ? null : startPyTorch(python);
  try {
    const { reason, ...surroundings } = await page.ask('surroundings');
    console.log(`Adapter: ${reason}`);
    const found = versions(page.version, pytorch && (await pytorch.ask({ versions: true })));
    console.log(`PyTorch: ${found.PyTorch}`);
    const measurements = await measureAll(options, page, pytorch, began);
    /** @type {Results} */
    const results = {
      date: new Date().toISOString().slice(0, 10),
      rounds: options.rounds,
      elapsedSeconds: Math.round((performance.now() - began) / 1000),
      machine: machine(),
      adapter: surroundings,
      versions: found,
      ratios: ratioFigures(measurements),
      ...measurements,
    };
    await writeReport(results, options.folder);
    console.log(`Took ${clock(began)}.`);
  } finally {
    pytorch?.end();
    await page.close();
  }
}
