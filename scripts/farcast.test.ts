/** The command as a process: threads, Ctrl+C, pipes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';

const command = fileURLToPath(new URL('farcast.mjs', import.meta.url));
const link = '#v=2&samples=32&layers=4&steps=120&seeds=1-4';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly remarks: string;
}

function farcast(
  args: readonly string[],
  during: (child: ChildProcess) => void = () => undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, [command, ...args]);
  let out = '';
  let remarks = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (remarks += text));
  child.stdin.end(link);
  during(child);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, out, remarks });
    });
  });
}

// The first run builds it.
beforeAll(() => farcast(['--help']), 120_000);

it('gives the same digest on any number of threads', async () => {
  const one = await farcast(['run', link, '--threads', '1']);
  expect(one).toMatchObject({ code: 0, remarks: '' });
  expect(one.out).toMatch(/\n[0-9a-f]{64}\n$/);
  const counts = ['2', '3', '7'];
  const more = await Promise.all(counts.map((threads) => farcast(['run', '-', '--threads', threads])));
  for (const ended of more) expect(ended).toEqual(one);
  const digest = one.out.trim().split('\n').at(-1) ?? '';
  expect(await farcast(['verify', link, digest])).toMatchObject({ code: 0, out: `Equal: ${digest}\n` });
});

it('trains on the shipped images', async () => {
  const { code, remarks } = await farcast([
    'run',
    '#v=2&task=fashion-mnist&layers=4&batch=32&steps=10&seeds=1&arms=control',
  ]);
  expect({ code, remarks }).toEqual({ code: 0, remarks: '' });
});

it.skipIf(process.platform === 'win32')(
  'ends with what it has on Ctrl+C, and on a termination signal',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'farcast-cli-'));
    const file = join(folder, 'result.json');
    const long = link.replace('steps=120', 'steps=20000').replace('samples=32', 'samples=500');
    for (const [threads, signal] of [
      ['1', 'SIGINT'],
      ['2', 'SIGTERM'],
    ] as const) {
      rmSync(file, { force: true });
      // On any machine it will eventually be interrupted during training.
      for (let wait = 1000; readdirSync(folder).length === 0; wait *= 2) {
        const ended = await farcast(['run', long, '--threads', threads, '--out', file], (child) => {
          setTimeout(() => child.kill(signal), wait);
        });
        expect(ended.out).toBe('');
        // A process that has not started yet ends at once, without output.
        if (ended.code === null) continue;
        expect(ended.code).toBe(130);
        expect(ended.remarks).toMatch(/^farcast: interrupted at step \d+; .*\.\n$/);
      }
      expect(readdirSync(folder)).toEqual(['result.json']);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ unfinished: true });
    }
    rmSync(folder, { recursive: true });
  },
);

it('ends with a separate code for each kind of failure, never with a stack', async () => {
  const bad = await farcast(['run', '#v=99']);
  expect(bad.code).toBe(2);
  expect(bad.remarks.trimEnd().split('\n')).toHaveLength(1);
  expect(await farcast(['verify', link, 'a'.repeat(64)])).toMatchObject({ code: 1 });
});

it.skipIf(process.platform === 'win32')('does not fail if its output is closed', async () => {
  const ended = await farcast(['run', link, '--json'], (child) => {
    child.stdout?.destroy();
  });
  expect(ended).toMatchObject({ code: 0, remarks: '' });
  const different = await farcast(['verify', link, 'a'.repeat(64)], (child) => {
    child.stdout?.destroy();
  });
  expect(different).toMatchObject({ code: 1, remarks: '' });
});
