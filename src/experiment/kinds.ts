/**
 * The kinds of field, and for each kind: how a value is written in a link, how text is read, and how an untrusted
 * value is validated. Independent of particular fields.
 */

/** Properties of every field. */
export interface FieldText {
  readonly label: string;
  /** One sentence that explains what it does. */
  readonly help: string;
  /** Key in links: short, readable, never reused for another meaning. */
  readonly key: string;
  /** Link version that introduced the field. */
  readonly since: number;
  readonly unit?: string;
  readonly group: FieldGroup;
}

export type FieldGroup = 'task' | 'network' | 'optimizer' | 'farcaster' | 'jumps' | 'arms' | 'sweep';

export interface NumberField extends FieldText {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  /** Slider increment; whole numbers when `integer`. */
  readonly step: number;
  readonly integer: boolean;
  /** Slider positions spread evenly over the logarithm. */
  readonly logarithmic?: boolean;
  /** A word for the value 0, both in links and on screen ("full" batch). */
  readonly zero?: string;
  readonly default: number;
}

export interface ChoiceField<Name extends string = string> extends FieldText {
  readonly kind: 'choice';
  /** Name in specs and links -> words on screen. */
  readonly options: Readonly<Record<Name, string>>;
  readonly default: Name;
}

export interface SetField<Name extends string = string> extends FieldText {
  readonly kind: 'set';
  readonly options: Readonly<Record<Name, string>>;
  /** Members that are always in the set. */
  readonly required: readonly Name[];
  readonly default: readonly Name[];
}

export interface WidthsField extends FieldText {
  readonly kind: 'widths';
  readonly maxDepth: number;
  readonly maxWidth: number;
  readonly default: readonly number[];
}

export interface SeedsField extends FieldText {
  readonly kind: 'seeds';
  readonly maxCount: number;
  readonly maxSeed: number;
  readonly default: readonly number[];
}

/** A list of finite numbers. */
export interface NumbersField extends FieldText {
  readonly kind: 'numbers';
  readonly maxCount: number;
  /** Range, if only whole numbers are allowed. */
  readonly whole?: readonly [min: number, max: number];
  readonly default: readonly number[];
}

export type Field = NumberField | ChoiceField | SetField | WidthsField | SeedsField | NumbersField;

/** The value type that a field gives to the spec. */
export type FieldValue<F> = F extends { kind: 'number' }
  ? number
  : F extends { kind: 'choice'; options: Readonly<Record<infer Name, string>> }
    ? Name
    : F extends { kind: 'set'; options: Readonly<Record<infer Name, string>> }
      ? readonly Name[]
      : F extends { kind: 'widths' | 'seeds' | 'numbers' }
        ? readonly number[]
        : never;

/** A valid value, and what had to be changed to make it valid (null: nothing). */
export interface Checked {
  readonly value: unknown;
  readonly problem: string | null;
}

const ok = (value: unknown): Checked => ({ value, problem: null });
const replaced = (value: unknown, problem: string): Checked => ({ value, problem });

/** Writes a valid value as link text. */
export function formatValue(field: Field, value: unknown): string {
  switch (field.kind) {
    case 'number':
      return value === 0 && field.zero !== undefined ? field.zero : String(value);
    case 'choice':
      return String(value);
    case 'set':
      return (value as readonly string[]).join(',');
    case 'seeds':
      return formatSeeds(value as readonly number[]);
    case 'widths':
    case 'numbers':
      return (value as readonly number[]).length === 0 ? 'none' : (value as readonly number[]).join(',');
  }
}

/** Reads link text into a raw value, which `checkValue` then validates. Never throws. */
export function readText(field: Field, text: string): unknown {
  switch (field.kind) {
    case 'number':
      return field.zero === text ? 0 : readNumber(text);
    case 'choice':
      return text;
    case 'set':
      return text.split(',');
    case 'widths':
    case 'numbers':
      return text === 'none' ? [] : text.split(',').map(readItem);
    case 'seeds':
      return readSeeds(text, field.maxCount);
  }
}

/** Validates a raw value from outside (link, file, worker message) against its field. Never throws. */
export function checkValue(field: Field, raw: unknown): Checked {
  switch (field.kind) {
    case 'number':
      return checkNumber(field, raw);
    case 'choice':
      return typeof raw === 'string' && Object.hasOwn(field.options, raw)
        ? ok(raw)
        : replaced(field.default, `${quote(raw)} is not one of ${Object.keys(field.options).join(', ')}`);
    case 'set':
      return checkSet(field, raw);
    case 'widths':
      return checkWidths(field, raw);
    case 'seeds':
      return checkSeeds(field, raw);
    case 'numbers':
      return checkNumbers(field, raw);
  }
}

/** Whether two valid values of one field are the same. */
export function sameValue(field: Field, a: unknown, b: unknown): boolean {
  return formatValue(field, a) === formatValue(field, b);
}

function checkNumber(field: NumberField, raw: unknown): Checked {
  if (typeof raw !== 'number' || !Number.isFinite(raw)) {
    return replaced(field.default, `${quote(raw)} is not a number`);
  }
  if (raw < field.min) return replaced(field.min, `${raw} is below the minimum ${field.min}`);
  if (raw > field.max) return replaced(field.max, `${raw} is above the maximum ${field.max}`);
  if (field.integer && !Number.isInteger(raw)) {
    return replaced(Math.round(raw), `${raw} is not a whole number`);
  }
  return ok(raw === 0 ? 0 : raw);
}

