/** What is submitted to Slurm: the tasks that miss something, sized by the points that were timed, and one merge. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { said } from '../testing/said.ts';

const link =
  '#v=4&samples=32&layers=2&steps=20&seeds=1&arms=control&target=0.5&sweep=learningRate&values=0.1,0.2,0.3,0.4,0.5,0.6,0.7';

let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "farcast slurm's-"));
  expect((await said(['sweep', 'plan', folder, link])).code).toBe(0);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const quotedFolder = (): string => `'${folder.replaceAll("'", `'\\''`)}'`;

/** As if every point had taken this long. */
function timed(seconds: number): void {
  for (const name of readdirSync(join(folder, 'results'))) {
    const path = join(folder, 'results', name);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"seconds":[^,]+/, `"seconds":${seconds}`));
  }
}

it('prints scripts for what is missing, without submitting anything', async () => {
  const unknown = await said(['sweep', 'submit', 'slurm', folder, '--dry-run']);
  expect(unknown.code).toBe(0);
  expect(unknown.remarks).toContain('no point was timed yet');
  expect(unknown.out).toContain('#SBATCH --array=1-7\n#SBATCH --time=60\n');
  expect(unknown.out).toContain('#SBATCH --requeue\n#SBATCH --open-mode=append\n');
  expect(unknown.out).toMatch(/#SBATCH --mem=\d+00M\n/);
  expect(unknown.out).toContain(
    `exec farcast sweep run ${quotedFolder()} $(( (SLURM_ARRAY_TASK_ID - 1) * 1 + 1 )) --count 1\n`,
  );
  expect(unknown.out).toContain(`farcast sweep merge ${quotedFolder()}\n`);
  for (const line of ['1', '4', '7']) expect((await said(['sweep', 'run', folder, line])).code).toBe(0);
  timed(250);
  const output = await said(['sweep', 'submit', 'slurm', folder, '--dry-run']);
  expect(output.remarks).toBe('');
  expect(output.out).toContain('#SBATCH --array=2-3,5-6\n#SBATCH --time=22\n');
  timed(100);
  // Three lines a task: 1-3, 4-6 and 7, of which the last has its result.
  const three = await said(['sweep', 'submit', 'slurm', folder, '--dry-run']);
  expect(three.out).toContain('#SBATCH --array=1-2\n');
  expect(three.out).toContain('* 3 + 1 )) --count 3\n');
  // Lines 3 and 4 have results, but no whole records.
  const full = await said(['sweep', 'submit', 'slurm', folder, '--dry-run', '--full']);
  expect(full.out).toMatch(/#SBATCH --array=1-\d\n[^]*--count \d --full\n/);
  const two = await said(['sweep', 'submit', 'slurm', folder, '--dry-run', '--count', '2']);
  expect(two.out).toContain('#SBATCH --array=1-3\n');
  expect(readdirSync(folder)).not.toContain('slurm');
});

it('submits an array and a merge after it, with the options for sbatch', async () => {
  const calls: (readonly string[])[] = [];
  const execute = async (file: string, args: readonly string[]): Promise<string> => {
    calls.push([file, ...args]);
    return `${40 + calls.length};cluster\n`;
  };
  const output = await said(
    ['sweep', 'submit', 'slurm', folder, '--quiet', '--', '--partition=long', '-A', 'me'],
    {
      execute,
    },
  );
  const common = ['sbatch', '--parsable', '--partition=long', '-A', 'me'];
  expect(calls).toEqual([
    [...common, join(folder, 'slurm/array.sh')],
    [...common, '--dependency=afterany:41', join(folder, 'slurm/merge.sh')],
  ]);
  expect(output).toMatchObject({ code: 0, remarks: '' });
  expect(output.out).toMatch(/^Array 41 and merge 42 are submitted\.\nsqueue -j 41,42 /);
  const failed = await said(['sweep', 'submit', 'slurm', folder, '--quiet'], {
    execute: () => Promise.reject(new Error('sbatch failed: no such partition')),
  });
  expect(failed).toEqual({ code: 1, out: '', remarks: 'farcast: sbatch failed: no such partition.\n' });
});

it('has nothing to submit once all points are there', async () => {
  expect((await said(['sweep', 'run', folder, '1', '--count', '7'])).code).toBe(0);
  const output = await said(['sweep', 'submit', 'slurm', folder]);
  expect(output).toEqual({
    code: 0,
    out: `All 7 points are there: farcast sweep merge ${folder}\n`,
    remarks: '',
  });
});
