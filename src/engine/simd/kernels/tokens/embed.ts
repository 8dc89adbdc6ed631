/** Rows of a table by number. A number that is none, or too large, reads some row of the table. */
import { f32x4, i32, i32x4, int, v128 } from '../../assembler/instructions.ts';
import { gatherRow, transposed } from '../gather.ts';
import { panelAt, panelsOf, rowAt, type Body, type Int, type Local, type Panels } from '../kernel.ts';
import { stageParameters, type Place, type Stages, type Workshop } from '../stage.ts';
import { batchOnly } from '../weight-gradients.ts';

export function embed(workshop: Workshop, place: Place): Stages {
  const { assembler, gradient } = workshop;
  const { name, tensors, adds, from, values, deltas } = place;
  const [{ offset, shape }] = tensors as [Place['tensors'][number]];
  const [numbers] = from as [Panels];
  const [vocabulary, features] = shape as [number, number];
  const { rows } = values;
  /** Addresses of the four rows of a table that starts at `table`. */
  const rowsOf = (f: Body, at: Int, table: Int): Local<'i32'>[] => {
    const largest = v128.ints(vocabulary - 1, vocabulary - 1, vocabulary - 1, vocabulary - 1);
    const index = f.v128(i32x4.minU(i32x4.ofF32U(v128.load(at)), largest));
    return [0, 1, 2, 3].map((lane) => f.i32(i32.add(table, i32.mul(i32x4.lane(index, lane), 4 * features))));
  };
  const forward = assembler.kernel(name, stageParameters, (f, weights, first, end) => {
    const [panel, row] = [f.i32(), f.i32()];
    const table = f.i32(i32.add(weights, 4 * offset));
    const to = f.i32(panelAt(values, first));
    f.each(panel, first, end, 1, () => {
      const at = f.i32(panelAt(numbers, panel));
      f.each(row, 0, rows, 1, () => {
        gatherRow(f, rowsOf(f, at, table), to, values);
        f.advance(at, 16);
      });
    });
  });
  const backward = assembler.kernel(`${name}.table`, stageParameters, (f, _weights, _first, _end, count) => {
    const at = f.i32();
    const table = gradient + 4 * offset;
    if (adds[0] !== true) zeros(f, table, vocabulary * features);
    const [panel, row, d] = [f.i32(), f.i32(), f.i32()];
    f.each(panel, 0, f.i32(panelsOf(count)), 1, () => {
      f.set(at, panelAt(numbers, panel));
      f.set(d, rowAt(deltas, i32.mul(panel, rows)));
      f.each(row, 0, rows, 1, () => {
        addRows(f, rowsOf(f, at, table), d, features);
        f.advance(at, 16);
        f.advance(d, deltas.rowBytes);
      });
    });
  });
  return {
    forward: [{ kernel: forward, units: 'panels', width: 4 * rows * features }],
    backward: [
      batchOnly(workshop, `${name}.batch-only`, [deltas]),
      { kernel: backward, units: 1, width: 4 * rows * features },
    ],
  };
}

/** Writes zeros to `count` numbers. */
function zeros(f: Body, from: number, count: number): void {
  const at = f.i32();
  const whole = from + 16 * Math.floor(count / 4);
  f.each(at, from, whole, 16, () => f.do(v128.store(at, v128.zero)));
  for (let i = whole; i < from + 4 * count; i += 4) f.do(i32.store(i, int(0)));
}

/** Adds four examples of a row, each to its own address, one after the other. */
function addRows(f: Body, to: readonly Local<'i32'>[], row: Local<'i32'>, features: number): void {
  const whole = Math.floor(features / 4);
  const at = f.i32(row);
  if (whole > 0)
    f.loop(at, f.i32(i32.add(row, 64 * whole)), 64, () => {
      const four = [0, 16, 32, 48].map((offset) => f.v128(v128.load(at, offset)));
      for (const [lane, values] of transposed(f, four).entries()) {
        f.do(v128.store(to[lane]!, f32x4.add(v128.load(to[lane]!), values)));
        f.advance(to[lane]!, 16);
      }
    });
  for (let i = 0; i < features - 4 * whole; i += 1) {
    const values = f.v128(v128.load(at, 16 * i));
    for (const [lane, address] of to.entries()) {
      const own = v128.shuffle(values, values, [lane, lane, lane, lane]);
      f.do(v128.storeLane(address, f32x4.add(v128.load32(address, 4 * i), own), 0, 4 * i));
    }
  }
}
