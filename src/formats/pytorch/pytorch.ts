/**
 * Checkpoints of torch.save: a zip archive with one pickle, which says what the tensors are, and a file for each storage,
 * which holds their numbers. The pickle is read as data (pickle.ts); numbers are read by position.
 */
import { float32Of } from '../numbers.ts';
import { countOf, requireNumbers } from '../shapes.ts';
import { FormatError, type ByteSource } from '../source.ts';
import { decodeText, someNames } from '../text.ts';
import { bytesOf, type Dtype, type StoredTensor, type WeightFile } from '../weight-file.ts';
import type { Zip, ZipEntry } from '../zip.ts';
import { PickleGlobal, PickleTensor, unpickle, type Builder, type PickleValue } from './pickle.ts';
import { weightsOf } from './weights.ts';

/** Bytes of a pickle, and of a tensor that is not stored row by row. */
const MAX_PICKLE = 2 ** 27;
const MAX_GATHERED = 2 ** 30;

/** Why a pickle that is not in a zip archive is not read, for files that begin with the code of one. */
export const ADVICE_FOR_PICKLES =
  'It is a bare pickle, as PyTorch wrote before version 1.6: load it and save it again with torch.save';

const dtypeNames: Readonly<Record<string, Dtype>> = {
  ...{ DoubleStorage: 'F64', FloatStorage: 'F32', HalfStorage: 'F16', BFloat16Storage: 'BF16' },
  ...{ LongStorage: 'I64', IntStorage: 'I32', ShortStorage: 'I16', CharStorage: 'I8' },
  ...{ ByteStorage: 'U8', BoolStorage: 'BOOL' },
  ...{ float64: 'F64', float32: 'F32', float16: 'F16', bfloat16: 'BF16' },
  ...{ int64: 'I64', int32: 'I32', int16: 'I16', int8: 'I8' },
  ...{ uint64: 'U64', uint32: 'U32', uint16: 'U16', uint8: 'U8', bool: 'BOOL' },
};
const dtypes = new Map(Object.entries(dtypeNames).map(([name, dtype]) => [`torch.${name}`, dtype]));

const rebuild: Builder = ([storage = null, offset = null, shape = null, strides = null, , , dtype = null]) =>
  typeof offset === 'number' && isShape(shape) && isShape(strides)
    ? new PickleTensor(storage, offset, shape, strides, dtype instanceof PickleGlobal ? dtype.name : null)
    : null;

const isShape = (value: PickleValue): value is number[] =>
  Array.isArray(value) && value.length <= 64 && value.every((size) => Number.isSafeInteger(size));

const onlyTensor: Builder = ([value = null]) => (value instanceof PickleTensor ? value : null);

const tensorBuilders: readonly (readonly [string, Builder])[] = [
  ['torch._utils._rebuild_tensor', rebuild],
  ['torch._utils._rebuild_tensor_v2', (given) => rebuild(given.slice(0, 4))],
  ['torch._utils._rebuild_tensor_v3', rebuild],
  ['torch._utils._rebuild_parameter', onlyTensor],
  ['torch._utils._rebuild_parameter_with_state', onlyTensor],
];

/** All that a pickle can have made. */
const builders: ReadonlyMap<string, Builder> = new Map<string, Builder>([
  ...tensorBuilders,
  ['collections.OrderedDict', (given) => (given.length === 0 ? new Map() : null)],
  ...['torch.Size', '__builtin__.set', 'builtins.set', 'builtins.frozenset'].map(
    (name): [string, Builder] => [name, ([items = null]) => (Array.isArray(items) ? items : null)],
  ),
  [
    // A class of tensors with separate state: function, class, arguments, state.
    'torch._tensor._rebuild_from_type_v2',
    ([made = null, , given = null]) => {
      const builder = made instanceof PickleGlobal && new Map(tensorBuilders).get(made.name);
      return builder && Array.isArray(given) ? builder(given) : null;
    },
  ],
]);

interface Placed extends StoredTensor {
  readonly entry: ZipEntry;
  readonly offset: number;
  readonly strides: readonly number[];
}

const pickleOf = (zip: Zip) => zip.entries.find(({ name }) => /^([^/]+\/)?data\.pkl$/.test(name));

/** Whether an archive is a checkpoint of PyTorch. */
export const isPyTorch = (zip: Zip): boolean => pickleOf(zip) !== undefined;

