/**
 * Files, arranged in runs, become recorded runs: every checkpoint's header is read, tensors that are weights in all of them
 * become one flat vector of weights, and its ranges are read when they are needed.
 */
import type { ParameterLayout } from '../../core/model/layout.ts';
import type { RecordedLosses, RecordedRuns } from '../../core/recorded.ts';
import { readLosses } from '../losses.ts';
import { FormatError, type ByteSource } from '../source.ts';
import { someNames } from '../text.ts';
import type { WeightFile } from '../weight-file.ts';
import { OpenFiles, rowOf, stackedSteps, type Checkpoint } from './checkpoints.ts';
import type { ArrangedRun, Arrangement } from './order.ts';
import { claimsToBeSaved, savedSnapshot, type SavedSnapshot } from './saved.ts';
import { Survey, type RunTensor } from './survey.ts';
import { layoutFor, unwrapped, type TensorFilter } from './tensors.ts';

/** Forecasts need two steps to begin with and one to compare with; with the settings that are proposed, five. */
const fewestSteps = 3;

export interface OpenOptions extends TensorFilter {
  /** Called before each checkpoint is opened; what it throws stops everything. */
  readonly progress?: (opened: number, of: number) => void;
}

export interface OpenedRuns {
  readonly recorded: RecordedRuns;
  /** All tensors of all files; weights are in the order of `recorded.parameters`. */
  readonly tensors: readonly RunTensor[];
  /** [file]: losses, and the run that they are of, null if that is not known. */
  readonly losses: readonly {
    readonly file: string;
    readonly run: string | null;
    readonly losses: RecordedLosses;
  }[];
  /** [run]: what the first of its files says if this page saved it. Foreign: a link is still to be parsed. */
  readonly saved: readonly (SavedSnapshot | null)[];
  /** What a person should know, a sentence each. */
  readonly notes: readonly string[];
  /** The files of a checkpoint (indexes as in `recorded`). Rejects with a FormatError. */
  readonly file: (run: number, checkpoint: number) => Promise<WeightFile>;
}

/**
 * Rejects with a FormatError, a sentence for a person. A checkpoint that cannot be opened is left out and said, as are steps
 * that not every run has. Non-finite weights are not looked for.
 */
export async function openRuns(
  { runs, losses }: Pick<Arrangement, 'runs' | 'losses'>,
  sources: readonly ByteSource[],
  options: OpenOptions = {},
): Promise<OpenedRuns> {
  const files = new OpenFiles(sources);
  const notes: string[] = [];
  const expanded: { run: ArrangedRun; checkpoints: Checkpoint[] }[] = [];
  for (const run of runs) {
    const checkpoints = await checkpointsOf(run, files);
    if (checkpoints.length > 0) expanded.push({ run, checkpoints });
  }
  requireSome(expanded.map(({ checkpoints }) => checkpoints.length));
  const surveyed = await surveyOf(expanded, options);
  const steps = commonSteps(surveyed.runs.map(({ checkpoints }) => checkpoints.map(({ step }) => step)));
  const tensors = surveyed.survey.tensors(options);
  const parameters = layoutFor(tensors.filter(({ leftOut }) => leftOut === null));
  const table = surveyed.runs.map(({ checkpoints }) => {
    const at = new Map(checkpoints.map((checkpoint) => [checkpoint.step, checkpoint]));
    return steps.map((step) => at.get(step)!);
  });
  const reader = new Reader(parameters, table);
  const found = await lossesOf(losses, runs, sources);
  notes.push(
    ...surveyed.notes,
    ...stepNotes(
      steps,
      surveyed.runs.map(({ checkpoints }) => checkpoints.length),
    ),
    ...surveyed.survey.notes(tensors),
    ...found.notes,
  );
  return {
    recorded: {
      parameters,
      steps,
      runs: surveyed.runs.map(({ run, jumps }) => ({
        name: run.name,
        jumps: [...jumps].sort((a, b) => a - b),
      })),
      read: (run, checkpoint, from, to) => reader.read(run, checkpoint, from, to),
    },
    tensors,
    losses: found.losses,
    saved: surveyed.runs.map(({ saved }) => saved),
    notes,
    file: (run, checkpoint) => table[run]![checkpoint]!.open(),
  };
}

