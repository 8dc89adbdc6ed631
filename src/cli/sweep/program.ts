/** The commands of sweeps: plan, run, merge over one folder, all three at once on this machine, and their output. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fields, type ExperimentSpec } from '../../experiment/fields.ts';
import { shortened } from '../../experiment/link/text.ts';
import { findingText } from '../../record/sweep/finding.ts';
import { axesOf, baseOf, pointsOf, type Axis } from '../../record/sweep/points.ts';
import type { Knob } from '../../record/sweep/sweep.ts';
import { maxKnobs, newPlan, pointLink, specOf } from '../../record/sweep/files/plan-file.ts';
import { readMerged } from '../../record/sweep/files/merged-file.ts';
import { readers, UsageError, type Options } from '../commands.ts';
import { readSweep } from '../link.ts';
import { withDevices } from '../perform.ts';
import { exitCodes, lineOf, type Surroundings } from '../surroundings.ts';
import { SweepLine } from '../progress-line.ts';
import { openFolder, writePlan, type SweepFolder } from './folder.ts';
import { merge, rowTexts, type Merged } from './merge.ts';
import { runPoints, type RunOutcome } from './run-points.ts';

/** Points up to which the finding is put into words: it needs all of them at once. */
const maxTold = 512;
/** Missing lines that are named in a summary. */
const maxNamed = 5;

export async function plan(
  [path = '', link = '']: readonly string[],
  options: Options,
  around: Surroundings,
): Promise<number> {
  const folder = await planned(path, link, options, around);
  const { points, digest } = folder.plan;
  await around.print(`${points} points are planned in ${path}. Digest of the plan:\n${digest}\n`);
  return exitCodes.done;
}

/** Runs lines N to N + count - 1. */
export async function run(
  [path = '', first = '']: readonly string[],
  { count, threads, quiet, full }: Options,
  around: Surroundings,
): Promise<number> {
  const from = readers.line(first);
  const folder = await folderHere(path, around);
  const { points } = folder.plan;
  if (from > points) throw new UsageError(`${path} has ${points} lines: there is no line ${from}`);
  const outcome = await runHere(
    folder,
    from,
    from + (count ?? 1) - 1,
    { threads: threads ?? 1, quiet, full },
    around,
  );
  if (outcome === 'interrupted')
    around.remark(lineOf('interrupted; what is done is written, the same command continues with the rest.'));
  return codeOf[outcome];
}

export async function mergeFolder(
  [path = '']: readonly string[],
  options: Options,
  around: Surroundings,
): Promise<number> {
  const folder = await folderHere(path, around);
  return report(folder, options, around, path);
}

/** Plan, run and merge on this machine; without --out, in a folder that is removed afterwards. */
export async function sweep(
  [link = '']: readonly string[],
  options: Options,
  around: Surroundings,
): Promise<number> {
  const { outFolder, threads, quiet, full } = options;
  if (full && outFolder === null) throw new UsageError('--full needs a folder for the records: --out FOLDER');
  const path = outFolder ?? (await mkdtemp(join(tmpdir(), 'farcast-sweep-')));
  try {
    const folder = await planned(path, link, options, around);
    const outcome = await runHere(
      folder,
      1,
      folder.plan.points,
      { threads: threads ?? around.cores, quiet, full },
      around,
    );
    if (outcome === 'interrupted') {
      const saved =
        outFolder === null
          ? 'nothing was saved: with --out FOLDER the same command continues where it ended'
          : `what is done is in ${outFolder}, the same command continues there`;
      around.remark(lineOf(`interrupted; ${saved}.`));
      return exitCodes.interrupted;
    }
    return await report(folder, { ...options, partial: true }, around, outFolder);
  } finally {
    if (outFolder === null) await rm(path, { recursive: true, force: true });
  }
}

const codeOf: Readonly<Record<RunOutcome, number>> = {
  done: exitCodes.done,
  failed: exitCodes.failed,
  interrupted: exitCodes.interrupted,
};

async function planned(
  path: string,
  given: string,
  { engine, knob, quiet }: Options,
  around: Surroundings,
): Promise<SweepFolder> {
  const text = given === '-' ? await around.readInput() : given;
  const { spec, corrections } = readSweep(text, engine);
  const problems = [...corrections];
  const axes = axesOf(spec, problems, knob.map(axisOf));
  if (axes.length === 0)
    throw new UsageError(
      'The link has no sweep: choose a setting and its values in the page, or add --knob lr=0.01,0.1',
    );
  if (axes.length > maxKnobs) throw new UsageError(`At most ${maxKnobs} settings are swept at once`);
  if (!quiet) for (const problem of problems) around.remark(lineOf(problem));
  return writePlan(
    path,
    () => linksOf(axes, spec),
    (list) => newPlan(spec, axes, list, around.version),
  );
}

