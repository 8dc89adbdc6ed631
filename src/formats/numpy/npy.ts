/**
 * One array of NumPy: a header in Python's notation, then the numbers. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * Files of one array, and archives of several (.npz).
 */
import { float32Of } from '../numbers.ts';
import { countOf, requireNumbers } from '../shapes.ts';
import { FormatError, type ByteSource } from '../source.ts';
import { stepOf } from '../step.ts';
import { baseName, decodeText, someNames } from '../text.ts';
import { bytesOf, type Dtype, type StoredTensor, type WeightFile } from '../weight-file.ts';
import type { Zip } from '../zip.ts';
import { parseLiteral } from './literal.ts';

/** An array whose header was read. */
export interface NpyArray {
  readonly source: ByteSource;
  /** Of its first number. */
  readonly start: number;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly count: number;
  readonly bigEndian: boolean;
  /** Its numbers are stored column by column: the first index runs fastest. */
  readonly fortran: boolean;
}

/** An array that is whole but not one of numbers; the message names its type. */
class NotNumbers extends FormatError {}

/** Bytes; NumPy itself writes at most 64 kB and reads at most 10. */
const maxHeader = 2 ** 20;
/** Numbers of an array stored column by column: it is read whole, so that it can be given row by row. */
const maxFortran = 2 ** 28;

/** Rejects with a FormatError if it is not an array of real numbers, or not whole. */
export async function openNpy(source: ByteSource): Promise<WeightFile> {
  const array = await readNpy(source);
  const more = source.size - array.start - array.count * bytesOf(array.dtype);
  return fileOf(
    [[baseName(source.name).replace(/\.npy$/i, ''), array]],
    more > 0 ? [`${more} bytes after the array were left out`] : [],
  );
}

/** The arrays of an archive. Rejects with a FormatError if it is damaged, or holds no array of real numbers. */
export async function openNpz({ entries, open }: Zip): Promise<WeightFile> {
  const arrays: [string, NpyArray][] = [];
  const left: string[] = [];
  const others = entries.filter(({ name }) => !name.endsWith('.npy')).map(({ name }) => name);
  for (const entry of entries) {
    if (!entry.name.endsWith('.npy')) continue;
    const name = entry.name.slice(0, -'.npy'.length);
    try {
      arrays.push([name, await readNpy(await open(entry))]);
    } catch (error) {
      if (!(error instanceof NotNumbers)) throw inArray(name, error);
      left.push(name);
    }
  }
  if (arrays.length === 0) throw new FormatError('It holds no array of real numbers');
  return fileOf(arrays, [
    ...(left.length > 0 ? [`Not arrays of real numbers, and left out: ${someNames(left)}`] : []),
    ...(others.length > 0 ? [`Not arrays of NumPy, and left out: ${someNames(others)}`] : []),
  ]);
}

const inArray = (name: string, error: unknown): unknown =>
  error instanceof FormatError ? new FormatError(`The array ${someNames([name])}: ${error.message}`) : error;

async function fileOf(
  arrays: readonly (readonly [string, NpyArray])[],
  notes: readonly string[],
): Promise<WeightFile> {
  const tensors = arrays.map(([name, array]): StoredTensor & { array: NpyArray } => {
    const { dtype, shape, count } = array;
    return { name, dtype, shape, count, sharedWith: null, array };
  });
  /** The last array that was stored column by column, until its end was read. */
  let turned: { readonly tensor: number; readonly values: Float32Array } | null = null;
  const read = async (tensor: number, from: number, to: number): Promise<Float32Array> => {
    const { array } = requireNumbers(tensors, tensor, from, to);
    if (!array.fortran) return numbersOf(array, from, to);
    const { values } = turned?.tensor === tensor ? turned : { values: await rowByRow(array) };
    turned = to === array.count ? null : { tensor, values };
    return values.slice(from, to);
  };
  const file = { tensors, metadata: {}, read };
  return { format: 'NumPy', ...file, step: await stepOf(file), notes };
}

/** As they are stored. */
async function numbersOf(array: NpyArray, from: number, to: number): Promise<Float32Array> {
  const { source, start, dtype, bigEndian } = array;
  const width = bytesOf(dtype);
  return float32Of(await source.read(start + from * width, start + to * width), dtype, bigEndian);
}