/** The checkpoints of a run that are used, steps ascending. One archive of stacked arrays is a checkpoint for each row. */
async function checkpointsOf({ name, checkpoints }: ArrangedRun, files: OpenFiles): Promise<Checkpoint[]> {
  const used = checkpoints.filter((checkpoint) => checkpoint.used).sort((a, b) => a.step - b.step);
  for (const [index, { step }] of used.entries()) {
    if (!Number.isSafeInteger(step) || step < 0)
      throw new FormatError(`The steps of the run ${someNames([name])} are not all whole numbers from 0`);
    if (step === used[index - 1]?.step)
      throw new FormatError(`Two checkpoints of the run ${someNames([name])} are at step ${step}`);
  }
  const found = used.map(({ files: own, step }): Checkpoint => {
    const label = own[0] ?? name;
    return { label, step, open: () => files.open(own) };
  });
  const [only] = found;
  if (!only || found.length > 1) return found;
  const file = await only.open().catch(orNull);
  const steps = file && (await stackedSteps(file).catch(named(only.label)));
  return steps ? steps.map((step, row) => rowCheckpoint(only, step, row)) : found;
}

function rowCheckpoint(archive: Checkpoint, step: number, row: number): Checkpoint {
  let last: { readonly of: WeightFile; readonly file: WeightFile } | null = null;
  const open = async (): Promise<WeightFile> => {
    const of = await archive.open();
    if (last?.of !== of) last = { of, file: rowOf(of, row) };
    return last.file;
  };
  return { label: `${archive.label}, step ${step}`, step, open };
}

interface SurveyedRun {
  readonly run: ArrangedRun;
  /** Those that could be opened. */
  readonly checkpoints: Checkpoint[];
  readonly jumps: Set<number>;
  saved: SavedSnapshot | null;
}

async function surveyOf(
  expanded: readonly { readonly run: ArrangedRun; readonly checkpoints: readonly Checkpoint[] }[],
  { progress }: OpenOptions,
): Promise<{ survey: Survey; runs: SurveyedRun[]; notes: string[] }> {
  const survey = new Survey();
  const runs: SurveyedRun[] = [];
  const failed: string[] = [];
  const damaged: string[] = [];
  const all = expanded.reduce((sum, { checkpoints }) => sum + checkpoints.length, 0);
  let opened = 0;
  for (const { run, checkpoints } of expanded) {
    const own: SurveyedRun = { run, checkpoints: [], jumps: new Set(), saved: null };
    for (const checkpoint of checkpoints) {
      progress?.(opened, all);
      opened += 1;
      const { label } = checkpoint;
      try {
        const file = await checkpoint.open();
        survey.add(label, file);
        own.checkpoints.push(checkpoint);
        const saved = savedSnapshot(file.metadata);
        own.saved ??= saved;
        for (const jump of saved?.jumps ?? []) own.jumps.add(jump);
        if (saved === null && claimsToBeSaved(file.metadata)) damaged.push(label);
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        failed.push(`${someNames([label])}: ${error.message}`);
      }
    }
    if (own.checkpoints.length > 0) runs.push(own);
  }
  const [first] = failed;
  if (first !== undefined && runs.length === 0) throw new FormatError(`No checkpoint can be read. ${first}`);
  requireSome(
    runs.map(({ checkpoints }) => checkpoints.length),
    first,
  );
  return { survey, runs, notes: [...failedNotes(failed), ...damagedNotes(damaged)] };
}

const failedNotes = (failed: readonly string[]): string[] =>
  failed.length > 3
    ? [`${failed.length} checkpoints cannot be read and were left out, such as ${failed[0]!}`]
    : failed.map((sentence) => `A checkpoint was left out. ${sentence}`);

const damagedNotes = (damaged: readonly string[]): string[] =>
  damaged.length > 0
    ? [
        `What this page wrote beside the weights is damaged, and jumps are not known: in ${someNames(damaged)}`,
      ]
    : [];

/** Throws a FormatError if there are too few checkpoints, whatever their steps. `why` one could not be read, if so. */
function requireSome(counts: readonly number[], why?: string): void {
  const most = Math.max(0, ...counts);
  if (most >= fewestSteps) return;
  const found =
    most === 0
      ? 'There is no checkpoint'
      : most === 1
        ? 'There is only one checkpoint of a run'
        : 'There are only two checkpoints of a run';
  throw new FormatError(
    `${found}: at least five are needed to forecast and compare${why === undefined ? '' : `. ${why}`}`,
  );
}

/** Steps that every run has, ascending. Throws a FormatError if they are fewer than three. */
function commonSteps(runs: readonly (readonly number[])[]): number[] {
  const [first = [], ...more] = runs;
  const rest = more.map((steps) => new Set(steps));
  const common = first.filter((step) => rest.every((steps) => steps.has(step)));
  if (common.length >= fewestSteps) return common;
  const found = common.length === 0 ? 'no step' : common.length === 1 ? 'only one step' : 'only two steps';
  throw new FormatError(
    `The ${runs.length} runs have ${found} in common, at least five are needed: use fewer runs, or correct their steps`,
  );
}

