/**
 * Gradients of a convolution's kernel and bias: sums over panels and positions, by lane, and finally over the lanes. The sums
 * so far are in memory, because a panel of an image fills the cache.
 */
import { f32x4, i32, v128 } from '../../assembler/instructions.ts';
import { panelAt, panelsOf, type Body, type Local, type Panels } from '../kernel.ts';
import { stageParameters, type Place, type Stage, type Workshop } from '../stage.ts';
import { overFours, storeSums } from '../weight-gradients.ts';
import { repeated } from './correlation.ts';
import { forwardRuns, type Run, type Side } from './taps.ts';

type Vector = Local<'v128'>;
type Pointer = Local<'i32'>;

/** Outputs and taps of a tile, at most: ten sums. */
const tileRows = 2;
const tileTaps = 5;

interface Given {
  readonly deltas: Panels;
  readonly below: Panels;
  readonly size: number;
  readonly stride: number;
  readonly channels: number;
  readonly outputs: number;
  /** [height, width] */
  readonly above: readonly [number, number];
  readonly sides: readonly [Side, Side];
  /** Lane sums so far: [output, channel, size, size], then [output]. */
  readonly partial: number;
}

export function kernelGradients(
  workshop: Workshop,
  { name, tensors, shape, from, deltas }: Place,
  sides: readonly [Side, Side],
): Readonly<Record<'sums' | 'last', Stage>> {
  const { assembler, gradient, place } = workshop;
  const [kernel, bias] = tensors as [Place['tensors'][number], Place['tensors'][number]];
  const [outputs, channels, size] = kernel.shape as [number, number, number];
  const length = outputs * channels * size * size;
  const [, height, width] = shape as [number, number, number];
  const [below] = from as [Panels];
  const partial = place(16 * (length + outputs));
  const given: Given = {
    ...{ deltas, below, size, stride: sides[0].stride, channels, outputs, sides, partial },
    above: [height, width],
  };
  const sums = assembler.kernel(`${name}.kernel-gradient`, stageParameters, (f, _w, first, end, count) => {
    const [panel, last] = [f.i32(), f.i32(panelsOf(count))];
    f.when(i32.eq(first, 0), () => {
      const at = f.i32();
      f.each(at, partial, partial + 16 * (length + outputs), 16, () => f.do(v128.store(at, v128.zero)));
    });
    f.when(i32.ltU(end, last), () => f.set(last, end));
    f.each(panel, first, last, 1, () => {
      const [x, d] = [f.i32(panelAt(below, panel)), f.i32(panelAt(deltas, panel))];
      const to = f.i32(partial);
      biasSums(f, given, d, partial + 16 * length);
      const tile = (rows: number): void => {
        overChannels(f, given, rows, d, x, to);
        f.advance(d, 16 * rows * height * width);
        f.advance(to, 16 * (rows - 1) * channels * size * size);
      };
      const whole = Math.floor(outputs / tileRows);
      if (whole > 0) repeated(f, whole, () => tile(tileRows));
      if (outputs % tileRows > 0) tile(outputs % tileRows);
    });
  });
  const finish = assembler.kernel(`${name}.kernel-gradient-sums`, stageParameters, (f) => {
    const from = f.i32(partial);
    for (const [at, numbers] of [
      [gradient + 4 * kernel.offset, length],
      [gradient + 4 * bias.offset, outputs],
    ] as const)
      overFours(f, numbers, from, f.i32(at), (four, size4, to) =>
        storeSums(
          f,
          Array.from({ length: size4 }, (_, i) => v128.load(four, 16 * i)),
          to,
          0,
        ),
      );
  });
  return {
    sums: { kernel: sums, units: 'panels', width: 4 * length * height * width },
    last: { kernel: finish, units: 1, width: length },
  };
}

