/**
 * Which files are one checkpoint, which checkpoints are one run, at which steps: proposed from names, as a plain value that
 * a page shows and a person edits. Names are labels: they are never used as paths.
 */
import { checkpointName, fileRole, isOneRun, readName, runName } from './names.ts';
import { naturally, stepsOf, type Candidate, type Steps } from './steps.ts';
import { someNames } from '../text.ts';

export interface ArrangedCheckpoint {
  /** The names of its files: several if it was cut into shards. */
  readonly files: readonly string[];
  readonly step: number;
  readonly used: boolean;
}

export interface ArrangedRun {
  /** Unique. */
  readonly name: string;
  /** Steps ascending. */
  readonly checkpoints: readonly ArrangedCheckpoint[];
}

export interface Arrangement {
  readonly runs: readonly ArrangedRun[];
  /** Names of files with losses. */
  readonly losses: readonly string[];
  readonly ignored: readonly { readonly name: string; readonly why: string }[];
  /** What was guessed, a sentence each. */
  readonly notes: readonly string[];
}

/** Checkpoints of one run. */
interface Found {
  readonly run: string;
  readonly candidates: readonly Candidate[];
}

/** Files that belong together, as one checkpoint, in natural order: shards with their index, or one file. */
export function checkpointsOf(names: readonly string[]): readonly (readonly string[])[] {
  const found = grouped(
    names.filter((name) => fileRole(name) === 'weights'),
    checkpointName,
  );
  return [...found].sort(([a], [b]) => naturally(a, b)).map(([, files]) => files.sort(naturally));
}

/**
 * Proposes runs and steps. `own` has the steps that files name themselves, by the name of a checkpoint's first file: they
 * count more than names.
 */
export function arrange(names: readonly string[], own: ReadonlyMap<string, number> = new Map()): Arrangement {
  const candidates = checkpointsOf(names).map((files): Candidate => {
    const name = checkpointName(files[0]!);
    return { name, files, own: own.get(files[0]!) ?? null, number: null, ...readName(name) };
  });
  const { found, left } = runsOf(candidates);
  const titles = titlesOf(found.map(({ run }) => run));
  const steps = found.map(({ candidates }) => stepsOf(candidates));
  const runs = found
    .map((_, index): ArrangedRun => ({ name: titles[index]!, checkpoints: arranged(steps[index]!) }))
    .sort((a, b) => naturally(a.name, b.name));
  const { losses, copies } = lossesOf(names.filter((name) => fileRole(name) === 'losses'));
  const ignored = [
    ...steps.flatMap((each) => each.ignored),
    ...left.map(({ name }) => ({ name, why: 'Its name has no step, unlike those of other checkpoints' })),
    ...copies.map((name) => ({ name, why: 'A later copy has the same losses' })),
    ...names.flatMap((name) => {
      const role = fileRole(name);
      return typeof role === 'object' ? [{ name, why: role.ignored }] : [];
    }),
  ];
  return { runs, losses, ignored, notes: notesOf(titles, steps) };
}

const arranged = ({ found }: Steps): ArrangedCheckpoint[] =>
  found.map(({ candidate, step }) => ({ files: candidate.files, step, used: true }));

/** Runs, and candidates without a step beside others that have one. */
function runsOf(candidates: readonly Candidate[]): { found: Found[]; left: Candidate[] } {
  const marked = candidates.filter(({ marks }) => marks.size > 0);
  const others = candidates.filter(({ marks }) => marks.size === 0);
  const numbered: Candidate[] = [];
  const rest: Candidate[] = [];
  for (const alike of grouped(others, ({ between }) => between.join('#')).values()) {
    const own = withNumbers(alike);
    if (own) numbered.push(...own);
    else rest.push(...alike);
  }
  const together = (group: readonly Candidate[], runOf: (candidate: Candidate) => string): Found[] =>
    [...grouped(group, runOf)].map(([run, own]) => ({ run, candidates: own }));
  const found = [marked, numbered].flatMap((group) => together(group, ({ run }) => run));
  const folders = new Set(found.flatMap((run) => run.candidates).flatMap(({ name }) => foldersOf(name)));
  const [left, alone] = partition(rest, ({ name }) => !isOneRun(name) && folders.has(folderOf(name)));
  const perFolder = grouped(alone, ({ name }) => folderOf(name));
  const place = ({ name, run }: Candidate): string => {
    if (isOneRun(name)) return run;
    const folder = folderOf(name);
    return runName(perFolder.get(folder)!.length > 1 ? folder : folderOf(folder));
  };
  return { found: [...found, ...together(alone, place)], left };
}

