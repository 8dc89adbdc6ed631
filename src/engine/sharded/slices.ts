/** Cuts what goes to an engine into contiguous runs of replicas, and joins what comes back. */
import type { EngineSetup, EngineState, Mix } from '../engine.ts';

/** Replicas [start, end). */
export interface Slice {
  readonly start: number;
  readonly end: number;
}

/** At most `count` slices of nearly equal size. */
export function slicesOf(replicas: number, count: number): Slice[] {
  const parts = Math.max(1, Math.min(count, replicas));
  const edge = (i: number): number => Math.round((i * replicas) / parts);
  return Array.from({ length: parts }, (_, i) => ({ start: edge(i), end: edge(i + 1) }));
}

/** The setup of a slice, with only the data sets that its replicas use. */
export function sliceSetup(setup: EngineSetup, { start, end }: Slice): EngineSetup {
  const { parameterCount } = setup.network;
  const own = setup.replicas.slice(start, end);
  const used = [...new Set(own.map(({ dataSet }) => dataSet))];
  const { data } = setup;
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
    weights: setup.weights.slice(start * parameterCount, end * parameterCount),
  };
}

/** The coefficients of a slice: [row, replica, ...] with `replicas` in all. */
export function sliceMix(mix: Mix, replicas: number, { start, end }: Slice): Mix {
  const width = mix.coefficients.length / (mix.rows * replicas);
  const coefficients = new Float32Array(mix.rows * (end - start) * width);
  for (let row = 0; row < mix.rows; row += 1) {
    const from = row * replicas * width;
    coefficients.set(
      mix.coefficients.subarray(from + start * width, from + end * width),
      row * (end - start) * width,
    );
  }
  return { ...mix, coefficients };
}

export function sliceState(state: EngineState, parameters: number, { start, end }: Slice): EngineState {
  const own = (values: Float32Array): Float32Array => values.slice(start * parameters, end * parameters);
  return { step: state.step, weights: own(state.weights), moments: state.moments.map(own) };
}

/** Float32 vectors one after the other. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Joins [row, replica of the slice, ...] parts into [row, replica, ...], by writing into `whole`. */
export function interleave<Values extends Float32Array | Float64Array>(
  parts: readonly Values[],
  slices: readonly Slice[],
  rows: number,
  whole: Values,
): Values {
  const replicas = slices.at(-1)!.end;
  const width = whole.length / (rows * replicas) || 0;
  parts.forEach((part, i) => {
    const { start, end } = slices[i]!;
    const length = (end - start) * width;
    for (let row = 0; row < rows; row += 1) {
      whole.set(part.subarray(row * length, (row + 1) * length), (row * replicas + start) * width);
    }
  });
  return whole;
}
