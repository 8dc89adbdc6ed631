/** The command line as data: commands, options and their help; and how they are parsed. */
import { parseArgs } from 'node:util';
import { engineNames, type EngineName } from '../experiment/fields.ts';
import { shortened } from '../experiment/link/text.ts';

/** Bad usage, or an unusable link: what is wrong and what to do, in one line. */
export class UsageError extends Error {}

export interface RunCommand {
  readonly command: 'run';
  readonly link: string;
  /** Worker threads that replicas are spread over; null: one per core. */
  readonly threads: number | null;
  readonly engine: EngineName | null;
  readonly out: string | null;
  readonly json: boolean;
  readonly quiet: boolean;
}

export type Command =
  | RunCommand
  | (Pick<RunCommand, 'link' | 'threads' | 'engine' | 'quiet'> & {
      readonly command: 'verify';
      readonly digest: string;
    })
  | { readonly command: 'help'; readonly text: string };

interface OptionHelp {
  readonly type: 'string' | 'boolean';
  /** Placeholder for its value in the help. */
  readonly value?: string;
  readonly help: string;
}

const options = {
  threads: {
    type: 'string',
    value: 'N',
    help: 'number of worker threads (default: one per core); it does not affect results',
  },
  engine: {
    type: 'string',
    value: 'NAME',
    help: 'train on this engine, whatever the link says; available without a browser: "simd" and "reference"',
  },
  out: { type: 'string', value: 'FILE', help: 'write the whole result to FILE, as JSON' },
  json: { type: 'boolean', help: 'print the whole result as JSON in place of the verdict' },
  quiet: { type: 'boolean', help: 'no progress and no notes on standard error' },
  help: { type: 'boolean', help: 'show this help' },
} as const satisfies Record<string, OptionHelp>;

type OptionName = keyof typeof options;

interface CommandHelp {
  readonly usage: string;
  readonly about: readonly string[];
  readonly options: readonly OptionName[];
}

const linkHelp =
  'LINK is a link of the page, its part after "#", or "-" to read it from standard input. Put it in quotes.';

const commands = {
  run: {
    usage: 'farcast run LINK [options]',
    about: [
      'Runs the experiment of a link and prints its verdict and its digest: the same digest as in the page.',
      linkHelp,
      'Ctrl+C ends the run; what was recorded until then is written if --out is given.',
    ],
    options: ['threads', 'engine', 'out', 'json', 'quiet', 'help'],
  },
  verify: {
    usage: 'farcast verify LINK DIGEST [options]',
    about: ['Runs the experiment of a link and says whether its digest is equal.', linkHelp],
    options: ['threads', 'engine', 'quiet', 'help'],
  },
} as const satisfies Record<string, CommandHelp>;

type CommandName = keyof typeof commands;

const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name);

const generalHelp = `Usage: farcast COMMAND

Farcast Playground without a browser: runs the experiments of its links.

Commands:
  run LINK             run an experiment; print its verdict and digest
  verify LINK DIGEST   run an experiment; say whether its digest is equal

"farcast COMMAND --help" shows more.
Exit codes: 0 done; 1 the run failed or the digest differs; 2 bad usage or an unusable link; 130 after Ctrl+C.
`;

function helpOf(name: CommandName): string {
  const { usage, about, options: names }: CommandHelp = commands[name];
  const rows = names.map((option) => {
    const { help, value: example }: OptionHelp = options[option];
    const value = example === undefined ? '' : ` ${example}`;
    return `  ${`--${option}${value}`.padEnd(16)} ${help}`;
  });
  return `Usage: ${usage}\n\n${about.join('\n')}\n\nOptions:\n${rows.join('\n')}\n`;
}