async function rowByRow(array: NpyArray): Promise<Float32Array> {
  const { shape, count } = array;
  if (count > maxFortran)
    throw new FormatError(
      'It has an array of more than 268 million numbers that is stored column by column: save it with numpy.ascontiguousarray',
    );
  const stored = await numbersOf(array, 0, count);
  const values = new Float32Array(count);
  // Where the numbers of the last axis are, for each place of the axes before, which count up as on an odometer.
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  const place = shape.map(() => 0);
  const last = shape.length - 1;
  const length = shape[last]!;
  const stride = strides[last]!;
  for (let to = 0, from = 0; to < count; to += length) {
    for (let i = 0; i < length; i += 1) values[to + i] = stored[from + i * stride]!;
    for (let axis = last - 1; axis >= 0; axis -= 1) {
      from += strides[axis]!;
      place[axis]! += 1;
      if (place[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      place[axis] = 0;
    }
  }
  return values;
}

/** Reads the header alone. Rejects with a FormatError. */
export async function readNpy(source: ByteSource): Promise<NpyArray> {
  const cut = new FormatError('It is truncated: it ends within its NumPy header');
  if (source.size < 12) throw cut;
  const first = await source.read(0, 12);
  if (String.fromCharCode(...first.subarray(0, 6)) !== '\x93NUMPY')
    throw new FormatError('It is not an array of NumPy');
  const version = first[6]!;
  if (version < 1 || version > 3)
    throw new FormatError(`It is written in version ${version} of NumPy’s format; 1 to 3 are read`);
  const view = new DataView(first.buffer, first.byteOffset);
  const before = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > maxHeader) throw new FormatError('It is damaged: its header claims to be longer than 1 MB');
  const start = before + length;
  if (start > source.size) throw cut;
  const header = parseHeader(await source.read(before, start), version);
  const array = { source, start, ...header };
  const missing = start + array.count * bytesOf(array.dtype) - source.size;
  if (missing > 0) throw new FormatError(`It is truncated: ${missing} bytes of its numbers are missing`);
  return array;
}

function parseHeader(bytes: Uint8Array, version: number) {
  // Before version 3 it is Latin-1: letters that are not ASCII can only be in names of fields.
  const text =
    version < 3 ? Array.from(bytes, (byte) => String.fromCharCode(byte)).join('') : decodeText(bytes);
  const header = parseLiteral(text);
  const fortran = header instanceof Map ? (header.get('fortran_order') as unknown) : null;
  if (!(header instanceof Map) || typeof fortran !== 'boolean' || !header.has('descr'))
    throw new FormatError('It is damaged: its NumPy header does not say what its numbers are');
  const shape = header.get('shape') as readonly number[];
  const count = countOf(shape);
  return { shape, count, fortran: fortran && shape.length > 1, ...typeOf(header.get('descr')) };
}

const dtypes: Readonly<Record<string, Dtype>> = {
  ...{ f2: 'F16', f4: 'F32', f8: 'F64', b1: 'BOOL' },
  ...{ i1: 'I8', i2: 'I16', i4: 'I32', i8: 'I64', u1: 'U8', u2: 'U16', u4: 'U32', u8: 'U64' },
};

const others: Readonly<Record<string, string>> = {
  O: 'Python objects: they are never loaded here',
  c: 'complex numbers',
  f: 'floating-point numbers of more than 64 bits: save it as float64',
  S: 'text',
  a: 'text',
  U: 'text',
  V: 'raw bytes, as bfloat16 is saved by NumPy: save it as float32',
  M: 'dates',
  m: 'durations',
};

function typeOf(descr: unknown): { dtype: Dtype; bigEndian: boolean } {
  if (Array.isArray(descr)) throw new NotNumbers('It holds records of several fields: save each as an array');
  const [, order, name] = /^([<>|=]?)(\w+)/.exec(typeof descr === 'string' ? descr : '') ?? [];
  const dtype = name !== undefined && Object.hasOwn(dtypes, name) ? dtypes[name] : undefined;
  if (dtype) return { dtype, bigEndian: order === '>' };
  const kind = name?.[0] ?? '';
  throw new NotNumbers(
    Object.hasOwn(others, kind) ? `It holds ${others[kind]!}` : 'It holds numbers of a type that is not read',
  );
}
