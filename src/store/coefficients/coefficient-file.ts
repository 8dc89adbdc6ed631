/**
 * Coefficients as a file: JSON text that says what they are, how they were fitted and where they come from.
 * Reading never throws; errors in a file are reported in one line.
 */
import * as v from 'valibot';
import { fields } from '../../experiment/fields.ts';
import { farthestFrozen } from '../../experiment/frozen.ts';

/** Whether a number has a finite neighbour of single precision. */
const fitsSingle = (value: number): boolean => Number.isFinite(Math.fround(value));

/** The number with the fewest digits (9 at most) that is equal in single precision; 0 for -0. */
export function shortSingle(value: number): number {
  const single = Math.fround(value);
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) return short;
  }
  return Number(single.toPrecision(9));
}

/** Whether writing it short gives up digits that single precision cannot hold. */
export const losesDigits = (value: number): boolean =>
  Math.fround(value) !== value && shortSingle(value) !== value;

const format = 'farcast-coefficients';
const version = 1;

/** Longest file that is read, in characters; the largest that is written has about a fifth of them. */
export const maxFileLength = 2 ** 18;

const wrong = 'is not as it should be';
const whole = (least: number, most: number) => {
  const message = `is not a whole number from ${least} to ${most}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
};
const list = <Item extends v.GenericSchema>(item: Item, least: number, most: number) => {
  const message = `does not have ${least} to ${most} entries`;
  return v.pipe(v.array(item, 'is not a list'), v.minLength(least, message), v.maxLength(most, message));
};
const text = (most: number) =>
  v.pipe(v.string('is not text'), v.maxLength(most, `is longer than ${most} characters`));
const coefficient = v.pipe(
  v.number('is not a number'),
  v.check(fitsSingle, 'is not a finite number of single precision'),
);
const optionOf = <Name extends string>(options: Readonly<Record<Name, string>>) => {
  const names = Object.keys(options) as Name[];
  return v.picklist(names, `is not one of ${names.join(', ')}`);
};

const schema = v.object(
  {
    format: v.literal(format, `is not “${format}”: this is no file of coefficients`),
    version: v.literal(version, `is not ${version}, the only one that this page reads`),
    columns: optionOf(fields.columns.options),
    /** Snapshots that a window spans, and steps between two. */
    window: whole(fields.window.min, fields.window.max),
    stride: whole(fields.stride.min, fields.stride.max),
    /** Snapshots from the window's start to each input, ascending; the last is the window's. */
    inputs: list(whole(0, fields.window.max), 2, 32),
    /** Snapshots ahead of the window's last, ascending. */
    horizons: list(whole(1, farthestFrozen), 1, 64),
    /** What shares coefficients: `shared`, `layer` or `kind`. */
    groups: optionOf(fields.groups.options),
    /** One for each group, in the network's order. */
    sets: list(
      v.object(
        {
          name: text(80),
          /** [horizon][inputs, then the constant]. */
          values: list(list(coefficient, 3, 33), 1, 64),
        },
        wrong,
      ),
      1,
      fields.layers.maxDepth + 1,
    ),
    /** Optional in files written by hand. */
    from: v.optional(
      v.object(
        {
          experiment: text(16),
          link: text(20_000),
          arm: text(40),
          seed: whole(0, fields.seeds.maxSeed),
          /** Step of the forecast that they belong to. */
          step: whole(0, fields.steps.max),
        },
        wrong,
      ),
    ),
  },
  wrong,
);

type Content = v.InferOutput<typeof schema>;

/** What a file holds; see the schema above for what each number counts. */
export type CoefficientFile = Omit<Content, 'format' | 'version'>;

export type ReadFile =
  { readonly ok: true; readonly file: CoefficientFile } | { readonly ok: false; readonly problem: string };

/** A row of numbers to a line, so that a person can read it. */
export function writeCoefficients({ sets, from, ...file }: CoefficientFile): string {
  const entry = (key: string, value: unknown): string => `  "${key}": ${JSON.stringify(value)}`;
  const rows = (values: CoefficientFile['sets'][number]['values']): string =>
    values.map((row) => `        ${JSON.stringify(row)}`).join(',\n');
  const written = sets.map(
    ({ name, values }) =>
      `    {\n      "name": ${JSON.stringify(name)},\n      "values": [\n${rows(values)}\n      ]\n    }`,
  );
  return `{\n${[
    ...Object.entries({ format, version, ...file }).map(([key, value]) => entry(key, value)),
    `  "sets": [\n${written.join(',\n')}\n  ]`,
    ...(from === undefined ? [] : [entry('from', from)]),
  ].join(',\n')}\n}\n`;
}

export function readCoefficients(content: string): ReadFile {
  const problem = (said: string): ReadFile => ({ ok: false, problem: said });
  if (content.length > maxFileLength) return problem(tooLong(content.length));
  let raw: unknown;
  try {
    raw = JSON.parse(content);
  } catch {
    return problem('It is not JSON.');
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return problem('It is JSON, but no file of coefficients.');
  const parsed = v.safeParse(schema, raw, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const place = issue.path?.map(({ key }) => String(key)).join('.') ?? '';
    const missing = issue.kind === 'schema' && issue.received === 'undefined';
    return problem(`“${place}” ${missing ? 'is missing' : issue.message}.`);
  }
  const odd = misfit(parsed.output);
  return odd === null ? { ok: true, file: withoutMarks(parsed.output) } : problem(odd);
}

export const tooLong = (length: number): string =>
  `It is ${Math.ceil(length / 1024).toLocaleString('en')} kB long; files of coefficients have at most ${maxFileLength / 1024}.`;

const withoutMarks = ({ format: _format, version: _version, ...file }: Content): CoefficientFile => file;

const isAscending = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || value > values[i - 1]!);

/** Contradictions between parts of a file. */
function misfit({ inputs, horizons, window, groups, sets }: Content): string | null {
  if (!isAscending(inputs) || inputs.at(-1) !== window)
    return `“inputs” do not ascend to the window’s last snapshot, ${window}.`;
  if (!isAscending(horizons)) return '“horizons” do not ascend.';
  const needed = { shared: 1, kind: 2, layer: sets.length }[groups];
  if (sets.length !== needed) return `“sets” has length ${sets.length} where “groups” requires ${needed}.`;
  for (const [s, { values }] of sets.entries()) {
    if (values.length !== horizons.length)
      return `“sets.${s}.values” has ${values.length} rows for ${horizons.length} horizons.`;
    const short = values.findIndex((row) => row.length !== inputs.length + 1);
    if (short >= 0)
      return `“sets.${s}.values.${short}” has ${values[short]!.length} numbers, not ${inputs.length} inputs and a constant.`;
  }
  return null;
}