/** Names that differ in numbers only: the last number that changes is the step, the others distinguish runs. */
function withNumbers(alike: readonly Candidate[]): Candidate[] | null {
  const values = (at: number): number => new Set(alike.map(({ numbers }) => numbers[at]!.value)).size;
  const at = alike[0]!.numbers.findLastIndex((_, index) => values(index) > 1);
  if (at < 0) return null;
  const isOne = values(at) === alike.length;
  return alike.map((candidate) => {
    const { between, numbers } = candidate;
    const kept = numbers.map(({ text }, index) => (isOne || index === at ? '' : text));
    const run = runName(between.map((text, index) => text + (kept[index] ?? '')).join(''));
    return { ...candidate, run, number: numbers[at]! };
  });
}

/** Runs by what their names do not share. */
function titlesOf(runs: readonly string[]): string[] {
  const parts = runs.map((run) => (run === '' ? [] : run.split('/')));
  const first = parts[0] ?? [];
  const shared = first.findIndex((part, index) => parts.some((own) => own[index] !== part));
  const from = shared < 0 ? first.length : shared;
  const taken = new Map<string, number>();
  return parts.map((own) => {
    const title = from < own.length ? own.slice(from).join('/') : (own.at(-1) ?? 'run');
    const before = taken.get(title) ?? 0;
    taken.set(title, before + 1);
    return before === 0 ? title : `${title} (${before + 1})`;
  });
}

/** The trainer of Hugging Face writes all losses so far into every checkpoint: the last copy has them all. */
function lossesOf(names: readonly string[]): { losses: string[]; copies: string[] } {
  const [states, losses] = partition(names, (name) => /(^|\/)trainer_state\.json$/i.test(name));
  const copies: string[] = [];
  const stepIn = (name: string): number => Math.max(...readName(folderOf(name)).marks.values());
  for (const own of grouped(states, (name) => readName(folderOf(name)).run).values()) {
    // Without a step, -Infinity, it was written at the end of training.
    const late =
      own.find((name) => stepIn(name) < 0) ?? own.reduce((a, b) => (stepIn(b) > stepIn(a) ? b : a));
    losses.push(late);
    copies.push(...own.filter((name) => name !== late));
  }
  return { losses, copies };
}

function notesOf(titles: readonly string[], steps: readonly Steps[]): string[] {
  const notes = [...grouped(titles.keys(), (run) => steps[run]!.note ?? '')].flatMap(([note, runs]) =>
    note === ''
      ? []
      : [runs.length === titles.length ? note : `${note}: in ${someNames(runs.map((run) => titles[run]!))}`],
  );
  return titles.length > 1 ? [`${titles.length} runs were told apart by folders and names`, ...notes] : notes;
}

const folderOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('/')));

/** The folder of a file and all above it. */
function foldersOf(name: string): string[] {
  const folders: string[] = [];
  for (let folder = folderOf(name); folder !== ''; folder = folderOf(folder)) folders.push(folder);
  return [...folders, ''];
}

function grouped<T>(values: Iterable<T>, keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

const partition = <T>(values: readonly T[], fits: (value: T) => boolean): [T[], T[]] => [
  values.filter(fits),
  values.filter((value) => !fits(value)),
];
