// Owns running a sweep by two processes over one folder that are killed at random moments and started again.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './process.mjs';

const program = join(root, 'scripts/farcast.mjs');
const experiment =
  '#v=4&samples=32&layers=3&steps=20&seeds=1&arms=control,recent&warmup=8&window=4&split=2&period=8';

/** @param {number} count @param {(i: number) => number} of */
const list = (count, of) => Array.from({ length: count }, (_, i) => of(i)).join(',');

/**
 * Runs the program; kills it `after` that many milliseconds, if it is still running.
 * @param {string[]} args @param {number} [after]
 * @returns {Promise<{ code: number | null, out: string, seconds: number }>} code null: killed
 */
function farcast(args, after) {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    const timer = after === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), after);
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, out, seconds: (performance.now() - start) / 1000 });
    });
  });
}

/** @param {string} text */
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/**
 * @param {{ points: number, kills: number, block: number, random: () => number }} options `points`: a multiple of 10;
 *   `block`: lines of a process; `random`: from 0 to 1
 */
export async function killedSweep({ points, kills, block, random }) {
  const folder = mkdtempSync(join(tmpdir(), 'farcast-killed-'));
  const knobs = [
    ...['--knob', `lr=${list(10, (i) => (i + 1) / 20)}`],
    ...['--knob', `noise=${list(points / 10, (i) => i / 1000)}`],
  ];
  try {
    const whole = await farcast(['sweep', experiment, ...knobs, '--json', '--quiet', '--threads', '1']);
    const path = join(folder, 'shared');
    await farcast(['sweep', 'plan', path, experiment, ...knobs]);
    const blocks = Array.from({ length: Math.ceil(points / block) }, (_, i) => 1 + i * block);
    // The time that a block takes without a kill, ms, so that kills hit its start, its middle and its end.
    const usual = 1000 * ((whole.seconds * block) / points + 0.4);
    let left = kills;
    let [killed, started] = [0, 0];
    /** One process at a time, every block until it is done. @param {number[]} order */
    const work = async (order) => {
      for (const first of order)
        for (let isDone = false; !isDone;) {
          const isKill = left > 0;
          if (isKill) left -= 1;
          started += 1;
          const { code } = await farcast(
            ['sweep', 'run', path, String(first), '--count', String(block), '--quiet'],
            isKill ? random() * usual : undefined,
          );
          if (code === null) killed += 1;
          else if (code !== 0) throw new Error(`a block ended with code ${code}`);
          // It was faster than the kill: that one is still to come.
          else if (isKill) left += 1;
          isDone = code === 0;
        }
    };
    // Both do all blocks, from both ends: each block is done by one and found by the other, or done by both at once.
    await Promise.all([work(blocks), work(blocks.toReversed())]);
    // If blocks are done before the last kill, the remaining ones hit processes that find nothing left to do.
    while (left > 0) {
      started += 1;
      const args = ['sweep', 'run', path, '1', '--count', String(block), '--quiet'];
      const { code } = await farcast(args, 50 * random());
      if (code !== null) continue;
      killed += 1;
      left -= 1;
    }
    const parts = readdirSync(join(path, 'results')).filter((name) => name.endsWith('.part')).length;
    const merged = await farcast(['sweep', 'merge', path, '--json', '--quiet']);
    const results = readdirSync(join(path, 'results'));
    return {
      killed,
      started,
      parts,
      /** Exit code of the merge: 0 if no point is missing. */
      code: merged.code,
      results: results.length,
      rows: merged.code === 0 ? JSON.parse(merged.out).length : 0,
      digest: sha256(merged.out),
      /** Of an undisturbed run on this machine. */
      expected: sha256(whole.out),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