function stepNotes(steps: readonly number[], counts: readonly number[]): string[] {
  const most = Math.max(...counts);
  const gaps = steps.slice(1).map((step, index) => step - steps[index]!);
  const [least, greatest] = [Math.min(...gaps), Math.max(...gaps)];
  return [
    ...(most > steps.length
      ? [`Only the ${steps.length} steps that all ${counts.length} runs have are used, of up to ${most}`]
      : []),
    ...(greatest > least ? [`Checkpoints are not evenly spaced: ${least} to ${greatest} steps apart`] : []),
  ];
}

/** Reads ranges of the flat weight vector. */
class Reader {
  readonly #parameters: ParameterLayout;
  /** [run][checkpoint] */
  readonly #table: readonly (readonly Checkpoint[])[];
  readonly #places = new WeakMap<WeightFile, Int32Array>();

  constructor(parameters: ParameterLayout, table: readonly (readonly Checkpoint[])[]) {
    this.#parameters = parameters;
    this.#table = table;
  }

  async read(run: number, at: number, from: number, to: number): Promise<Float32Array> {
    const checkpoint = this.#table[run]?.[at];
    const { tensors, count } = this.#parameters;
    if (
      !checkpoint ||
      !Number.isSafeInteger(from) ||
      !Number.isSafeInteger(to) ||
      from < 0 ||
      to < from ||
      to > count
    )
      throw new RangeError(`no weights ${from} to ${to} of run ${run} at checkpoint ${at}`);
    try {
      const file = await checkpoint.open();
      const places = this.#placesIn(file);
      const weights = new Float32Array(to - from);
      for (let index = this.#tensorAt(from), p = from; p < to; index += 1) {
        const { offset, length } = tensors[index]!;
        const end = Math.min(to, offset + length);
        const part = await file.read(places[index]!, p - offset, end - offset);
        if (p === from && end === to) return part;
        weights.set(part, p - from);
        p = end;
      }
      return weights;
    } catch (error) {
      return named(checkpoint.label)(error);
    }
  }

  /** Index of the last tensor that begins at or before a parameter. */
  #tensorAt(parameter: number): number {
    const { tensors } = this.#parameters;
    let [low, high] = [0, tensors.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (tensors[middle]!.offset <= parameter) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** [tensor of the layout]: its number in a file, which may have changed since it was surveyed. */
  #placesIn(file: WeightFile): Int32Array {
    const before = this.#places.get(file);
    if (before) return before;
    const names = unwrapped(file.tensors.map(({ name }) => name));
    const numbers = new Map(names.map((name, number) => [name, number]));
    const places = Int32Array.from(this.#parameters.tensors, ({ name, length }) => {
      const number = numbers.get(name);
      if (number === undefined || file.tensors[number]!.count !== length)
        throw new FormatError('It has changed since it was opened');
      return number;
    });
    this.#places.set(file, places);
    return places;
  }
}

async function lossesOf(
  names: readonly string[],
  runs: readonly ArrangedRun[],
  sources: readonly ByteSource[],
): Promise<{ losses: OpenedRuns['losses']; notes: string[] }> {
  const found: OpenedRuns['losses'][number][] = [];
  const notes: string[] = [];
  for (const file of names) {
    try {
      const source = sources.find(({ name }) => name === file);
      if (!source) throw new FormatError('It is not among the files');
      const { steps, loss, validation } = await readLosses(source);
      const numbers = (list: readonly (number | null)[] | null): number[] =>
        steps.map((_, index) => list?.[index] ?? NaN);
      found.push({
        file,
        run: runBeside(file, runs),
        losses: { steps, loss: numbers(loss), validation: numbers(validation) },
      });
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      notes.push(`Losses were left out. ${someNames([file])}: ${error.message}`);
    }
  }
  return { losses: found, notes };
}

/** The only run, or the only one with checkpoints in the folder of a file or below it. */
function runBeside(file: string, runs: readonly ArrangedRun[]): string | null {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const near = runs.filter(({ checkpoints }) =>
    checkpoints.some(({ files }) => files.some((name) => name.startsWith(folder))),
  );
  const [only, another] = runs.length === 1 ? runs : near;
  return only && !another ? only.name : null;
}

const orNull = (error: unknown): null => {
  if (error instanceof FormatError) return null;
  throw error;
};

/** Puts a file's name before a sentence about it. */
const named =
  (label: string) =>
  (error: unknown): never => {
    throw error instanceof FormatError ? new FormatError(`${someNames([label])}: ${error.message}`) : error;
  };