/** Each experiment once. */
function* linksOf(axes: readonly Axis[], spec: ExperimentSpec): Generator<string, void> {
  const seen = new Set<string>();
  for (const point of pointsOf(axes, baseOf(spec))) {
    if (seen.has(point.text)) continue;
    seen.add(point.text);
    yield pointLink(point.spec);
  }
}

/** "lr=0.01,0.1": a setting by its key in links, and its values. */
function axisOf(text: string): Axis {
  const [, key = '', list = ''] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  const knobs = (Object.keys(fields.sweep.options) as (Knob | 'none')[]).filter((name) => name !== 'none');
  const knob = knobs.find((name) => name === key || fields[name].key === key);
  if (knob === undefined)
    throw new UsageError(
      `--knob takes a setting and its values, such as lr=0.01,0.1, not "${shortened(text)}"; settings: ${knobs.map((name) => fields[name].key).join(', ')}`,
    );
  const zero: string | undefined = (fields[knob] as { readonly zero?: string }).zero;
  const values = list
    .split(',')
    .map((value) => (value === zero ? 0 : value.trim() === '' ? NaN : Number(value)));
  if (values.some(Number.isNaN))
    throw new UsageError(`--knob ${key}= takes numbers with commas between them, not "${shortened(list)}"`);
  return { knob, values };
}

/** A folder whose plan is of this version: others may compute otherwise. */
export async function folderHere(path: string, { version }: Surroundings): Promise<SweepFolder> {
  const folder = await openFolder(path);
  const { farcast } = folder.plan;
  if (farcast !== version)
    throw new Error(
      `${path} was planned with farcast ${farcast}, this is ${version}: use that version, or plan again in another folder`,
    );
  return folder;
}

async function runHere(
  folder: SweepFolder,
  from: number,
  to: number,
  { threads, quiet, full }: { readonly threads: number; readonly quiet: boolean; readonly full: boolean },
  around: Surroundings,
): Promise<RunOutcome> {
  const total = Math.min(to, folder.plan.points) - from + 1;
  const line =
    around.isTerminal && !quiet ? new SweepLine(total, around.remark, () => performance.now()) : null;
  const { engine } = specOf(folder.plan);
  const { loadData, signal } = around;
  try {
    return await withDevices(around, { engine, threads }, (devices) =>
      runPoints(folder, from, to, {
        ...{ ...devices, loadData, signal, full },
        tell: (event) => line?.take(event),
        onRun: (running, done) => line?.moved(running, done),
        onFailure: ({ line: number }, why) => {
          line?.clear();
          around.remark(lineOf(`line ${number} failed: ${why}.`));
        },
      }),
    );
  } finally {
    line?.clear();
  }
}

/** Merges, and prints the result. `path`: the folder; null: it will be removed. */
async function report(
  folder: SweepFolder,
  { partial, registered, json, csv, quiet }: Options,
  around: Surroundings,
  path: string | null,
): Promise<number> {
  const merged = await merge(folder, partial, registered);
  const { missing, digest } = merged;
  if (!quiet || digest === null)
    for (const { line, why } of missing.slice(0, maxNamed)) around.remark(lineOf(`line ${line}: ${why}.`));
  if (missing.length > 0 && (!quiet || digest === null))
    around.remark(
      lineOf(`${missing.length} of ${merged.points} points are missing: ${adviceOn(missing, path)}.`),
    );
  if (digest !== null) {
    if (json || csv)
      for await (const text of rowTexts(folder, merged, json ? 'json' : 'csv')) await around.print(text);
    else await around.print(await summaryOf(folder, merged, digest));
  }
  return missing.length > 0 ? exitCodes.incomplete : exitCodes.done;
}

function adviceOn(missing: Merged['missing'], path: string | null): string {
  const where = path ?? 'FOLDER';
  const first = `run "farcast sweep run ${where} ${missing[0]!.line}"`;
  return missing.length === 1
    ? first
    : `${first} and likewise lines ${rangesOf(missing.slice(1).map(({ line }) => line))}`;
}

/** Ascending numbers: "3,5-9". */
export function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}

async function summaryOf(folder: SweepFolder, merged: Merged, digest: string): Promise<string> {
  const { departures, done, points } = merged;
  const followed =
    departures.length === 0
      ? `The plan was followed: all ${points} points are there. Digest of the plan:`
      : `The plan was not followed: ${departures.join('; ')}. ${done} of ${points} points are there. Digest of the plan:`;
  const finding = points > maxTold ? '' : await findingIn(folder);
  const records = await folder.records();
  const listed = records === 0 ? '' : `Whole records, records/N.json.gz: ${records} of ${points}.\n`;
  return `${finding}${listed}${followed}\n${folder.plan.digest}\nDigest of the rows:\n${digest}\n`;
}

async function findingIn(folder: SweepFolder): Promise<string> {
  const read = readMerged(await readFile(folder.merged, 'utf8'));
  return read.ok ? `${findingText(read.value.sweep).trim()}\n` : '';
}