/** Adds the deltas of all positions, four outputs at a time. */
function biasSums(f: Body, { above, outputs }: Given, d: Pointer, partial: number): void {
  const plane = 16 * above[0] * above[1];
  const [at, to] = [f.i32(d), f.i32(partial)];
  const tile = (rows: number): void => {
    const sums = Array.from({ length: rows }, (_, r) => f.v128(v128.load(to, 16 * r)));
    const end = f.i32(i32.add(at, plane));
    f.loop(at, end, 16, () => {
      for (const [r, sum] of sums.entries()) f.set(sum, f32x4.add(sum, v128.load(at, r * plane)));
    });
    for (const [r, sum] of sums.entries()) f.do(v128.store(to, sum, 16 * r));
    f.advance(at, (rows - 1) * plane);
    f.advance(to, 16 * rows);
  };
  if (outputs >= 4) repeated(f, Math.floor(outputs / 4), () => tile(4));
  if (outputs % 4 > 0) tile(outputs % 4);
}

/** All weights between some outputs and every channel; advances `to` by those of one output. */
function overChannels(f: Body, given: Given, rows: number, d: Pointer, x: Pointer, to: Pointer): void {
  const { size, channels, sides } = given;
  const [vertical, horizontal] = sides;
  const columns = forwardRuns(horizontal);
  const area = vertical.below * horizontal.below;
  const own = f.i32(x);
  repeated(f, channels, () => {
    for (let tapRow = 0; tapRow < size; tapRow += 1)
      for (let tap = 0; tap < size; tap += tileTaps) {
        const taps = Array.from({ length: Math.min(tileTaps, size - tap) }, (_, i) => tap + i);
        tapProducts(f, given, { rows, tapRow, taps, columns }, d, own, to);
        f.advance(to, 16 * taps.length);
      }
    f.advance(own, 16 * area);
  });
}

interface TapTile {
  readonly rows: number;
  /** Row of the kernel, and columns in it. */
  readonly tapRow: number;
  readonly taps: readonly number[];
  readonly columns: readonly Run[];
}

/** Adds the products of all positions of one channel. */
function tapProducts(
  f: Body,
  { above: [height, width], size, channels, sides: [vertical, horizontal] }: Given,
  { rows, tapRow, taps, columns }: TapTile,
  d: Pointer,
  x: Pointer,
  to: Pointer,
): void {
  const { stride, below } = vertical;
  const half = (size - 1) / 2;
  const first = Math.max(0, Math.ceil((half - tapRow) / stride));
  const end = Math.min(height, Math.floor((below - 1 + half - tapRow) / stride) + 1);
  if (end <= first) return;
  const line = 16 * horizontal.below;
  const weights = 16 * channels * size * size;
  const sums = Array.from({ length: rows }, (_, r) =>
    taps.map((_tap, i) => f.v128(v128.load(to, r * weights + 16 * i))),
  );
  const delta = f.i32(i32.add(d, 16 * width * first));
  // Of the first tap, which is outside at the edge.
  const source = f.i32(i32.add(x, line * (first * stride + tapRow - half) - 16 * half));
  const [value, factors] = [f.v128(), sums.map(() => f.v128())] as const;
  repeated(f, end - first, () => {
    const at = f.i32(source);
    for (const run of columns) {
      const reached = taps.flatMap((tap, i) => (run.taps.includes(tap) ? [{ i, offset: 16 * tap }] : []));
      repeated(f, run.count, () => {
        positionProducts(f, { sums, factors, value }, reached, delta, at, 16 * height * width);
        f.advance(delta, 16);
        f.advance(at, 16 * stride);
      });
    }
    f.advance(source, line * stride);
  });
  for (const [r, row] of sums.entries())
    for (const [i, sum] of row.entries()) f.do(v128.store(to, sum, r * weights + 16 * i));
}

function positionProducts(
  f: Body,
  {
    sums,
    factors,
    value,
  }: { sums: readonly (readonly Vector[])[]; factors: readonly Vector[]; value: Vector },
  taps: readonly { readonly i: number; readonly offset: number }[],
  delta: Pointer,
  at: Pointer,
  plane: number,
): void {
  for (const [r, factor] of factors.entries()) f.set(factor, v128.load(delta, r * plane));
  for (const { i, offset } of taps) {
    f.set(value, v128.load(at, offset));
    for (const [r, row] of sums.entries()) f.set(row[i]!, f32x4.add(row[i]!, f32x4.mul(factors[r]!, value)));
  }
}
