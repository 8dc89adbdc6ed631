/**
 * safetensors, read and written: the length of a header, the header as JSON, then all numbers, little-endian and row by
 * row. https://github.com/huggingface/safetensors, whose rules are enforced: no overlap, no gap, nothing after the last.
 * Files that were cut into shards: shards.ts.
 */
import { float32Of } from './numbers.ts';
import { countOf, requireNumbers } from './shapes.ts';
import { FormatError, type ByteSource } from './source.ts';
import { stepOf } from './step.ts';
import { decodeText, encodeText, endOfText, isRecord, parseJson, someNames } from './text.ts';
import { bytesOf, dtypes, type Dtype, type StoredTensor, type WeightFile } from './weight-file.ts';

/** Bytes, as in the library of the format. */
const maxHeader = 100_000_000;

interface Placed {
  readonly name: string;
  /** Of types that are not read too. */
  readonly dtype: string;
  readonly shape: unknown;
  /** Bytes, from the first one after the header. */
  readonly start: number;
  readonly end: number;
}

type Stored = StoredTensor & { readonly start: number };

/** Reads the header, and a step if it is a tensor. Rejects with a FormatError. */
export async function openSafetensors(source: ByteSource): Promise<WeightFile> {
  const { header, start } = await readHeader(source);
  const metadata = header['__metadata__'] ?? {};
  if (!isTexts(metadata)) throw new FormatError('It is damaged: its metadata are not text');
  const placed = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(placedOf)
    .sort((a, b) => a.start - b.start || a.end - b.end);
  requireGapless(placed, source.size - start);
  const left = placed.filter(({ dtype }) => !isDtype(dtype));
  const tensors = placed.flatMap((entry) => (isDtype(entry.dtype) ? [storedOf(entry, entry.dtype)] : []));
  const read = async (tensor: number, from: number, to: number): Promise<Float32Array> => {
    const { dtype, start: first } = requireNumbers(tensors, tensor, from, to);
    const at = start + first;
    const width = bytesOf(dtype);
    return float32Of(await source.read(at + from * width, at + to * width), dtype);
  };
  const file = { tensors, metadata, read };
  const notes = left.length > 0 ? [leftOut(left)] : [];
  return { format: 'safetensors', ...file, step: await stepOf(file), notes };
}

async function readHeader(source: ByteSource) {
  if (source.size < 8) throw new FormatError('It is truncated: it ends before the length of its header');
  const { buffer, byteOffset } = await source.read(0, 8);
  const length = Number(new DataView(buffer, byteOffset).getBigUint64(0, true));
  if (length > maxHeader) throw new FormatError('It is damaged: its header claims to be longer than 100 MB');
  if (length > source.size - 8) throw new FormatError('It is truncated: it ends within its header');
  const text = decodeText(await source.read(8, 8 + length));
  const header = parseJson(text);
  if (!isRecord(header) || !Object.values(header).every(isRecord))
    throw new FormatError('It is damaged: its header is not a list of tensors');
  if (outerTexts(text) !== Object.keys(header).length)
    throw new FormatError('It is damaged: two of its tensors have the same name');
  return { header, start: 8 + length };
}

/**
 * How many texts are in the outermost object of valid JSON but not deeper: its keys, if no value is a text. JSON.parse keeps
 * the last of equal keys and does not say so.
 */
function outerTexts(json: string): number {
  let depth = 0;
  let texts = 0;
  for (let at = 0; at < json.length; at += 1) {
    const letter = json[at];
    if (letter === '{' || letter === '[') depth += 1;
    else if (letter === '}' || letter === ']') depth -= 1;
    else if (letter === '"') {
      if (depth === 1) texts += 1;
      at = endOfText(json, at);
    }
  }
  return texts;
}

