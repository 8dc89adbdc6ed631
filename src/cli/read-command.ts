/** Reads the arguments of the program: which command, its arguments and options. The commands are in commands.ts. */
import { parseArgs } from 'node:util';
import { shortened } from '../experiment/link/text.ts';
import {
  commandHelp,
  commandNames,
  generalHelp,
  helpOf,
  options,
  readers,
  usageOf,
  UsageError,
  type CommandName,
  type Options,
} from './commands.ts';

export interface Command {
  readonly command: CommandName;
  /** One for each name in the command's `args`. */
  readonly args: readonly string[];
  /** What follows "--", for commands that pass it on. */
  readonly rest: readonly string[];
  readonly options: Options;
}

export type ReadCommand = Command | { readonly command: 'help'; readonly text: string };

/** Throws a UsageError. `args` are those after the program's own name. */
export function readCommand(args: readonly string[]): ReadCommand {
  const [first] = args;
  if (first === undefined)
    throw new UsageError(
      'A command is missing: run, verify, sweep or trajectory. "farcast --help" shows more.',
    );
  if (first === '--help' || first === '-h' || first === 'help') {
    const asked = nameOf(args.slice(1));
    return { command: 'help', text: asked === null ? generalHelp : helpOf(asked) };
  }
  const name = nameOf(args);
  if (name === null)
    throw new UsageError(
      `There is no command "${shortened(first)}": use run, verify, sweep or trajectory. "farcast --help" shows more.`,
    );
  const { values, positionals, rest } = parse(name, args.slice(name.split(' ').length));
  if (values.help === true) return { command: 'help', text: helpOf(name) };
  const needed = commandHelp(name).args;
  const missing = needed[positionals.length];
  const tooMuch = needed.at(-1)?.endsWith('…') === true ? undefined : positionals[needed.length];
  if (missing !== undefined) throw usage(name, `${missing} is missing`);
  if (tooMuch !== undefined)
    throw usage(name, `"${shortened(tooMuch)}" is one argument too many; put the link in quotes`);
  try {
    return { command: name, args: positionals, rest, options: optionsOf(values) };
  } catch (error) {
    throw error instanceof UsageError ? usage(name, error.message) : error;
  }
}

/** The longest name of a command that the arguments begin with. */
const nameOf = (args: readonly string[]): CommandName | null =>
  commandNames
    .toSorted((a, b) => b.length - a.length)
    .find((name) => name.split(' ').every((word, i) => args[i] === word)) ?? null;

const usage = (name: CommandName, what: string): UsageError =>
  new UsageError(`${what}. Usage: ${usageOf(name)}`);

type OptionName = keyof typeof options;
type Values = Partial<Record<OptionName, string | boolean | readonly string[]>>;

function optionsOf(values: Values): Options {
  const text = <Value>(name: OptionName, read: (text: string) => Value): Value | null => {
    const given = values[name];
    return typeof given === 'string' ? read(given) : null;
  };
  const asIs = (given: string): string => given;
  const { knob = [] } = values;
  return {
    threads: text('threads', readers.threads),
    engine: text('engine', readers.engine),
    count: text('count', readers.count),
    registered: text('registered', readers.digest),
    out: text('out', asIs),
    outFolder: text('outFolder', asIs),
    outDirectory: text('outDirectory', asIs),
    losses: text('losses', asIs),
    tensors: text('tensors', asIs),
    window: text('window', readers.window),
    horizon: text('horizon', readers.horizon),
    fit: text('fit', readers.fit),
    source: text('source', readers.source),
    knob: Array.isArray(knob) ? (knob as readonly string[]) : [],
    json: values.json === true,
    csv: values.csv === true,
    partial: values.partial === true,
    full: values.full === true,
    dryRun: values.dryRun === true,
    quiet: values.quiet === true,
  };
}

interface Parsed {
  readonly values: Values;
  readonly positionals: readonly string[];
  readonly rest: readonly string[];
}

/** Options and positional arguments; after "--" nothing is an option. "-" alone is a link. */
function parse(name: CommandName, args: readonly string[]): Parsed {
  const help = commandHelp(name);
  const end = help.rest === undefined ? args.length : [...args, '--'].indexOf('--');
  const rest = args.slice(end + 1);
  const { tokens, positionals } = parseArgs({
    args: args.slice(0, end),
    options: Object.fromEntries(
      help.options.map((option) => [
        options[option].flag,
        {
          type: 'value' in options[option] ? ('string' as const) : ('boolean' as const),
          ...(option === 'help' ? { short: 'h' } : {}),
        },
      ]),
    ),
    ...{ allowPositionals: true, strict: false, tokens: true },
  });
  const given = tokens.filter((token) => token.kind === 'option');
  // With --help, other arguments need not be valid.
  if (given.some((token) => token.name === 'help')) return { values: { help: true }, positionals, rest };
  const values: Record<string, string | boolean | string[]> = {};
  for (const { name: key, rawName, value, inlineValue } of given) {
    const option = help.options.find((one) => options[one].flag === key);
    if (option === undefined) throw usage(name, `There is no option ${shortened(rawName)}`);
    const row = options[option];
    if (!('value' in row)) {
      if (value !== undefined) throw usage(name, `${rawName} takes no value`);
      values[option] = true;
      continue;
    }
    if (value === undefined) throw usage(name, `${rawName} takes a value: ${rawName} ${row.value}`);
    if (value.startsWith('-') && !inlineValue)
      throw usage(
        name,
        `${rawName} takes a value; write ${rawName}=${shortened(value)} for one that begins with a dash`,
      );
    const before = values[option];
    if (option === 'knob') values[option] = [...(Array.isArray(before) ? before : []), value];
    else if (before === undefined) values[option] = value;
    else throw usage(name, `${rawName} is given twice`);
  }
  return { values, positionals, rest };
}
