/** Submits what is missing of a sweep to Slurm: an array of `sweep run`, and a merge that waits for it. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { specOf } from '../../record/sweep/files/plan-file.ts';
import { estimateMemory } from '../../run/plan/memory.ts';
import { writeWhole } from '../output.ts';
import type { Command } from '../read-command.ts';
import { exitCodes, lineOf, type Surroundings } from '../surroundings.ts';
import type { SweepFolder } from './folder.ts';
import { folderHere, rangesOf } from './program.ts';

/** Tasks of minutes: schedulers are slow to start many short ones. */
const taskSeconds = 300;
/** Slurm's default for the largest index of an array is 1000. */
const maxTasks = 1000;
/** Time limit of a task while no point was timed, minutes; otherwise this many times the time that it takes. */
const unknownMinutes = 60;
const margin = 4;
/** Memory of the program itself, MB. */
const programMegabytes = 300;

interface Job {
  readonly count: number;
  /** Indices of the array, as Slurm writes them. */
  readonly tasks: string;
  readonly minutes: number;
  readonly megabytes: number;
}

export async function submitSlurm(
  { args: [path = ''], rest, options: { count, full, dryRun, quiet } }: Command,
  around: Surroundings,
): Promise<number> {
  const folder = await folderHere(path, around);
  const { missing, seconds } = await stateOf(folder, full);
  if (missing.length === 0) {
    await around.print(`All ${folder.plan.points} points are there: farcast sweep merge ${path}\n`);
    return exitCodes.done;
  }
  if (seconds === null && !quiet)
    around.remark(
      lineOf(`no point was timed yet: "farcast sweep run ${path} 1" first gives tasks of a fitting length.`),
    );
  const scripts = scriptsOf(resolve(path), around.self, {
    ...jobOf(folder, missing, seconds, count),
    full,
  });
  if (dryRun) {
    await around.print(
      `# ${scripts.array.path}\n${scripts.array.text}\n# ${scripts.merge.path}, after the array\n${scripts.merge.text}`,
    );
    return exitCodes.done;
  }
  await mkdir(join(resolve(path), 'slurm'), { recursive: true });
  for (const { path: file, text } of Object.values(scripts)) await writeWhole(file, [text]);
  const submit = async (script: string, ...more: readonly string[]): Promise<string> =>
    (await around.execute('sbatch', ['--parsable', ...rest, ...more, script])).trim().split(';')[0]!;
  const array = await submit(scripts.array.path);
  const merge = await submit(scripts.merge.path, `--dependency=afterany:${array}`);
  await around.print(
    `Array ${array} and merge ${merge} are submitted.\nsqueue -j ${array},${merge}    shows them\nscancel ${array} ${merge}    ends them\n${join(path, 'slurm')}    has scripts and output\n`,
  );
  return exitCodes.done;
}

/** Lines without a usable result, and the longest time that a point took. */
async function stateOf(
  folder: SweepFolder,
  full: boolean,
): Promise<{ missing: number[]; seconds: number | null }> {
  const missing: number[] = [];
  let seconds: number | null = null;
  for await (const place of folder.places()) {
    const found = await folder.result(place);
    if (found?.ok === true) seconds = Math.max(seconds ?? 0, found.value.seconds);
    if (found?.ok !== true || (full && !(await folder.hasRecord(place.line)))) missing.push(place.line);
  }
  return { missing, seconds };
}

function jobOf(
  folder: SweepFolder,
  missing: readonly number[],
  seconds: number | null,
  asked: number | null,
): Job {
  const { points } = folder.plan;
  const fitting = seconds === null ? 1 : Math.max(1, Math.floor(taskSeconds / seconds));
  const count = asked ?? Math.max(Math.min(fitting, points), Math.ceil(points / maxTasks));
  const tasks = [...new Set(missing.map((line) => Math.ceil(line / count)))];
  const { bytes } = estimateMemory(specOf(folder.plan));
  return {
    count,
    tasks: rangesOf(tasks),
    minutes: seconds === null ? unknownMinutes : 5 + Math.ceil((margin * count * seconds) / 60),
    megabytes: 100 * Math.ceil((programMegabytes + (1.5 * bytes) / 1e6) / 100),
  };
}

function scriptsOf(
  path: string,
  self: readonly string[],
  { count, tasks, minutes, megabytes, full }: Job & { readonly full: boolean },
) {
  const farcast = self.map(quoted).join(' ');
  const folder = quoted(path);
  const head = (name: string, lines: readonly string[]): string =>
    [
      '#!/bin/bash',
      `#SBATCH --job-name=${name}`,
      '#SBATCH --cpus-per-task=1',
      `#SBATCH --mem=${megabytes}M`,
      '#SBATCH --requeue',
      '#SBATCH --open-mode=append',
      ...lines.map((line) => `#SBATCH ${line}`),
      '',
    ].join('\n');
  const output = (name: string): string => `--output="${join(path, 'slurm', name)}"`;
  return {
    array: {
      path: join(path, 'slurm', 'array.sh'),
      text: `${head('farcast', [`--array=${tasks}`, `--time=${minutes}`, output('%A_%a.txt')])}
exec ${farcast} sweep run ${folder} $(( (SLURM_ARRAY_TASK_ID - 1) * ${count} + 1 )) --count ${count}${full ? ' --full' : ''}
`,
    },
    merge: {
      path: join(path, 'slurm', 'merge.sh'),
      // A shared file system may show the last results late.
      text: `${head('farcast-merge', ['--time=60', output('merge_%j.txt')])}
for wait in 0 20 60; do
  sleep $wait
  ${farcast} sweep merge ${folder}
  code=$?
  [ $code = ${exitCodes.incomplete} ] || break
done
exit $code
`,
    },
  };
}

/** A word for a shell. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
