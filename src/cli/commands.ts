/** The command line as data: commands, their arguments and options, and the help that follows from them. */
import { engineNames, type EngineName } from '../experiment/fields.ts';
import { shortened } from '../experiment/link/text.ts';

/** Bad usage, or an unusable link: what is wrong and what to do, in one line. */
export class UsageError extends Error {}

interface OptionHelp {
  /** After "--". */
  readonly flag: string;
  /** Placeholder for its value in the help; left out: it takes none. */
  readonly value?: string;
  readonly help: string;
}

/** Values of options: what was given, or what holds if it was not. */
export interface Options {
  /** Worker threads that replicas are spread over; null: the command's default. */
  readonly threads: number | null;
  readonly engine: EngineName | null;
  readonly out: string | null;
  readonly outFolder: string | null;
  readonly outDirectory: string | null;
  readonly knob: readonly string[];
  readonly count: number | null;
  readonly registered: string | null;
  readonly losses: string | null;
  readonly window: number | null;
  readonly horizon: number | null;
  readonly fit: 'squares' | 'absolute' | 'huber' | null;
  readonly source: 'in-run' | 'transfer' | 'oracle' | null;
  readonly tensors: string | null;
  readonly json: boolean;
  readonly csv: boolean;
  readonly partial: boolean;
  readonly full: boolean;
  readonly dryRun: boolean;
  readonly quiet: boolean;
}

type OptionName = keyof Options | 'help';

export const options = {
  threads: {
    flag: 'threads',
    value: 'N',
    help: 'number of worker threads (default: one per core; of "sweep run": one); it does not affect results',
  },
  engine: {
    flag: 'engine',
    value: 'NAME',
    help: 'train on this engine, whatever the link says; available without a browser: "simd", "reference" and, on graphics devices with the package "webgpu", "fused"',
  },
  out: { flag: 'out', value: 'FILE', help: 'write the whole result to FILE, as JSON' },
  outFolder: {
    flag: 'out',
    value: 'FOLDER',
    help: 'write plan and results to FOLDER; the same command continues there',
  },
  outDirectory: { flag: 'out', value: 'FOLDER', help: 'write the analysis and the farcast to FOLDER' },
  knob: {
    flag: 'knob',
    value: 'K=V,V',
    help: 'sweep this setting too, by its key in links: lr=0.01,0.1; may be repeated, three settings in all',
  },
  count: { flag: 'count', value: 'K', help: 'K lines of the list at once (default: 1)' },
  registered: {
    flag: 'registered',
    value: 'DIGEST',
    help: 'say whether the plan is the one with this published digest',
  },
  losses: { flag: 'losses', value: 'FILE', help: 'losses of the runs: CSV or JSON of step,loss[,val_loss]' },
  window: {
    flag: 'window',
    value: 'N',
    help: 'window of the forecasts, in checkpoints (default: a quarter of them)',
  },
  horizon: {
    flag: 'horizon',
    value: 'M',
    help: 'steps ahead of the farcast that is written (default: the horizon of the verdict)',
  },
  fit: { flag: 'fit', value: 'LOSS', help: 'loss of the fit: l1, ls or huber (default: ls)' },
  source: {
    flag: 'source',
    value: 'WHERE',
    help: 'what it is fitted on: window (its own), runs (the other runs) or future (its own: an upper bound)',
  },
  tensors: {
    flag: 'tensors',
    value: 'NAMES',
    help: 'only these tensors: encoder.* or !*.bias; * is anything',
  },
  json: { flag: 'json', help: 'print the whole result as JSON in place of the summary' },
  csv: { flag: 'csv', help: 'print the rows as CSV in place of the summary' },
  partial: { flag: 'partial', help: 'merge what is there, although points are missing or failed' },
  full: {
    flag: 'full',
    help: 'also write the whole record of each point, packed: FOLDER/records/N.json.gz, which the page opens',
  },
  dryRun: { flag: 'dry-run', help: 'print what would be submitted' },
  quiet: { flag: 'quiet', help: 'no progress and no notes on standard error' },
  help: { flag: 'help', help: 'show this help' },
} as const satisfies Record<OptionName, OptionHelp>;

interface CommandHelp {
  /** Names of its arguments; the last may stand for several if it ends in "…". */
  readonly args: readonly string[];
  /** What follows "--", if that is allowed. */
  readonly rest?: string;
  /** For the list of commands. */
  readonly brief: string;
  readonly about: readonly string[];
  readonly options: readonly OptionName[];
}

const linkHelp =
  'LINK is a link of the page, its part after "#", or "-" to read it from standard input. Put it in quotes.';

