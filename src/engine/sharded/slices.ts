/** Cuts what goes to an engine into parts by replica, and joins what comes back. */
import { clockNumbers } from '../clocks.ts';
import type { EngineSetup, EngineState, Mix } from '../engine.ts';

/** Indexes of the replicas of one part, ascending. */
export type Slice = readonly number[];

/**
 * At most `count` slices of nearly equal size, dealt out in turn: replicas come arm by arm, and every
 * slice should have its share of those that jump.
 */
export function slicesOf(replicas: number, count: number): Slice[] {
  const parts = Math.max(1, Math.min(count, replicas));
  return Array.from({ length: parts }, (_, part) =>
    Array.from({ length: Math.ceil((replicas - part) / parts) }, (_each, i) => part + i * parts),
  );
}

/** The setup of a slice, with only the data sets that its replicas use. */
export function sliceSetup(setup: EngineSetup, slice: Slice): EngineSetup {
  const { data, model } = setup;
  const own = slice.map((replica) => setup.replicas[replica]!);
  const used = [...new Set(own.map(({ dataSet }) => dataSet))];
  let rows = 0;
  const inputs: Float32Array[] = [];
  const targets: Float32Array[] = [];
  const sets = used.map((set) => {
    const { train, guard, test } = data.sets[set]!;
    const move = ({ start: from, count }: typeof train): typeof train => {
      inputs.push(data.inputs.subarray(from * data.features, (from + count) * data.features));
      targets.push(data.targets.subarray(from * data.outputs, (from + count) * data.outputs));
      rows += count;
      return { start: rows - count, count };
    };
    return { train: move(train), guard: move(guard), test: move(test) };
  });
  return {
    ...setup,
    data: { ...data, sets, inputs: joined(inputs), targets: joined(targets) },
    replicas: own.map((replica) => ({ ...replica, dataSet: used.indexOf(replica.dataSet) })),
    weights: sliceWeights(setup.weights, model.parameters.count, slice),
  };
}

/** Rows [row, replica, width] of the slice's replicas only. */
function gather(
  values: Float32Array,
  rows: number,
  replicas: number,
  width: number,
  slice: Slice,
): Float32Array {
  const own = new Float32Array(rows * slice.length * width);
  for (let row = 0; row < rows; row += 1) {
    slice.forEach((replica, i) => {
      const from = (row * replicas + replica) * width;
      const to = (row * slice.length + i) * width;
      for (let k = 0; k < width; k += 1) own[to + k] = values[from + k]!;
    });
  }
  return own;
}

/** The coefficients of a slice: [row, replica, ...] with `replicas` in all. */
export function sliceMix(mix: Mix, replicas: number, slice: Slice): Mix {
  const width = mix.coefficients.length / (mix.rows * replicas);
  return { ...mix, coefficients: gather(mix.coefficients, mix.rows, replicas, width, slice) };
}

/** Weights [replica, parameter] of the slice's replicas. */
export const sliceWeights = (weights: Float32Array, parameters: number, slice: Slice): Float32Array =>
  gather(weights, 1, weights.length / parameters, parameters, slice);

export function sliceState(state: EngineState, parameters: number, slice: Slice): EngineState {
  const own = (values: Float32Array): Float32Array => sliceWeights(values, parameters, slice);
  const clocks = slice.flatMap((replica) => [
    ...state.clocks.subarray(clockNumbers * replica, clockNumbers * (replica + 1)),
  ]);
  return {
    step: state.step,
    weights: own(state.weights),
    moments: state.moments.map(own),
    clocks: Int32Array.from(clocks),
  };
}

/** Float32 vectors one after the other. */
function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Joins [row, replica of the slice, ...] parts into [row, replica, ...], by writing into `whole`. */
export function interleave<Values extends Float32Array | Float64Array | Int32Array>(
  parts: readonly Values[],
  slices: readonly Slice[],
  rows: number,
  whole: Values,
): Values {
  const replicas = slices.reduce((sum, { length }) => sum + length, 0);
  const width = whole.length / (rows * replicas) || 0;
  parts.forEach((part, p) => {
    const slice = slices[p]!;
    for (let row = 0; row < rows; row += 1) {
      slice.forEach((replica, i) => {
        const from = (row * slice.length + i) * width;
        const to = (row * replicas + replica) * width;
        for (let k = 0; k < width; k += 1) whole[to + k] = part[from + k]!;
      });
    }
  });
  return whole;
}
