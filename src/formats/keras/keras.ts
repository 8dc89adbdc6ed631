/**
 * Weights of Keras: .weights.h5 and .h5, which are HDF5 files, and .keras, an archive with one of them. Names are paths in
 * the file: 'layers/dense/vars/0'. The state of the optimizer is left out.
 */
import { float32Of } from '../numbers.ts';
import { countOf, requireNumbers } from '../shapes.ts';
import { FormatError, type ByteSource } from '../source.ts';
import { someNames } from '../text.ts';
import { bytesOf, type Dtype, type StoredTensor, type WeightFile } from '../weight-file.ts';
import type { Zip } from '../zip.ts';
import { openHdf5, type Hdf5File, type Metadata } from './hdf5.ts';

const WEIGHTS = 'model.weights.h5';
/** Numbers that are read at once. */
const PIECE = 2 ** 22;
/** Deflate cannot expand more. */
const MAX_EXPANSION = 1032;

/** Whether an archive is a model of Keras. */
export const isKeras = (zip: Zip): boolean => zip.entries.some(({ name }) => name === WEIGHTS);

/** Rejects with a FormatError. */
export async function openKerasArchive(zip: Zip): Promise<WeightFile> {
  const entry = zip.entries.find(({ name }) => name === WEIGHTS);
  if (!entry) throw new FormatError(`It is no model of Keras: it has no ${WEIGHTS}`);
  return { ...(await openKeras(await zip.open(entry))), format: 'Keras archive' };
}

/** Reads an HDF5 file's structure alone. Rejects with a FormatError. */
export async function openKeras(source: ByteSource): Promise<WeightFile> {
  const file = await openHdf5(source);
  const tensors: StoredTensor[] = [];
  const left: string[] = [];
  let optimizer = false;
  let step: number | null = null;
  for (const [name, metadata] of await file.datasets()) {
    const dtype = await dtypeOf(file, name, metadata);
    if (/^_?optimizer/.test(name)) {
      optimizer = true;
      if (isStep(name, metadata) && dtype === 'I64') step = await stepOf(file, name);
      continue;
    }
    if (dtype === null) left.push(name);
    else tensors.push(tensorOf(name, dtype, metadata, source.size));
  }
  return {
    format: 'Keras',
    tensors,
    metadata: {},
    step,
    notes: [
      ...(optimizer ? ['The state of the optimizer was left out'] : []),
      ...(left.length > 0
        ? [`Left out, because they are not numbers that can be read: ${someNames(left)}`]
        : []),
    ],
    read: async (index, from, to) => {
      const { name, dtype, shape } = requireNumbers(tensors, index, from, to);
      const numbers = new Float32Array(to - from);
      let at = 0;
      for (let start = from; start < to; start += PIECE)
        for (const [offset, count] of blocksOf(shape, start, Math.min(start + PIECE, to))) {
          const piece = float32Of(await file.read(name, offset, count, bytesOf(dtype)), dtype);
          numbers.set(piece, at);
          at += piece.length;
        }
      return numbers;
    },
  };
}

function tensorOf(name: string, dtype: Dtype, { shape }: Metadata, fileSize: number): StoredTensor {
  const count = countOf(shape);
  if (count * bytesOf(dtype) > fileSize * MAX_EXPANSION)
    throw new FormatError(`It is damaged: ${someNames([name])} claims more numbers than the file can hold`);
  return { name, dtype, shape: shape ?? [], count, sharedWith: null };
}

const kinds = ['I', 'F', '', '', '', '', '', '', 'BOOL'] as const;

/** By the class of an HDF5 type and its bytes; null if it is not read. */
async function dtypeOf(
  file: Hdf5File,
  name: string,
  { type, size, signed, shape }: Metadata,
): Promise<Dtype | null> {
  if (shape === null) return null;
  // HDF5 has had no type for it, so it is written as two bytes and said beside.
  if (size === 2 && (await file.text(name, 'dtype')) === 'bfloat16') return 'BF16';
  const kind = kinds[type] ?? '';
  if (kind === 'BOOL') return size === 1 ? 'BOOL' : null;
  if (kind === '' || ![1, 2, 4, 8].includes(size) || (kind === 'F' && size === 1)) return null;
  return `${kind === 'I' && !signed ? 'U' : kind}${8 * size}` as Dtype;
}

/** Where Keras counts the optimizer's steps. */
const isStep = (name: string, { shape }: Metadata) =>
  shape?.length === 0 && /^optimizer\/vars\/0$|^optimizer_weights\/.*\biter(ation)?:0$/.test(name);

async function stepOf(file: Hdf5File, name: string): Promise<number | null> {
  const [step = -1] = float32Of(await file.read(name, [], [], 8), 'I64');
  return step >= 0 ? step : null;
}

type Block = readonly [offset: readonly number[], count: readonly number[]];

/** Blocks of a tensor that hold its numbers `from` to `to`, in their order. */
function blocksOf(shape: readonly number[], from: number, to: number): readonly Block[] {
  if (from === to) return [];
  if (shape.length === 0) return [[[], []]];
  if (shape.length === 1) return [[[from], [to - from]]];
  const rest = shape.slice(1);
  const row = rest.reduce((product, size) => product * size, 1);
  const [first, last] = [Math.ceil(from / row), Math.floor(to / row)];
  const within = (index: number, start: number, end: number) =>
    blocksOf(rest, start, end).map(([offset, count]): Block => [
      [index, ...offset],
      [1, ...count],
    ]);
  if (first > last) return within(last, from - last * row, to - last * row);
  const whole: Block = [
    [first, ...rest.map(() => 0)],
    [last - first, ...rest],
  ];
  return [
    ...within(first - 1, from - (first - 1) * row, row),
    ...(last > first ? [whole] : []),
    ...within(last, 0, to - last * row),
  ];
}