export const commands = {
  run: {
    args: ['LINK'],
    brief: 'run an experiment; print its verdict and digest',
    about: [
      'Runs the experiment of a link and prints its verdict and its digest: the same digest as in the page.',
      linkHelp,
      'Ctrl+C ends the run; what was recorded until then is written if --out is given.',
    ],
    options: ['threads', 'engine', 'out', 'json', 'quiet', 'help'],
  },
  verify: {
    args: ['LINK', 'DIGEST'],
    brief: 'run an experiment; say whether its digest is equal',
    about: ['Runs the experiment of a link and says whether its digest is equal.', linkHelp],
    options: ['threads', 'engine', 'quiet', 'help'],
  },
  sweep: {
    args: ['LINK'],
    brief: 'run all points of a sweep on this machine',
    about: [
      'Runs all points of the sweep of a link, prints what was found and the digest of its rows.',
      linkHelp,
      'Ctrl+C ends it; with --out, the same command continues where it ended.',
    ],
    options: ['knob', 'outFolder', 'full', 'threads', 'engine', 'json', 'csv', 'quiet', 'help'],
  },
  'sweep plan': {
    args: ['FOLDER', 'LINK'],
    brief: 'write the list of its points to a folder',
    about: [
      'Writes FOLDER/points.txt, a link a line, and FOLDER/plan.json, and prints the digest of the plan: publish it to register the sweep before it is run.',
      linkHelp,
    ],
    options: ['knob', 'engine', 'quiet', 'help'],
  },
  'sweep run': {
    args: ['FOLDER', 'N'],
    brief: 'run line N of the list',
    about: [
      'Runs line N of the list, and with --count the lines after it, and writes each result whole or not at all. What is there is not run again. A failure is written as a file that says why.',
    ],
    options: ['count', 'full', 'threads', 'quiet', 'help'],
  },
  'sweep merge': {
    args: ['FOLDER'],
    brief: 'check and combine the results',
    about: [
      'Says what is missing, checks that all results are of one plan, version and kind of engine, and writes FOLDER/merged.json, which the page opens.',
      '--json prints the rows that farcast.sweep() has in the page, --csv the same as a table.',
    ],
    options: ['json', 'csv', 'partial', 'registered', 'quiet', 'help'],
  },
  trajectory: {
    args: ['FILES…'],
    brief: 'forecast the weights of recorded runs',
    about: [
      'Reads checkpoints of training runs (files or folders: safetensors, NumPy, PyTorch, Keras), forecasts later checkpoints from earlier ones, and prints how close each forecast comes.',
      'With --out, writes to a folder: analysis.json, coefficients.csv (of every forecast), and the farcast of the last checkpoint as safetensors, which loads where the run came from.',
    ],
    options: [
      'losses',
      'window',
      'horizon',
      'fit',
      'source',
      'tensors',
      'outDirectory',
      'json',
      'quiet',
      'help',
    ],
  },
  'sweep submit slurm': {
    args: ['FOLDER'],
    rest: 'SBATCH OPTIONS',
    brief: 'submit what is missing to Slurm',
    about: [
      'Submits an array of the lines that have no result yet, and a merge that starts when it has ended.',
      'What follows "--" is passed to sbatch: -- --partition=long --account=me',
    ],
    options: ['count', 'full', 'dryRun', 'quiet', 'help'],
  },
} as const satisfies Record<string, CommandHelp>;

export type CommandName = keyof typeof commands;
export const commandNames = Object.keys(commands) as CommandName[];

export const commandHelp = (name: CommandName): CommandHelp => commands[name];

export const usageOf = (name: CommandName): string => {
  const { args, rest }: CommandHelp = commands[name];
  return ['farcast', name, ...args, '[options]', ...(rest === undefined ? [] : [`[-- ${rest}]`])].join(' ');
};

const widest = 29;

export const generalHelp = `Usage: farcast COMMAND

Farcast Playground without a browser: runs the experiments and sweeps of its links.

Commands:
${commandNames.map((name) => `  ${[name, ...commands[name].args].join(' ').padEnd(widest)} ${commands[name].brief}`).join('\n')}

"farcast COMMAND --help" shows more.
Exit codes: 0 done; 1 it failed, or the digest differs; 2 bad usage or an unusable link, so never try again;
3 points of a sweep are missing; 130 after Ctrl+C.
`;

export function helpOf(name: CommandName): string {
  const { about, options: names } = commandHelp(name);
  const rows = names.map((option) => {
    const { flag, help, value: example }: OptionHelp = options[option];
    const value = example === undefined ? '' : ` ${example}`;
    return `  ${`--${flag}${value}`.padEnd(19)} ${help}`;
  });
  return `Usage: ${usageOf(name)}\n\n${about.join('\n')}\n\nOptions:\n${rows.join('\n')}\n`;
}

/** How the text of an argument or an option is read; throws a UsageError without the usage. */
export const readers = {
  threads: wholeNumber('--threads', 1024),
  count: wholeNumber('--count', 1_000_000),
  line: wholeNumber('N', 1_000_000_000),
  window: wholeNumber('--window', 100_000),
  horizon: wholeNumber('--horizon', 1_000_000_000),
  fit: oneOf('--fit', { l1: 'absolute', ls: 'squares', huber: 'huber' } as const),
  source: oneOf('--source', { window: 'in-run', runs: 'transfer', future: 'oracle' } as const),
  digest: (text: string): string => {
    if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
    throw new UsageError('DIGEST is not valid: a digest has 64 characters, 0 to 9 and a to f');
  },
  engine: (text: string): EngineName => {
    const engine = engineNames.find((known) => known === text);
    if (engine !== undefined) return engine;
    throw new UsageError(`--engine takes ${engineNames.join(', ')}, not "${shortened(text)}"`);
  },
};

function oneOf<Value extends string>(
  what: string,
  values: Readonly<Record<string, Value>>,
): (text: string) => Value {
  return (text) => {
    const value = Object.hasOwn(values, text) ? values[text] : undefined;
    if (value !== undefined) return value;
    throw new UsageError(`${what} takes ${Object.keys(values).join(', ')}, not "${shortened(text)}"`);
  };
}

function wholeNumber(what: string, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= 1 && value <= max) return value;
    throw new UsageError(`${what} takes a whole number from 1 to ${max}, not "${shortened(text)}"`);
  };
}
