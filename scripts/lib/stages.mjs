// Owns the stages of checking: runs them in order or side by side, counts their results, and prints a summary. A stage
// with tests fails if it ran none.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root } from './process.mjs';

/**
 * `script` is one of package.json; `report` the JSON file it writes about its tests, if it runs any; `optional`: all of
 * them may be skipped, for reasons that it prints.
 * @typedef {{ script: string, report?: string, args?: string[], optional?: boolean }} Stage
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {Counts & { script: string, seconds: number }} Result
 */

const REPORTS = 'node_modules/.cache/test-reports';

/** What takes neither a browser nor a build, for two cores. */
export const quickStages = [
  ['format', 'types', 'lint', 'boundaries', 'dead-code'].map((script) => ({ script })),
  [vitestStage('unit')],
];

/** @param {string} script @returns {Stage} */
export function vitestStage(script) {
  const report = `${REPORTS}/${script}.json`;
  return { script, report, args: ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] };
}

/** @type {Stage} */
export const playwrightStage = { script: 'e2e', report: `${REPORTS}/e2e.json` };

/** @type {Stage} */
export const clusterStage = {
  script: 'cluster',
  report: `${REPORTS}/cluster.json`,
  args: [`${REPORTS}/cluster.json`],
  optional: true,
};

/** Reads Vitest's report or Playwright's. @param {string} path @returns {Counts} */
function readCounts(path) {
  if (!existsSync(path)) return { passed: 0, failed: 0, skipped: 0 };
  const { stats, ...vitest } = JSON.parse(readFileSync(path, 'utf8'));
  if (stats)
    return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
  const { numPassedTests: passed, numFailedTests: failed, numTotalTests: total } = vitest;
  return { passed, failed, skipped: total - passed - failed };
}

/** @param {Stage} stage @param {boolean} together whether others run beside it @returns {Promise<Result>} */
async function runStage({ script, report, args = [], optional = false }, together) {
  console.log(`\n== ${script}${together ? ' (its output comes at its end)' : ''}`);
  const path = report && join(root, report);
  if (path) rmSync(path, { force: true });
  const start = performance.now();
  const ok = await npm(['run', '--silent', script, ...(args.length > 0 ? ['--', ...args] : [])], {
    together,
  });
  const seconds = (performance.now() - start) / 1000;
  if (together) console.log(`== ${script} ${ok ? 'passed' : 'failed'}`);
  const counts = path ? readCounts(path) : { passed: ok ? 1 : 0, failed: 0, skipped: 0 };
  const ranNone = counts.passed + counts.failed === 0 && !(optional && counts.skipped > 0);
  if (ranNone && ok) console.error(`${script} ran no test.`);
  if (counts.failed === 0 && (!ok || ranNone)) counts.failed = 1;
  return { script, seconds, ...counts };
}

/** @param {Result[]} results @param {Stage[]} stages */
function printSummary(results, stages) {
  console.log('\nstage         seconds   passed   failed  skipped');
  for (const { script } of stages) {
    const result = results.find((each) => each.script === script);
    if (result === undefined) {
      console.log(`${script.padEnd(12)}  not run`);
      continue;
    }
    const { seconds, passed, failed, skipped } = result;
    const cells = [seconds.toFixed(1), passed, failed, skipped].map((cell) => String(cell).padStart(9));
    console.log(script.padEnd(12) + cells.join(''));
  }
  console.log('Counted are the tests; a stage without tests counts as one.');
  const sum = (/** @type {'passed' | 'failed'} */ key) =>
    results.reduce((total, result) => total + result[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
}

/** Up to the first that fails. @param {Stage[]} stages @param {boolean} together @returns {Promise<Result[]>} */
async function runLane(stages, together) {
  /** @type {Result[]} */
  const results = [];
  for (const stage of stages) {
    const result = await runStage(stage, together);
    results.push(result);
    if (result.failed > 0) break;
  }
  return results;
}

/**
 * Runs steps up to the first with a failure, and prints a summary whose last line is `N passed, N failed`.
 * @param {Stage[][][]} steps the lanes of a step run side by side, the stages of a lane in order
 * @returns {Promise<boolean>} whether all passed
 */
export async function runStages(steps) {
  /** @type {Result[]} */
  const results = [];
  for (const lanes of steps) {
    const ran = await Promise.all(lanes.map((lane) => runLane(lane, lanes.length > 1)));
    results.push(...ran.flat());
    if (results.some(({ failed }) => failed > 0)) break;
  }
  printSummary(results, steps.flat(2));
  return results.every((result) => result.failed === 0);
}