/** Throws a UsageError. `args` are those after the program's own name. */
export function readCommand(args: readonly string[]): Command {
  const [name, ...rest] = args;
  if (name === undefined)
    throw new UsageError('A command is missing: run or verify. "farcast --help" shows more.');
  if (name === '--help' || name === '-h' || name === 'help')
    return {
      command: 'help',
      text: rest[0] !== undefined && isCommand(rest[0]) ? helpOf(rest[0]) : generalHelp,
    };
  if (!isCommand(name))
    throw new UsageError(
      `There is no command "${shortened(name)}": use run or verify. "farcast --help" shows more.`,
    );
  const { values, positionals } = parse(name, rest);
  if (values.help === true) return { command: 'help', text: helpOf(name) };
  const needed = name === 'run' ? ['LINK'] : ['LINK', 'DIGEST'];
  const [link, digest] = positionals;
  const missing = needed[positionals.length];
  const tooMuch = positionals[needed.length];
  if (link === undefined || missing !== undefined) throw usage(name, `${missing ?? 'LINK'} is missing`);
  if (tooMuch !== undefined)
    throw usage(name, `"${shortened(tooMuch)}" is one argument too many; put the link in quotes`);
  const common = {
    link,
    threads: threadsOf(name, values.threads),
    engine: engineOf(name, values.engine),
    quiet: values.quiet === true,
  };
  if (name === 'run')
    return { command: 'run', ...common, out: values.out ?? null, json: values.json === true };
  if (digest === undefined || !/^[0-9a-f]{64}$/i.test(digest))
    throw usage(name, 'DIGEST is not valid: a digest has 64 characters, 0 to 9 and a to f');
  return { command: 'verify', ...common, digest: digest.toLowerCase() };
}

const usage = (name: CommandName, what: string): UsageError =>
  new UsageError(`${what}. Usage: ${commands[name].usage}`);

type Values = Partial<
  Record<'threads' | 'engine' | 'out', string> & Record<'json' | 'quiet' | 'help', boolean>
>;

/** Options and positional arguments; after "--" nothing is an option. "-" alone is a link. */
function parse(name: CommandName, args: readonly string[]): { values: Values; positionals: string[] } {
  const allowed = commands[name].options;
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      allowed.map((option) => [
        option,
        { type: options[option].type, ...(option === 'help' ? { short: 'h' } : {}) },
      ]),
    ),
    ...{ allowPositionals: true, strict: false, tokens: true },
  });
  const given = tokens.filter((token) => token.kind === 'option');
  // With --help, other arguments need not be valid.
  if (given.some((token) => token.name === 'help')) return { values: { help: true }, positionals };
  const values: Record<string, string | boolean> = {};
  for (const { name: key, rawName, value, inlineValue } of given) {
    const option = allowed.find((one) => one === key);
    if (option === undefined) throw usage(name, `There is no option ${shortened(rawName)}`);
    if (options[option].type === 'boolean') {
      if (value !== undefined) throw usage(name, `${rawName} takes no value`);
      values[option] = true;
      continue;
    }
    const { value: example }: OptionHelp = options[option];
    if (value === undefined) throw usage(name, `${rawName} takes a value: ${rawName} ${example}`);
    if (value.startsWith('-') && !inlineValue)
      throw usage(
        name,
        `${rawName} takes a value; write ${rawName}=${shortened(value)} for one that begins with a dash`,
      );
    if (values[option] !== undefined) throw usage(name, `${rawName} is given twice`);
    values[option] = value;
  }
  return { values, positionals };
}

/** Maximum number of threads: more than any machine has cores. */
const maxThreads = 1024;

function threadsOf(name: CommandName, text: string | undefined): number | null {
  if (text === undefined) return null;
  const threads = Number(text);
  if (/^\d+$/.test(text) && threads >= 1 && threads <= maxThreads) return threads;
  throw usage(name, `--threads takes a whole number from 1 to ${maxThreads}, not "${shortened(text)}"`);
}

function engineOf(name: CommandName, text: string | undefined): EngineName | null {
  if (text === undefined) return null;
  const engine = engineNames.find((known) => known === text);
  if (engine !== undefined) return engine;
  throw usage(name, `--engine takes ${engineNames.join(', ')}, not "${shortened(text)}"`);
}
