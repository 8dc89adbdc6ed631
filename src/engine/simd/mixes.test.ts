/** Linear combinations and their sums, against plain loops, bit for bit. */
import { describe, expect, test } from 'vitest';
import { layoutOf, type ParameterLayout } from '../../core/model/layout.ts';
import { randomStream } from '../../core/rng.ts';
import type { Columns, Mix, SnapshotId } from '../engine.ts';
import { Assembler } from './assembler/assembler.ts';
import { absoluteKernel, blockWeights, mixKernel, productKernels } from './kernels/sums.ts';
import { LinearMemory } from './memory.ts';
import { Mixes } from './mixes.ts';
import type { Kernels } from './program.ts';

const random = randomStream(5, 'data');
const replicas = 2;

const layoutWith = (lengths: readonly number[]): ParameterLayout =>
  layoutOf(lengths.map((length, i) => ({ name: `t${i}`, role: 'bias', block: 1, shape: [length] })));

/** Tensors with odd lengths and offsets, and longer than one block. */
const layouts = [[1], [2, 1], [3, 5, 7], [16, 33, 18, 1, 4], [5, 2 * blockWeights + 3, 1, blockWeights, 9]];

function build(layout: ParameterLayout, snapshots: readonly Float32Array[]) {
  const assembler = new Assembler();
  mixKernel(assembler, 32);
  mixKernel(assembler, 64);
  absoluteKernel(assembler);
  productKernels(assembler);
  const stride = 16 * Math.ceil(layout.count / 4);
  const memory = new LinearMemory(64, stride * replicas);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(assembler.bytes()), {
    host: { memory: memory.memory },
  });
  const slots = snapshots.map((weights) => {
    const slot = memory.takeSlot();
    for (let r = 0; r < replicas; r += 1)
      memory.floats.set(weights.subarray(r * layout.count, (r + 1) * layout.count), (slot + r * stride) / 4);
    return slot;
  });
  const addressOf = (snapshot: SnapshotId, replica: number): number => slots[snapshot]! + replica * stride;
  const mixes = new Mixes(
    { memory, kernels: exports as unknown as Kernels, layout, replicas, addressOf },
    16,
  );
  const to = memory.reserve(stride);
  const written = (): number[] => [...memory.floats.subarray(to / 4, to / 4 + layout.count)];
  return { mixes, to, written };
}

/** [parameter] of one replica. */
function plainMix(
  layout: ParameterLayout,
  snapshots: readonly Float32Array[],
  replica: number,
  /** [tensor]: coefficients, the constant last. */
  coefficients: readonly ArrayLike<number>[],
): number[] {
  return layout.tensors.flatMap(({ offset, length }, t) =>
    Array.from({ length }, (_, i) =>
      snapshots.reduce((sum, weights, s) => {
        const c = coefficients[t]![s]!;
        return c === 0 ? sum : sum + c * weights[replica * layout.count + offset + i]!;
      }, coefficients[t]![snapshots.length]!),
    ),
  );
}

const byParity = (values: readonly number[]): number => {
  const sums = [0, 0];
  values.forEach((value, p) => (sums[p % 2] = sums[p % 2]! + value));
  return sums[0]! + sums[1]!;
};

const drawnSnapshots = (layout: ParameterLayout, count: number): Float32Array[] =>
  Array.from({ length: count }, () =>
    Float32Array.from({ length: replicas * layout.count }, () => random.normal()),
  );

describe.each(layouts.map((lengths) => [lengths.join(', '), layoutWith(lengths)] as const))(
  'tensors of %s',
  (_, layout) => {
    test('combinations of 0 to 5 snapshots, some left out, and their mean distance from 0', () => {
      for (let count = 0; count <= 5; count += 1) {
        const snapshots = drawnSnapshots(layout, count);
        // Terms with coefficient 0 are not even read.
        if (count > 2) snapshots[1]!.fill(NaN);
        const terms = count + 1;
        const rows = 2;
        const mix: Mix = {
          snapshots: snapshots.map((_own, s) => s as SnapshotId),
          rows,
          coefficients: Float32Array.from(
            { length: rows * replicas * layout.tensors.length * terms },
            (_value, i) => (count > 2 && i % terms === 1 ? 0 : random.normal()),
          ),
        };
        const { mixes, to, written } = build(layout, snapshots);
        for (let row = 0; row < rows; row += 1)
          for (let replica = 0; replica < replicas; replica += 1) {
            const own = layout.tensors.map((_tensor, t) => {
              const at = ((row * replicas + replica) * layout.tensors.length + t) * terms;
              return mix.coefficients.subarray(at, at + terms);
            });
            const wanted = plainMix(layout, snapshots, replica, own);
            mixes.write(mix, row, replica, to);
            expect(written()).toEqual(wanted.map(Math.fround));
            expect(mixes.meanAbsolute(mix, row, replica)).toBe(byParity(wanted.map(Math.abs)) / layout.count);
          }
      }
    });

    test('inner products of 1 to 9 columns', () => {
      const snapshots = drawnSnapshots(layout, 3);
      const { mixes } = build(layout, snapshots);
      for (let count = 1; count <= 9; count += 1) {
        const columns: Columns = {
          snapshots: snapshots.map((_own, s) => s as SnapshotId),
          count,
          coefficients: Float64Array.from({ length: 4 * count }, (_value, i) =>
            i % 5 === 0 ? 0 : random.normal(),
          ),
        };
        const size = layout.tensors.length * count * count;
        for (let replica = 0; replica < replicas; replica += 1) {
          const values = Array.from({ length: count }, (_column, c) =>
            plainMix(
              layout,
              snapshots,
              replica,
              layout.tensors.map(() => columns.coefficients.subarray(4 * c, 4 * c + 4)),
            ),
          );
          const gram = new Float64Array(size + 2).fill(7);
          mixes.gram(columns, replica, gram, 1);
          const wanted = layout.tensors.flatMap(({ offset, length }) =>
            values.flatMap((a) =>
              values.map((b) =>
                byParity(Array.from({ length }, (_weight, i) => a[offset + i]! * b[offset + i]!)),
              ),
            ),
          );
          expect([...gram]).toEqual([7, ...wanted, 7]);
        }
      }
    });
  },
);