function checkSet(field: SetField, raw: unknown): Checked {
  if (!Array.isArray(raw)) return replaced(field.default, `${quote(raw)} is not a list`);
  const unknown = raw.filter((name) => typeof name !== 'string' || !Object.hasOwn(field.options, name));
  const names = Object.keys(field.options).filter(
    (name) => raw.includes(name) || field.required.includes(name),
  );
  if (unknown.length > 0)
    return replaced(names, `${quote(unknown[0])} is not one of ${Object.keys(field.options).join(', ')}`);
  const missing = field.required.filter((name) => !raw.includes(name));
  if (missing.length > 0) return replaced(names, `${missing.join(', ')} cannot be left out`);
  return ok(names);
}

function checkWidths(field: WidthsField, raw: unknown): Checked {
  if (!Array.isArray(raw)) return replaced(field.default, `${quote(raw)} is not a list of widths`);
  const widths: unknown[] = raw;
  if (
    !widths.every(
      (width): width is number => typeof width === 'number' && Number.isInteger(width) && width >= 1,
    )
  ) {
    return replaced(field.default, `${quote(raw.slice(0, 8))} is not a list of whole widths`);
  }
  if (widths.length > field.maxDepth) {
    return replaced(
      widths.slice(0, field.maxDepth).map((width) => Math.min(width, field.maxWidth)),
      `${widths.length} hidden layers are more than ${field.maxDepth}`,
    );
  }
  const widest = Math.max(0, ...widths);
  if (widest > field.maxWidth) {
    return replaced(
      widths.map((width) => Math.min(width, field.maxWidth)),
      `a width of ${widest} is above the maximum ${field.maxWidth}`,
    );
  }
  return ok(widths);
}

function checkSeeds(field: SeedsField, raw: unknown): Checked {
  if (!Array.isArray(raw) || raw.length === 0)
    return replaced(field.default, `${quote(raw)} is not a count or list of seeds`);
  const given: unknown[] = raw;
  const isSeed = (seed: unknown): seed is number =>
    typeof seed === 'number' && Number.isInteger(seed) && seed >= 0 && seed <= field.maxSeed;
  if (!given.every(isSeed))
    return replaced(field.default, `seeds are whole numbers from 0 to ${field.maxSeed}`);
  const distinct = [...new Set(given)]; // a set holds no -0 either
  if (distinct.length > field.maxCount) {
    return replaced(distinct.slice(0, field.maxCount), `more seeds than ${field.maxCount}`);
  }
  if (distinct.length < given.length) return replaced(distinct, 'a seed was named twice');
  return ok(distinct);
}

function checkNumbers(field: NumbersField, raw: unknown): Checked {
  const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
  if (!Array.isArray(raw) || !raw.every(isNumber))
    return replaced(field.default, `${quote(raw)} is not a list of numbers`);
  const { maxCount, whole: [min, max] = [-Infinity, Infinity] } = field;
  const fits = (value: number): boolean =>
    value >= min && value <= max && (field.whole === undefined || Number.isInteger(value));
  const unfit = raw.filter((value) => !fits(value));
  if (unfit.length > 0) {
    const problem = `${quote(unfit.join(', '))}: only whole numbers from ${min} to ${max} can be used`;
    return replaced(raw.filter(fits).slice(0, maxCount), problem);
  }
  if (raw.length > maxCount)
    return replaced(raw.slice(0, maxCount), `${raw.length} numbers are more than ${maxCount}`);
  return ok(raw.map((value) => (value === 0 ? 0 : value)));
}

/** A plain number; any other text is returned unchanged. */
export function readNumber(text: string): unknown {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : text;
}

/** A number of a list: "000" is part of "1,000", not another zero. */
const readItem = (text: string): unknown => (/^[+-]?0\d/.test(text) ? text : readNumber(text));

/** "16" is a count (seeds 1..16); "3,5,9-12" is a list; a single seed s is "s-s". */
function readSeeds(text: string, maxCount: number): unknown {
  if (/^\d+$/.test(text)) return sequence(1, Math.min(Number(text), maxCount + 1));
  const seeds: unknown[] = [];
  for (const part of text.split(',')) {
    const range = /^(\d{1,10})-(\d{1,10})$/.exec(part);
    const first = Number(range?.[1]);
    const last = Math.min(Number(range?.[2]), first + maxCount);
    // Not a range, or a reversed one, which is left as text for validation to reject.
    if (!(first <= last)) {
      seeds.push(/^\d+$/.test(part) ? readItem(part) : part);
      continue;
    }
    seeds.push(...sequence(first, last - first + 1));
  }
  return seeds;
}

function formatSeeds(seeds: readonly number[]): string {
  if (seeds.every((seed, i) => seed === i + 1)) return String(seeds.length);
  const parts: string[] = [];
  for (let i = 0; i < seeds.length;) {
    const first = seeds[i] ?? 0;
    let length = 1;
    while (seeds[i + length] === first + length) length += 1;
    parts.push(length > 1 || seeds.length === 1 ? `${first}-${first + length - 1}` : String(first));
    i += length;
  }
  return parts.join(',');
}

/** `count` consecutive whole numbers. */
export function sequence(first: number, count: number): number[] {
  return Array.from({ length: Math.max(0, count) }, (_, i) => first + i);
}

/** JSON has no word for infinity. */
const spelt = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** A raw value in quotation marks, shortened; only its type where JSON has no text for it. */
function quote(raw: unknown): string {
  try {
    const text =
      typeof raw === 'string' || typeof raw === 'number' ? String(raw) : JSON.stringify(raw, spelt);
    return `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;
  } catch {
    return `“${typeof raw}”`;
  }
}
