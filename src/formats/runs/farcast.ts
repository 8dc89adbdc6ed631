/**
 * A forecast as a checkpoint that loads where the run came from: names, shapes and types of numbers are those of the
 * checkpoint that it starts from, and what is no weight is copied from it.
 */
import type { ParameterLayout } from '../../core/model/layout.ts';
import { bytesFrom, type FloatDtype } from '../numbers.ts';
import { writeSafetensors, type TensorToWrite } from '../safetensors.ts';
import { isFloat, type Dtype, type StoredTensor, type WeightFile } from '../weight-file.ts';
import { unwrapped } from './tensors.ts';

/** Forecast weights `from` <= p < `to` of the flat weight vector. */
export type CastWeights = (from: number, to: number) => Promise<Float32Array>;

/** Numbers that are computed at once. */
const piece = 2 ** 18;

/** Whole numbers up to this one are exact in float32. */
const largestExact = 2 ** 24;

export interface Farcast {
  /** The file, in pieces. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Names of tensors that could not be copied exactly, and were left out. */
  readonly leftOut: readonly string[];
}

/** Rejects with a FormatError if the checkpoint can no longer be read. */
export async function farcastFile(
  file: WeightFile,
  { tensors }: ParameterLayout,
  weights: CastWeights,
  metadata: Readonly<Record<string, string>>,
): Promise<Farcast> {
  const names = unwrapped(file.tensors.map(({ name }) => name));
  const offsets = new Map(tensors.map(({ name, offset }) => [name, offset]));
  // Tied weights have the forecast of the tensor that they share their numbers with.
  const shared = new Map<string, number>();
  file.tensors.forEach(({ sharedWith }, index) => {
    const offset = offsets.get(names[index]!);
    if (sharedWith !== null && offset !== undefined) shared.set(sharedWith, offset);
  });
  const written: TensorToWrite[] = [];
  const leftOut: string[] = [];
  for (const [index, tensor] of file.tensors.entries()) {
    const { name, dtype, shape, count, sharedWith } = tensor;
    const offset = offsets.get(names[index]!) ?? (sharedWith === null ? undefined : shared.get(sharedWith));
    if (offset !== undefined && isFloat(dtype)) {
      const read: CastWeights = (from, to) => weights(offset + from, offset + to);
      written.push({ name, dtype, shape, bytes: () => inPieces(count, read, dtype) });
    } else if (isFloat(dtype) || (await isExact(file, index, tensor))) {
      const read: CastWeights = (from, to) => file.read(index, from, to);
      written.push({ name, dtype, shape, bytes: () => inPieces(count, read, dtype) });
    } else leftOut.push(name);
  }
  return { bytes: writeSafetensors(written, { format: 'pt', ...metadata }), leftOut };
}

async function* inPieces(count: number, read: CastWeights, dtype: Dtype): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < count; from += piece) {
    const values = await read(from, Math.min(count, from + piece));
    yield isFloat(dtype) ? bytesFrom(values, dtype as FloatDtype) : wholeBytes(values, dtype);
  }
}

/** Whether whole numbers are small enough to have been read exactly. */
async function isExact(file: WeightFile, index: number, { count }: StoredTensor): Promise<boolean> {
  for (let from = 0; from < count; from += piece) {
    const values = await file.read(index, from, Math.min(count, from + piece));
    if (values.some((value) => Math.abs(value) >= largestExact)) return false;
  }
  return true;
}

/** Little-endian. */
function wholeBytes(values: Float32Array, dtype: Dtype): Uint8Array {
  const width = dtype === 'BOOL' ? 1 : Number(dtype.slice(1)) / 8;
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    const at = i * width;
    if (width === 8) view.setBigInt64(at, BigInt(value), true);
    else if (width === 4) view.setInt32(at, value, true);
    else if (width === 2) view.setInt16(at, value, true);
    else view.setInt8(at, value);
  });
  return bytes;
}
