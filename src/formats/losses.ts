/**
 * Losses over steps beside a run's checkpoints: CSV or JSON of rows with a step and losses, the trainer_state.json of Hugging
 * Face, an export of Weights & Biases. They are shown; nothing is computed from them.
 */
import { FormatError, type ByteSource } from './source.ts';
import { decodeText, endOfText, isRecord, parseJson } from './text.ts';

export interface Losses {
  /** Whole numbers, ascending. */
  readonly steps: readonly number[];
  /** Of training, one a step; null if the row has none; may be infinite or NaN. */
  readonly loss: readonly (number | null)[];
  /** The same on held-out data; null if the file has none at all. */
  readonly validation: readonly (number | null)[] | null;
}

/** Bytes. */
const maxFile = 64_000_000;

/**
 * Names of columns, as `plain` writes them; the first of them that any row has is taken. In a trainer_state.json the last row
 * has the mean over the whole training as train_loss, and is no row of the losses.
 */
const columns = {
  step: ['step', 'steps', 'global_step', 'train_global_step', 'iteration', 'iterations', 'iter'],
  loss: ['loss', 'train_loss', 'training_loss'],
  validation: ['val_loss', 'eval_loss', 'validation_loss', 'valid_loss', 'test_loss'],
} as const;
type Column = keyof typeof columns;

/** 'train/loss', 'Train Loss' and W&B's 'name-of-run - train/loss' are all 'train_loss'. */
const plain = (name: string): string =>
  name
    .replace(/^.* - /, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, '_')
    .replace(/^_+|_+$/g, '');

/** What a row holds, and how to call it in a sentence: 'Line 7'. */
interface Row {
  readonly place: string;
  readonly values: ReadonlyMap<string, unknown>;
}

