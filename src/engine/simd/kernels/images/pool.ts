/** Pooling of square windows. Among equal values the first in a window is the largest. */
import type { PoolNode } from '../../../../core/model/model.ts';
import { f32x4, i32, i32x4, int, v128 } from '../../assembler/instructions.ts';
import {
  divided,
  panelAt,
  put,
  type Body,
  type Local,
  type Panels,
  type Target,
  type V128,
} from '../kernel.ts';
import { stageParameters, type Place, type Stages, type Workshop } from '../stage.ts';
import { repeated } from './correlation.ts';

type Vector = Local<'v128'>;
type Pointer = Local<'i32'>;

/** Windows of at most this many values are unrolled. */
const unrolled = 16;

interface Windows {
  readonly size: number;
  readonly channels: number;
  /** [height, width] of the input, and of the output. */
  readonly below: readonly [number, number];
  readonly above: readonly [number, number];
}

export function pool(workshop: Workshop, place: Place, { kind, size }: PoolNode): Stages {
  const { assembler, constants: c } = workshop;
  const { name, shape, fromShapes, from, values, fromDeltas, deltas } = place;
  const [channels, height, width] = shape as [number, number, number];
  const [, heightBelow, widthBelow] = fromShapes[0] as [number, number, number];
  const given: Windows = { size, channels, below: [heightBelow, widthBelow], above: [height, width] };
  const [below] = from as [Panels];
  const [deltasBelow = null] = fromDeltas;
  const work = 4 * channels * heightBelow * widthBelow;
  const forward = assembler.kernel(`${name}.${kind}`, stageParameters, (f, _weights, first, end) => {
    const panel = f.i32();
    f.each(panel, first, end, 1, () => {
      const [x, z] = [f.i32(panelAt(below, panel)), f.i32(panelAt(values, panel))];
      overWindows(f, given, x, () => {
        if (kind === 'max') {
          const best = f.v128(v128.load(x));
          overWindow(f, given, x, (at, offset) => f.set(best, f32x4.pmax(best, v128.load(at, offset))));
          f.do(v128.store(z, best));
        } else {
          // -0 + x is x, whatever its sign.
          const sum = f.v128(v128.ints(0x80000000, 0x80000000, 0x80000000, 0x80000000));
          overWindow(f, given, x, (at, offset) => f.set(sum, f32x4.add(sum, v128.load(at, offset))));
          f.do(v128.store(z, divided(c, sum, size * size)));
        }
        f.advance(z, 16);
      });
    });
  });
  const stage = { units: 'panels', width: work } as const;
  if (deltasBelow === null) return { forward: [{ ...stage, kernel: forward }], backward: [] };
  const backward = assembler.kernel(
    `${name}.${kind}-gradient`,
    stageParameters,
    (f, _weights, first, end) => {
      const panel = f.i32();
      f.each(panel, first, end, 1, () => {
        const x = f.i32(panelAt(below, panel));
        const [d, to] = [f.i32(panelAt(deltas, panel)), f.i32(panelAt(deltasBelow, panel))];
        const shift = f.i32(i32.sub(to, x));
        overWindows(
          f,
          given,
          x,
          () => {
            const own = f.v128(v128.load(d));
            if (kind === 'mean') {
              f.set(own, divided(c, own, size * size));
              overWindow(f, given, x, (at, offset) =>
                f.do(put(deltasBelow, i32.add(at, shift), own, offset)),
              );
            } else toLargest(f, given, x, shift, own, deltasBelow);
            f.advance(d, 16);
          },
          (at) => f.do(put(deltasBelow, i32.add(at, shift), v128.zero)),
        );
      });
    },
  );
  return { forward: [{ ...stage, kernel: forward }], backward: [{ ...stage, kernel: backward }] };
}

/** The gradient of a window to its largest value, 0 to the others. */
function toLargest(f: Body, given: Windows, x: Pointer, shift: Pointer, own: Vector, to: Target): void {
  const best = f.v128(v128.load(x));
  const [index, larger, value] = [f.v128(v128.zero), f.v128(), f.v128()];
  overWindow(f, given, x, (at, offset, number) => {
    f.set(value, v128.load(at, offset));
    f.set(larger, f32x4.lt(best, value));
    f.set(best, f32x4.pmax(best, value));
    f.set(index, v128.select(larger, number, index));
  });
  overWindow(f, given, x, (at, offset, number) =>
    f.do(put(to, i32.add(at, shift), v128.and(i32x4.eq(index, number), own), offset)),
  );
}

/** Calls `each` for every window, in order; `x` is its first value. Then, or between, `outside` for values in none. */
function overWindows(
  f: Body,
  { size, channels, below: [height, width], above }: Windows,
  x: Pointer,
  each: () => void,
  outside: (at: Pointer) => void = () => undefined,
): void {
  const line = 16 * width;
  const skipped = (at: Pointer, count: number): void => {
    if (count > 0) f.loop(at, f.i32(i32.add(at, 16 * count)), 16, () => outside(at));
  };
  repeated(f, channels, () => {
    repeated(f, above[0], () => {
      repeated(f, above[1], () => {
        each();
        f.advance(x, 16 * size);
      });
      const rest = width - size * above[1];
      const at = f.i32(x);
      repeated(f, size, () => {
        const own = f.i32(at);
        skipped(own, rest);
        f.advance(at, line);
      });
      f.advance(x, 16 * rest + (size - 1) * line);
    });
    const rows = height - size * above[0];
    skipped(x, rows * width);
  });
}

/** Calls `each` for every value of a window, with its address and its number in all lanes. */
function overWindow(
  f: Body,
  { size, below: [, width] }: Windows,
  x: Pointer,
  each: (at: Pointer, offset: number, number: V128) => void,
): void {
  const line = 16 * width;
  if (size * size <= unrolled) {
    for (let i = 0; i < size * size; i += 1)
      each(x, Math.floor(i / size) * line + 16 * (i % size), v128.ints(i, i, i, i));
    return;
  }
  const [at, number] = [f.i32(x), f.v128(v128.zero)];
  f.each(f.i32(), 0, size, 1, () => {
    f.each(f.i32(), 0, size, 1, () => {
      each(at, 0, number);
      f.advance(at, 16);
      f.set(number, i32x4.add(number, i32x4.splat(int(1))));
    });
    f.advance(at, line - 16 * size);
  });
}