function placedOf([name, entry]: readonly [string, unknown]): Placed {
  if (isRecord(entry)) {
    const { dtype, shape, data_offsets: range } = entry;
    if (typeof dtype === 'string' && Array.isArray(range) && range.length === 2) {
      const [start, end] = range as readonly unknown[];
      if (isPosition(start) && isPosition(end) && start <= end) return { name, dtype, shape, start, end };
    }
  }
  throw new FormatError(
    `It is damaged: its header does not say what and where the tensor ${someNames([name])} is`,
  );
}

const isPosition = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isDtype = (dtype: string): dtype is Dtype => (dtypes as readonly string[]).includes(dtype);
const isTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  isRecord(value) && Object.values(value).every((text) => typeof text === 'string');

function requireGapless(placed: readonly Placed[], size: number): void {
  let end = 0;
  for (const { name, start, end: next } of placed) {
    if (start !== end)
      throw new FormatError(
        `It is damaged: the tensor ${someNames([name])} ${start < end ? 'overlaps another' : 'comes after a gap'}`,
      );
    end = next;
  }
  if (end > size) throw new FormatError(`It is truncated: ${end - size} bytes of its tensors are missing`);
  if (end < size) throw new FormatError(`It is damaged: ${size - end} bytes of it belong to no tensor`);
}

function storedOf({ name, shape, start, end }: Placed, dtype: Dtype): Stored {
  const count = countOf(shape);
  if (count * bytesOf(dtype) !== end - start)
    throw new FormatError(
      `It is damaged: the tensor ${someNames([name])} has another size than its shape says`,
    );
  return { name, dtype, shape: shape as readonly number[], count, sharedWith: null, start };
}

function leftOut(left: readonly Placed[]): string {
  const types = [...new Set(left.map(({ dtype }) => dtype))];
  return `${left.length === 1 ? 'The tensor' : `${left.length} tensors`} of a type that is not read (${types.slice(0, 3).join(', ').slice(0, 40)}) ${left.length === 1 ? 'was' : 'were'} left out: ${someNames(left.map(({ name }) => name))}`;
}

/** A tensor to write. */
export interface TensorToWrite {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Its numbers, little-endian and row by row, in pieces of any length; requested once, when the ones before are written. */
  readonly bytes: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/**
 * A file, in pieces: nothing but the header and one piece is in memory. Tensors of wider numbers come first, so that all
 * begin at multiples of their width, else in the order given. Throws if two have one name, or one has not the bytes that
 * its shape says.
 */
export async function* writeSafetensors(
  tensors: readonly TensorToWrite[],
  metadata: Readonly<Record<string, string>> = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const ordered = [...tensors].sort((a, b) => bytesOf(b.dtype) - bytesOf(a.dtype));
  const names = new Set(['__metadata__']);
  const entries = Object.keys(metadata).length > 0 ? [`"__metadata__":${JSON.stringify(metadata)}`] : [];
  let end = 0;
  for (const { name, dtype, shape } of ordered) {
    if (names.has(name)) throw new Error(`The name “${name}” is taken`);
    names.add(name);
    const start = end;
    end += lengthOf({ dtype, shape });
    entries.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [start, end] })}`);
  }
  yield headerBytes(`{${entries.join(',')}}`);
  for (const tensor of ordered) yield* exactly(tensor);
}

const lengthOf = ({ dtype, shape }: Pick<TensorToWrite, 'dtype' | 'shape'>): number =>
  countOf(shape) * bytesOf(dtype);

/** With its length before it and spaces after it, to a multiple of 8 bytes. */
function headerBytes(header: string): Uint8Array {
  const text = encodeText(header);
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, 8);
  return bytes;
}

async function* exactly(tensor: TensorToWrite): AsyncGenerator<Uint8Array, void, undefined> {
  const length = lengthOf(tensor);
  let written = 0;
  for await (const piece of tensor.bytes()) {
    written += piece.length;
    yield piece;
  }
  if (written !== length)
    throw new Error(`The tensor “${tensor.name}” has not the ${length} bytes that its shape says`);
}