/** Rejects with a FormatError, which names the line or entry where there is one. */
export async function readLosses(source: ByteSource): Promise<Losses> {
  if (source.size > maxFile) throw new FormatError('It is longer than 64 MB, too long for a table of losses');
  const text = decodeText(await source.read(0, source.size));
  const rows = /^\s*[{[]/.test(text) ? rowsOfJson(text) : rowsOfCsv(text);
  const used = (column: Column) =>
    columns[column].find((name) => rows.some(({ values }) => values.has(name)));
  const [step, loss, validation] = [used('step'), used('loss'), used('validation')];
  const found = new Map<number, { loss: number | null; validation: number | null }>();
  for (const row of rows) {
    const values = { loss: numberIn(row, loss), validation: numberIn(row, validation) };
    if (values.loss === null && values.validation === null) continue;
    const at = stepIn(row, step);
    const before = found.get(at);
    found.set(at, {
      loss: one(before?.loss ?? null, values.loss, row, at),
      validation: one(before?.validation ?? null, values.validation, row, at),
    });
  }
  if (found.size === 0) throw new FormatError('It has no losses: “step” and “loss” or “val_loss” are needed');
  const sorted = [...found].sort(([a], [b]) => a - b);
  const held = sorted.map(([, values]) => values.validation);
  return {
    steps: sorted.map(([at]) => at),
    loss: sorted.map(([, values]) => values.loss),
    validation: held.some((value) => value !== null) ? held : null,
  };
}

function one(before: number | null, now: number | null, { place }: Row, step: number): number | null {
  if (before !== null && now !== null && !Object.is(before, now))
    throw new FormatError(`${place} has another loss for step ${step}, which was there before`);
  return now ?? before;
}

function stepIn(row: Row, name: string | undefined): number {
  const step = numberIn(row, name);
  if (step === null) throw new FormatError(`${row.place} has a loss but no step`);
  if (!Number.isSafeInteger(step) || step < 0)
    throw new FormatError(`${row.place}: the step ${shortened(step)} is not a whole number from 0`);
  return step;
}

/** Null if the row has none. */
function numberIn({ place, values }: Row, name: string | undefined): number | null {
  const value = name === undefined ? null : values.get(name);
  if (value === null || value === undefined || value === '') return null;
  const number = typeof value === 'string' ? numberOf(value) : value;
  if (typeof number === 'number') return number;
  throw new FormatError(`${place}: ${shortened(value)} in “${name!}” is not a number`);
}

/** As Python, R and JavaScript write them. */
function numberOf(text: string): number | null {
  if (text.length > 40) return null;
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^[+-]?nan$/i.test(text)) return NaN;
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  return infinite ? (infinite[1] === '-' ? -Infinity : Infinity) : null;
}

function shortened(value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'number' ? `${value}` : JSON.stringify(value);
  return `“${text.length > 40 ? `${text.slice(0, 39)}…` : text}”`;
}

function rowsOfCsv(text: string): Row[] {
  const rows: Row[] = [];
  let names: readonly string[] | null = null;
  let separator = ',';
  for (const [i, line] of text.split(/\r\n|\n|\r/).entries()) {
    const place = `Line ${i + 1}`;
    if (line.trim() === '') continue;
    if (names) {
      if (line.startsWith('#')) continue;
      const cells = cellsOf(line, separator, place);
      if (cells.length !== names.length)
        throw new FormatError(
          `${place} has ${cells.length} value${cells.length === 1 ? '' : 's'}, not ${names.length} as the line with the names`,
        );
      rows.push({ place, values: new Map(names.map((name, column) => [name, cells[column]])) });
      continue;
    }
    separator = [',', ';', '\t'].find((mark) => line.includes(mark)) ?? ',';
    // NumPy writes names behind a #, as it does other remarks.
    const found = cellsOf(line.replace(/^#/, ''), separator, place).map(plain);
    if (columns.step.some((name) => found.includes(name))) names = named(found, place);
    else if (!line.startsWith('#'))
      throw new FormatError(`${place} should name the columns, and one of them “step”`);
  }
  return rows;
}

function named(names: readonly string[], place: string): readonly string[] {
  const twice = names.find((name, i) => isKnown(name) && names.indexOf(name) < i);
  if (twice !== undefined)
    throw new FormatError(`${place} names two columns “${twice}”: one run is read, not several`);
  return names;
}

function cellsOf(line: string, separator: string, place: string): string[] {
  const parts = line.split(separator);
  if (!line.includes('"')) return parts.map((cell) => cell.trim());
  // A cell in quotes may hold separators: it continues until its quotes are even.
  const cells: string[] = [];
  let open: string[] = [];
  let quotes = 0;
  for (const part of parts) {
    open.push(part);
    quotes += part.split('"').length - 1;
    if (quotes % 2 === 1) continue;
    const cell = open.join(separator).trim();
    cells.push(
      quotes > 0
        ? cell
            .replace(/^"([^]*)"$/, '$1')
            .replaceAll('""', '"')
            .trim()
        : cell,
    );
    open = [];
    quotes = 0;
  }
  if (open.length > 0) throw new FormatError(`${place}: its quotes do not match`);
  return cells;
}

function rowsOfJson(text: string): Row[] {
  const value = parseJson(withoutNaN(text));
  const rows = isRecord(value) ? (value['log_history'] ?? rowsOfColumns(value)) : value;
  if (!Array.isArray(rows)) throw new FormatError('It is JSON, but no list of steps and losses');
  return (rows as readonly unknown[]).map((row, i) => {
    const place = `Entry ${i + 1}`;
    if (!isRecord(row)) throw new FormatError(`${place} is not an object with a step and a loss`);
    return { place, values: new Map(Object.entries(row).map(([name, cell]) => [plain(name), cell])) };
  });
}

/** { step: […], loss: […] } as rows. */
function rowsOfColumns(value: Readonly<Record<string, unknown>>): unknown {
  const lists = Object.entries(value).filter(
    (entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && isKnown(plain(entry[0])),
  );
  const length = lists[0]?.[1].length;
  if (length === undefined) return null;
  if (lists.some(([, list]) => list.length !== length))
    throw new FormatError('Its lists of steps and losses have different lengths');
  return Array.from({ length }, (_, i) => Object.fromEntries(lists.map(([name, list]) => [name, list[i]])));
}

const isKnown = (name: string): boolean =>
  Object.values(columns).some((known) => (known as readonly string[]).includes(name));

/** Python writes NaN and Infinity into JSON, where they are not allowed: they become text. */
function withoutNaN(json: string): string {
  if (!/NaN|Infinity/.test(json)) return json;
  const parts: string[] = [];
  for (let at = 0; at < json.length;) {
    const quote = json.indexOf('"', at);
    const start = quote < 0 ? json.length : quote;
    const end = endOfText(json, start) + 1;
    parts.push(json.slice(at, start).replace(/-?\b(NaN|Infinity)\b/g, '"$&"'), json.slice(start, end));
    at = end;
  }
  return parts.join('');
}
