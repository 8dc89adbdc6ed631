/**
 * The products of a convolution, forward and for the gradient of its input: for every position, a sum over channels, rows and
 * columns of the kernel, each ascending. Tiles of four channels by two panels.
 */
import { f32x4, i32, v128 } from '../../assembler/instructions.ts';
import { panelAt, panelBytes, put, type Body, type Local, type Panels, type Target } from '../kernel.ts';
import { stageParameters, type Stage, type Workshop } from '../stage.ts';
import type { Run } from './taps.ts';

type Vector = Local<'v128'>;
type Pointer = Local<'i32'>;

/** to[r, y, x] = start[r] + sum of kernel[r, c, ky, kx] from[c, ..]. Offsets and strides in weights. */
export interface Correlation {
  readonly name: string;
  readonly kernel: number;
  readonly rowStride: number;
  readonly channelStride: number;
  /** Side of the kernel. */
  readonly size: number;
  /** Initial values of the sums; null: 0. */
  readonly start: number | null;
  readonly channels: number;
  readonly rows: number;
  readonly vertical: readonly Run[];
  readonly horizontal: readonly Run[];
  readonly from: Panels;
  readonly to: Target;
  /** Extents of an image in `from` and in `to`: [height, width]. */
  readonly fromSides: readonly [number, number];
  readonly toSides: readonly [number, number];
}

export function correlation({ assembler }: Workshop, given: Correlation): Stage {
  const { name, vertical, horizontal, channels, rows, from, to, fromSides, toSides, size } = given;
  const [fromLine, toLine] = [16 * fromSides[1], 16 * toSides[1]];
  const kernel = assembler.kernel(name, stageParameters, (f, weights, first, end) => {
    const panel = f.i32();
    f.each(panel, first, end, 2, () => {
      const [x, z] = [f.i32(panelAt(from, panel)), f.i32(panelAt(to, panel))];
      for (const rowRun of vertical)
        for (const columnRun of horizontal) {
          const source = f.i32(i32.add(x, fromLine * least(rowRun) + 16 * least(columnRun)));
          const target = f.i32(i32.add(z, toLine * rowRun.from + 16 * columnRun.from));
          repeated(f, rowRun.count, () => {
            const [at, into] = [f.i32(source), f.i32(target)];
            repeated(f, columnRun.count, () => {
              overRows(f, given, weights, at, into, rowRun, columnRun);
              f.advance(at, 16 * columnRun.advance);
              f.advance(into, 16 * columnRun.step);
            });
            f.advance(source, fromLine * rowRun.advance);
            f.advance(target, toLine * rowRun.step);
          });
        }
    });
  });
  return {
    kernel,
    units: 'panels',
    width: 4 * rows * toSides[0] * toSides[1] * channels * size * size,
  };
}

const least = ({ sources }: Run): number => (sources.length === 0 ? 0 : Math.min(...sources));

/** A loop, unless once is enough. */
export function repeated(f: Body, count: number, turn: () => void): void {
  if (count === 1) turn();
  else f.each(f.i32(), 0, count, 1, turn);
}

/** All channels of one position. */
function overRows(
  f: Body,
  given: Correlation,
  weights: Pointer,
  at: Pointer,
  into: Pointer,
  vertical: Run,
  horizontal: Run,
): void {
  const { kernel, rowStride, start, rows, size, toSides } = given;
  const plane = 16 * toSides[0] * toSides[1];
  const z = f.i32(into);
  const w = f.i32(i32.add(weights, 4 * (kernel + size * (vertical.taps[0] ?? 0))));
  const bias = f.i32(i32.add(weights, 4 * (start ?? 0)));
  const tile = (height: number): void => {
    const sums = Array.from({ length: height }, (_, r): readonly [Vector, Vector] => {
      const initial = f.v128(start === null ? v128.zero : v128.splat32(bias, 4 * r));
      return [initial, f.v128(initial)];
    });
    if (vertical.taps.length > 0 && horizontal.taps.length > 0)
      products(f, given, sums, f.i32(w), at, vertical, horizontal);
    for (const [r, [a, b]] of sums.entries()) {
      f.do(put(given.to, z, a, r * plane));
      f.do(put(given.to, z, b, r * plane + panelBytes(given.to)));
    }
    f.advance(w, 4 * height * rowStride);
    f.advance(bias, 4 * height);
    f.advance(z, height * plane);
  };
  repeatedOrNone(f, Math.floor(rows / 4), () => tile(4));
  if (rows % 4 > 0) tile(rows % 4);
}

const repeatedOrNone = (f: Body, count: number, turn: () => void): void => {
  if (count > 0) repeated(f, count, turn);
};

/** A walk along the taps of a run: sources and taps in equal steps. */
interface Walk {
  readonly count: number;
  /** The first source, from the least; it descends in gradients. */
  readonly source: number;
  readonly sourceStep: number;
  readonly tap: number;
  readonly tapStep: number;
}

function walkOf(run: Run): Walk {
  const [source = 0, nextSource = source] = run.sources;
  const [tap = 0, nextTap = tap + 1] = run.taps;
  return {
    count: run.taps.length,
    source: source - least(run),
    sourceStep: nextSource - source,
    tap,
    tapStep: nextTap - tap,
  };
}

/** Adds the products of a tile. One tap per iteration: with more, older compilers read ahead and run out of registers. */
function products(
  f: Body,
  { channels, channelStride, rowStride, size, from, fromSides }: Correlation,
  sums: readonly (readonly [Vector, Vector])[],
  w: Pointer,
  at: Pointer,
  vertical: Run,
  horizontal: Run,
): void {
  const [left, right, factor] = [f.v128(), f.v128(), f.v128()];
  const line = 16 * fromSides[1];
  const [lines, columns] = [walkOf(vertical), walkOf(horizontal)];
  const lineTaps = 4 * size * lines.tapStep;
  const source = f.i32(i32.add(at, line * lines.source + 16 * columns.source));
  const [x, weight] = [f.i32(), f.i32()];
  const tap = (): void => {
    f.set(left, v128.load(x));
    f.set(right, v128.load(x, panelBytes(from)));
    for (const [r, [a, b]] of sums.entries()) {
      f.set(factor, v128.splat32(weight, 4 * r * rowStride));
      f.set(a, f32x4.add(a, f32x4.mul(factor, left)));
      f.set(b, f32x4.add(b, f32x4.mul(factor, right)));
    }
    f.advance(x, 16 * columns.sourceStep);
  };
  const row = (): void => {
    f.set(x, source);
    f.set(weight, i32.add(w, 4 * columns.tap));
    if (columns.count === 1) tap();
    else
      f.loop(weight, f.i32(i32.add(weight, 4 * columns.count * columns.tapStep)), 4 * columns.tapStep, tap);
    f.advance(source, line * lines.sourceStep);
  };
  const channel = (): void => {
    if (lines.count === 1) {
      row();
      f.advance(w, lineTaps);
    } else f.loop(w, f.i32(i32.add(w, lines.count * lineTaps)), lineTaps, row);
    f.advance(source, line * fromSides[0] - lines.count * line * lines.sourceStep);
  };
  if (channels === 1) channel();
  else {
    const end = f.i32(i32.add(w, 4 * channels * channelStride));
    f.loop(w, end, 4 * channelStride - lines.count * lineTaps, channel);
  }
}
