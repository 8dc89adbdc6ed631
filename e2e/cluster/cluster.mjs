// Owns `npm run cluster`: sweeps on engines that run arrays of commands. On a real Slurm a node is killed in the middle;
// on GNU parallel jobs fail and are resumed. Rows and digest must be those of one machine. Installs what it needs
// where it can; what it cannot have is skipped, and said so.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../scripts/lib/free-port.mjs';
import { run, root } from '../../scripts/lib/process.mjs';
import { has, install, startSlurm, until } from './slurm-here.mjs';

const execute = promisify(execFile);

const link =
  '#v=4&arms=control,farcaster,search,recent,faster&seeds=8&steps=1500&sweep=learningRate&values=0.1,0.3,1,2,3&target=0.02';

const slurmPrograms = ['slurmctld', 'slurmd', 'sbatch', 'munged'];

// To install it needs root, which machines of continuous integration grant.
if (
  process.getuid?.() !== 0 &&
  !has('parallel', ...slurmPrograms) &&
  process.env.CI &&
  (await run('sudo', ['-n', 'true']))
)
  process.exit((await run('sudo', ['-n', '-E', process.execPath, ...process.argv.slice(1)])) ? 0 : 1);

const folder = mkdtempSync(join(tmpdir(), 'farcast-cluster-'));
if (!(await run(process.execPath, ['scripts/bundle.mjs']))) process.exit(1);
const program = join(folder, 'farcast.mjs');
copyFileSync(join(root, 'dist-cli-bundle/farcast.mjs'), program);

/** Output of the program. @param {string[]} args @param {NodeJS.ProcessEnv} env */
const farcast = async (args, env = process.env) =>
  (await execute(process.execPath, [program, ...args], { env, maxBuffer: 2 ** 28 })).stdout;

/** @param {string} text */
const digestIn = (text) => /Digest of the rows:\n(\w{64})/.exec(text)?.[1];

/** @param {unknown} actual @param {unknown} expected @param {string} what */
function equal(actual, expected, what) {
  if (actual !== expected || expected === undefined)
    throw new Error(`${what}: ${String(actual).slice(0, 300)}, not ${String(expected).slice(0, 300)}`);
}

async function onSlurm() {
  const [rows, summary] = [await farcast(['sweep', link, '--json']), await farcast(['sweep', link])];
  const place = join(folder, 'slurm');
  mkdirSync(place);
  const cluster = await startSlurm(place, Number(await freePort()));
  const sweep = join(folder, 'on-slurm');
  try {
    await farcast(['sweep', 'plan', sweep, link]);
    const told = await farcast(['sweep', 'submit', 'slurm', sweep], cluster.env);
    const [, array = '', merge = ''] = /^Array (\d+) and merge (\d+) are submitted/.exec(told) ?? [];
    console.log(`array ${array} and merge ${merge} on three nodes`);
    await until('a task runs on n2', async () =>
      (await cluster.slurm('squeue', '-h', '-t', 'R', '-w', 'n2', '-o', '%i')).startsWith(`${array}_`),
    );
    await cluster.killNode('n2');
    console.log('n2 is killed');
    await until('the task of n2 is requeued', async () =>
      / Restarts=1 /.test(await cluster.slurm('scontrol', '-o', 'show', 'job', array)),
    );
    await cluster.startNode('n2');
    console.log('its task is requeued, n2 is started again');
    await until('the merge ends', async () => {
      const state = await cluster.slurm('scontrol', '-o', 'show', 'job', merge);
      return /JobState=(COMPLETED|FAILED|CANCELLED|TIMEOUT)/.test(state);
    });
    const merged = readFileSync(join(sweep, `slurm/merge_${merge}.txt`), 'utf8');
    equal(digestIn(merged), digestIn(summary), 'digest of the rows');
    equal(await farcast(['sweep', 'merge', sweep, '--json']), rows, 'rows');
    console.log(merged.trim());
  } finally {
    await cluster.stop();
  }
}

/** The commands of docs/CLUSTER.md: a job that fails is run again by --resume-failed. */
async function onParallel() {
  const short = link.replace('steps=1500', 'steps=60').replace('seeds=8', 'seeds=2');
  const sweep = join(folder, 'on-parallel');
  await farcast(['sweep', 'plan', sweep, short]);
  const [command = ''] = /^seq .*joblog.*$/m.exec(readFileSync(join(root, 'docs/CLUSTER.md'), 'utf8')) ?? [];
  if (command === '') throw new Error('docs/CLUSTER.md has no line for GNU parallel');
  const line = command.replace(' farcast ', ` ${process.execPath} ${program} `).replaceAll('FOLDER', sweep);
  // The results cannot be written at first.
  const results = join(sweep, 'results');
  rmSync(results, { recursive: true });
  writeFileSync(results, '');
  const failed = await execute('sh', ['-c', line], { cwd: dirname(sweep) }).then(
    () => false,
    () => true,
  );
  equal(failed, true, 'failure of all jobs');
  rmSync(results);
  mkdirSync(results);
  await execute('sh', ['-c', line], { cwd: dirname(sweep) });
  const merged = await farcast(['sweep', 'merge', sweep]);
  equal(digestIn(merged), digestIn(await farcast(['sweep', short])), 'digest of the rows');
}

const counts = { numPassedTests: 0, numFailedTests: 0, numTotalTests: 0 };

/** @param {string} name @param {boolean} isThere @param {() => Promise<void>} test */
async function check(name, isThere, test) {
  counts.numTotalTests += 1;
  if (!isThere) {
    console.log(`${name}: skipped, it is not installed and cannot be installed here`);
    return;
  }
  const start = performance.now();
  try {
    await test();
    counts.numPassedTests += 1;
    console.log(`${name}: passed in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  } catch (error) {
    counts.numFailedTests += 1;
    console.error(`${name}: FAILED`, error);
  }
}

await check('GNU parallel', has('parallel') || (await install('parallel')), onParallel);
await check('Slurm', has(...slurmPrograms) || (await install('slurm-wlm', 'munge')), onSlurm);
if (counts.numFailedTests === 0) rmSync(folder, { recursive: true, force: true });
else console.error(`Files of the test: ${folder}`);
const [report] = process.argv.slice(2);
if (report !== undefined) {
  mkdirSync(dirname(join(root, report)), { recursive: true });
  writeFileSync(join(root, report), JSON.stringify(counts));
}
process.exitCode = counts.numFailedTests > 0 ? 1 : 0;