/** Reads the pickle alone. Rejects with a FormatError. */
export async function openPyTorch(zip: Zip): Promise<WeightFile> {
  const pickle = pickleOf(zip);
  if (!pickle) throw new FormatError('It is no checkpoint of PyTorch: it has no data.pkl');
  const folder = pickle.name.slice(0, -'data.pkl'.length);
  const entries = new Map(zip.entries.map((entry) => [entry.name, entry]));
  if (entries.has(`${folder}constants.pkl`))
    throw new FormatError(
      'It is a TorchScript program: save its weights with torch.save(model.state_dict(), …)',
    );
  if (pickle.size > MAX_PICKLE)
    throw new FormatError('It has more than 128 MB of objects beside its numbers');
  const { value, notCalled } = unpickle(await whole(await zip.open(pickle)), builders);
  const { tensors: found, metadata, step, notes } = weightsOf(value);
  const left: string[] = [];
  const tensors: Placed[] = [];
  for (const [name, tensor] of found) {
    const placed = place(name, tensor, (key) => entries.get(`${folder}data/${key}`));
    if (placed) tensors.push(placed);
    else left.push(name);
  }
  const order = entries.get(`${folder}byteorder`);
  const bigEndian =
    order !== undefined && order.size < 100 && decodeText(await whole(await zip.open(order))) === 'big';
  return {
    format: 'PyTorch',
    tensors,
    metadata,
    step,
    notes: [
      ...notes,
      ...(left.length > 0
        ? [
            `Left out, because their numbers are of a type that is not read or are repeated: ${someNames(left)}`,
          ]
        : []),
      ...(notCalled.size > 0 ? [`Read as data, nothing of it was run: ${someNames([...notCalled])}`] : []),
    ],
    read: readerOf(zip, tensors, bigEndian),
  };
}

const whole = (source: ByteSource) => source.read(0, source.size);

/** Null if its type is not read, or if it has more numbers than are stored. Throws a FormatError if it is damaged. */
function place(
  name: string,
  tensor: PickleTensor,
  entryOf: (key: string) => ZipEntry | undefined,
): Placed | null {
  const { storage, offset, shape, strides } = tensor;
  const [kind, type, key] = Array.isArray(storage) ? storage : [];
  if (kind !== 'storage' || !(type instanceof PickleGlobal) || typeof key !== 'string')
    throw new FormatError(`It is damaged: the numbers of ${someNames([name])} have no storage`);
  const dtype = dtypes.get(tensor.dtype ?? type.name);
  if (dtype === undefined) return null;
  const entry = entryOf(key);
  const count = countOf(shape);
  if (!entry) throw new FormatError(`It is damaged: the numbers of ${someNames([name])} are missing`);
  const stored = Math.floor(entry.size / bytesOf(dtype));
  if (
    strides.length !== shape.length ||
    offset < 0 ||
    strides.some((stride) => stride < 0) ||
    offset + span(shape, strides) > stored
  )
    throw new FormatError(
      `It is truncated or damaged: ${someNames([name])} has more numbers than are stored`,
    );
  if (count > stored) return null;
  // The same numbers in another order are shared too.
  const dense = span(shape, strides) === count;
  const sharedWith = [key, offset, count, ...(dense ? [] : strides)].join(' ');
  return { name, dtype, shape, count, sharedWith, entry, offset, strides };
}

/** How many numbers of the storage are between the first and the last. */
const span = (shape: readonly number[], strides: readonly number[]): number =>
  shape.includes(0) ? 0 : shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, 1);

/** Whether numbers lie row by row, one after another. */
function isContiguous({ shape, strides }: Placed): boolean {
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== stride) return false;
    stride *= shape[axis]!;
  }
  return true;
}

function readerOf(zip: Zip, tensors: readonly Placed[], bigEndian: boolean): WeightFile['read'] {
  const numbers = async ({ entry, dtype, offset }: Placed, from: number, to: number) => {
    const width = bytesOf(dtype);
    const source = await zip.open(entry);
    return float32Of(await source.read((offset + from) * width, (offset + to) * width), dtype, bigEndian);
  };
  // A transposed tensor has to be read whole for any of its rows; it stays in memory until another one is read.
  let last: { readonly tensor: Placed; readonly gathered: Promise<Float32Array> } | null = null;
  const gather = async (tensor: Placed) => {
    const { shape, strides, count } = tensor;
    const length = span(shape, strides);
    if (length * 4 > MAX_GATHERED)
      throw new FormatError(
        `${someNames([tensor.name])} is transposed and too large to be put in order here: save it .contiguous()`,
      );
    return inRows(await numbers(tensor, 0, length), shape, strides, count);
  };
  return async (index, from, to) => {
    const tensor = requireNumbers(tensors, index, from, to);
    if (tensor.count === 0) return new Float32Array();
    if (isContiguous(tensor)) return numbers(tensor, from, to);
    if (last?.tensor !== tensor) last = { tensor, gathered: gather(tensor) };
    return (await last.gathered).slice(from, to);
  };
}

/** Numbers in the order of their rows, from the order of a storage. */
function inRows(
  stored: Float32Array,
  shape: readonly number[],
  strides: readonly number[],
  count: number,
): Float32Array {
  const rows = new Float32Array(count);
  const position = shape.map(() => 0);
  let at = 0;
  for (let i = 0; i < count; i++) {
    rows[i] = stored[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++position[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      position[axis] = 0;
    }
  }
  return rows;
}
