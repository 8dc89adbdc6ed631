/**
 * Sums over weights: partial sums of at most 1024 weights in float32 on the device, their total in float64 here.
 */
import {
  abs,
  add,
  concat,
  matMul,
  reshape,
  slice,
  stack,
  sub,
  sum,
  tensor,
  tidy,
  transpose,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { Columns } from '../engine.ts';
import type { ParameterLayout } from '../../core/model/layout.ts';

/** Weights in a float32 partial sum. */
const block = 1024;

/** A range of weights within one tensor: `blocks` blocks of `length` weights from `offset` on. */
interface Run {
  readonly tensor: number;
  readonly offset: number;
  readonly blocks: number;
  readonly length: number;
}

/** Cuts a range into runs of whole blocks, at most `most` at a time, and one shorter remainder. */
function runsOf(tensorIndex: number, offset: number, length: number, most: number): Run[] {
  const runs: Run[] = [];
  let at = offset;
  for (let whole = Math.floor(length / block); whole > 0;) {
    const blocks = Math.min(whole, most);
    runs.push({ tensor: tensorIndex, offset: at, blocks, length: block });
    whole -= blocks;
    at += blocks * block;
  }
  const rest = offset + length - at;
  if (rest > 0) runs.push({ tensor: tensorIndex, offset: at, blocks: 1, length: rest });
  return runs;
}

/** Reads a tensor's numbers and disposes of it. */
export type Reader = (from: Tensor) => Promise<Float32Array>;

/** Groups consecutive runs so that each group spans at most `most` blocks' worth of weights. */
function sectionsOf(runs: readonly Run[], most: number): Run[][] {
  const sections: Run[][] = [];
  let room = 0;
  for (const run of runs) {
    const size = run.blocks * run.length;
    if (size > room) {
      sections.push([]);
      room = most * block;
    }
    sections.at(-1)!.push(run);
    room -= size;
  }
  return sections;
}

/** Inner products of columns [replica, tensor, count, count]; `sources` are [replica, parameter] each, at least one. */
export async function gramOf(
  columns: Columns,
  sources: readonly Tensor[],
  { tensors }: ParameterLayout,
  replicas: number,
  workingNumbers: number,
  read: Reader,
): Promise<Float64Array> {
  const { count } = columns;
  const most = Math.max(1, Math.floor(workingNumbers / (replicas * block * (sources.length + count))));
  const runs = tensors.flatMap(({ offset, length }, t) => runsOf(t, offset, length, most));
  const partials = tidy(() => {
    const basis = columnBasis(columns);
    const parts = sectionsOf(runs, most).flatMap((section) =>
      tidy(() => sectionGrams(basis, sources, section, replicas)),
    );
    return concat(parts);
  });
  const values = await read(partials);
  const gram = new Float64Array(replicas * tensors.length * count * count);
  let from = 0;
  for (const run of runs) {
    for (let r = 0; r < replicas; r += 1) {
      const into = (r * tensors.length + run.tensor) * count * count;
      for (let b = 0; b < run.blocks; b += 1) {
        for (let i = 0; i < count * count; i += 1) gram[into + i] = gram[into + i]! + values[from + i]!;
        from += count * count;
      }
    }
  }
  return gram;
}

/** The columns' coefficients over the first snapshot and the difference of each other one from its predecessor. */
interface ColumnBasis {
  readonly coefficients: Tensor; // [1, column, snapshot]
  readonly constants: Tensor | null; // [1, column, 1]
}

/**
 * Columns are mostly differences of nearby weights. Summed as differences, which float32 represents exactly when they
 * are small, they keep all their digits; summed as weights they would lose most of them.
 */
function columnBasis({ count, coefficients, snapshots: ids }: Columns): ColumnBasis {
  const snapshots = ids.length;
  const terms = snapshots + 1;
  const axes = Math.max(1, snapshots);
  const onBasis = new Float32Array(count * axes);
  for (let i = 0; i < count; i += 1) {
    const row = coefficients.subarray(i * terms, i * terms + snapshots);
    let total = 0;
    let size = 0;
    for (let s = snapshots - 1; s >= 0; s -= 1) {
      total += row[s]!;
      size += Math.abs(row[s]!);
      // The remainder of coefficients that cancel is rounding.
      onBasis[i * axes + s] = Math.abs(total) <= 1e-14 * size ? 0 : total;
    }
  }
  const constants = Float32Array.from({ length: count }, (_, i) => coefficients[i * terms + snapshots]!);
  return {
    coefficients: tensor(onBasis, [1, count, axes]),
    constants: constants.every((value) => value === 0) ? null : tensor(constants, [1, count, 1]),
  };
}

/** Inner products over every block of every run, each flattened from [replica, block, column, column]. */
function sectionGrams(
  basis: ColumnBasis,
  sources: readonly Tensor[],
  section: readonly Run[],
  replicas: number,
): Tensor[] {
  const start = section[0]!.offset;
  const end = Math.max(...section.map(({ offset, blocks, length }) => offset + blocks * length));
  const [first, ...others] = sources.map((source) =>
    source.shape[1] === end - start ? source : slice(source, [0, start], [replicas, end - start]),
  );
  const axes = [first!, ...others.map((other, i) => sub(other, i === 0 ? first! : others[i - 1]!))];
  const sums = matMul(basis.coefficients, stack(axes, 1));
  const columns = basis.constants === null ? sums : add(sums, basis.constants);
  const count = columns.shape[1]!;
  return section.map(({ offset, blocks, length }) => {
    const cut = slice(columns, [0, 0, offset - start], [replicas, count, blocks * length]);
    const inBlocks =
      blocks === 1 ? cut : transpose(reshape(cut, [replicas, count, blocks, length]), [0, 2, 1, 3]);
    return reshape(matMul(inBlocks, inBlocks, false, true), [-1]);
  });
}

/** Partial sums of |values| over the parameters: [row * replica, part], from [rows, replica, parameter]. */
export function absoluteSums(values: Tensor): Tensor {
  return tidy(() => {
    const [rows, replicas, parameters] = values.shape as [number, number, number];
    const sizes = reshape(abs(values), [rows * replicas, parameters]);
    const parts = runsOf(0, 0, parameters, Infinity).map(({ offset, blocks, length }) => {
      const cut = slice(sizes, [0, offset], [-1, blocks * length]);
      return sum(reshape(cut, [rows * replicas, blocks, length]), 2);
    });
    return concat(parts, 1);
  });
}
