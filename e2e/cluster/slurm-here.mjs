// Owns a real Slurm on this machine, for tests: a controller and three nodes on the loopback, with a separate munge,
// in one folder, all as the user who starts it. Needs Debian's slurm-wlm and munge. Nodes can be killed and started again.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Whether these programs are installed. @param {...string} programs */
export const has = (...programs) =>
  programs.every((program) =>
    (process.env.PATH ?? '')
      .split(':')
      .concat('/usr/sbin', '/sbin')
      .some((folder) => existsSync(join(folder, program))),
  );

/**
 * Installs Debian packages where that is possible. @param {...string} packages
 * @returns {Promise<boolean>} whether they were installed
 */
export async function install(...packages) {
  if (process.getuid?.() !== 0 || !has('apt-get')) return false;
  const apt = (/** @type {string[]} */ ...args) =>
    execute('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=60', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  const take = () => apt('install', '-y', '--no-install-recommends', ...packages);
  try {
    await take().catch(async () => {
      await apt('update');
      await take();
    });
    return true;
  } catch {
    return false;
  }
}

const nodes = /** @type {const} */ (['n1', 'n2', 'n3']);

/** @param {string} folder @param {number} port the first of five */
export async function startSlurm(folder, port) {
  const conf = join(folder, 'slurm.conf');
  const socket = join(folder, 'munge.sock');
  for (const name of ['state', ...nodes.map((node) => `spool.${node}`)]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'munge.key'), randomBytes(128), { mode: 0o400 });
  writeFileSync(
    conf,
    [
      'ClusterName=test',
      'SlurmctldHost=localhost',
      `SlurmctldPort=${port}`,
      `SlurmUser=${userInfo().username}`,
      `SlurmdUser=${userInfo().username}`,
      'AuthType=auth/munge',
      // How long a requeued job waits before it starts again.
      `AuthInfo=socket=${socket},cred_expire=5`,
      'CredType=cred/munge',
      'ProctrackType=proctrack/linuxproc',
      'TaskPlugin=task/none',
      'SelectType=select/cons_tres',
      'SelectTypeParameters=CR_CPU',
      'SlurmdTimeout=10',
      'JobRequeue=1',
      'ReturnToService=2',
      'MaxArraySize=10001',
      'SchedulerParameters=sched_interval=2,batch_sched_delay=0',
      'MpiDefault=none',
      `StateSaveLocation=${join(folder, 'state')}`,
      `SlurmdSpoolDir=${join(folder, 'spool.%n')}`,
      `SlurmctldPidFile=${join(folder, 'slurmctld.pid')}`,
      `SlurmdPidFile=${join(folder, 'slurmd.%n.pid')}`,
      `SlurmctldLogFile=${join(folder, 'slurmctld.log')}`,
      `SlurmdLogFile=${join(folder, 'slurmd.%n.log')}`,
      ...nodes.map(
        (node, i) =>
          `NodeName=${node} NodeHostname=${node} NodeAddr=127.0.0.1 Port=${port + 1 + i} CPUs=1 RealMemory=4000 State=UNKNOWN`,
      ),
      `PartitionName=all Nodes=${nodes.join(',')} Default=YES MaxTime=INFINITE State=UP`,
      '',
    ].join('\n'),
  );
  const env = { ...process.env, SLURM_CONF: conf, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  /** Starts a program that puts itself in the background. @param {string} program @param {...string} args */
  const daemon = (program, ...args) =>
    new Promise((resolve, reject) => {
      const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
      child.on('error', reject);
      child.on('exit', (code) =>
        code === 0 ? resolve(undefined) : reject(new Error(`${program} ended with code ${code}`)),
      );
    });
  /** @param {(typeof nodes)[number]} node */
  const startNode = (node) => daemon('slurmd', '-N', node, '-f', conf);
  await daemon(
    'munged',
    ...['--force', `--socket=${socket}`, `--key-file=${join(folder, 'munge.key')}`],
    ...[`--pid-file=${join(folder, 'munged.pid')}`, `--log-file=${join(folder, 'munged.log')}`],
    `--seed-file=${join(folder, 'munged.seed')}`,
  );
  await daemon('slurmctld', '-c', '-f', conf);
  for (const node of nodes) await startNode(node);

  /** Output of one of Slurm's programs. @param {string} program @param {...string} args */
  const slurm = async (program, ...args) => (await execute(program, args, { env })).stdout.trim();
  await until(
    'the nodes are idle',
    async () => (await slurm('sinfo', '-h', '-t', 'idle', '-o', '%D')) === '3',
  );
  return {
    env,
    slurm,
    startNode,
    /**
     * Ends a node with everything on it at once, as a power cut would, once a task on it has started its program.
     * @param {(typeof nodes)[number]} node
     */
    async killNode(node) {
      const spool = join(folder, `spool.${node}`);
      const sockets = () => readdirSync(spool).filter((name) => name.startsWith(`${node}_`));
      /** @type {number[]} */
      let steps = [];
      await until(`a task has started on ${node}`, async () => {
        steps = await stepsOf(sockets(), node);
        return steps.length > 0 && (await descendants(steps)).length > 0;
      });
      const pids = [pidIn(join(folder, `slurmd.${node}.pid`)), ...steps];
      for (const pid of [...pids, ...(await descendants(pids))]) kill(pid);
      rmSync(join(folder, `slurmd.${node}.pid`), { force: true });
      for (const name of sockets()) rmSync(join(spool, name), { force: true });
    },
    /** Ends everything that was started here. */
    async stop() {
      await execute('scancel', [`--user=${userInfo().username}`], { env }).catch(() => undefined);
      const daemons = ['slurmctld', ...nodes.map((node) => `slurmd.${node}`), 'munged'];
      const pids = daemons.map((name) => pidIn(join(folder, `${name}.pid`)));
      for (const pid of [...(await descendants(pids)), ...pids]) kill(pid);
    },
  };
}

/** @param {number} pid */
function kill(pid) {
  try {
    if (pid > 1) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** @param {string} path */
const pidIn = (path) => (existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0);

/**
 * Processes of the steps whose sockets are named so, "n2_7.0": slurmstepd has the step in its title.
 * @param {string[]} sockets @param {string} node
 */
async function stepsOf(sockets, node) {
  const steps = sockets.map((name) => name.slice(node.length + 1).replace(/\.4294967291$/, '.batch'));
  const { stdout } = await execute('ps', ['-eo', 'pid=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid = '', step = ''] = /^\s*(\d+) slurmstepd: \[([^\]]+)\]/.exec(line) ?? [];
    return steps.some((name) => step === name || step === name.replace('.batch', '')) ? [Number(pid)] : [];
  });
}

/** Their children, and the children of these. @param {number[]} pids */
async function descendants(pids) {
  const { stdout } = await execute('ps', ['-eo', 'pid=,ppid=']);
  const pairs = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const found = new Set(pids.filter((pid) => pid > 1));
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const [pid = 0, parent = 0] of pairs) if (found.has(parent)) found.add(pid);
  }
  return [...found].filter((pid) => !pids.includes(pid));
}

/**
 * Waits for something; fails after two minutes.
 * @param {string} what @param {() => Promise<boolean>} holds
 */
export async function until(what, holds) {
  const end = performance.now() + 120_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`It never came that ${what}`);
    await sleep(200);
  }
}
