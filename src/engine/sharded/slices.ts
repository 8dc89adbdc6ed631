/** Cuts what goes to an engine into parts by replica, and joins what comes back. Knows of calls only what is by replica. */
import type { Answer, Call } from '../calls.ts';
import type { EngineSetup } from '../engine.ts';

type Numbers = Float32Array | Float64Array | Int32Array;

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
  const { data } = setup;
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
    weights: gather(setup.weights, 1, setup.replicas.length, slice),
  };
}

/** Fields of calls that are by replica, in whichever call; what is in no field of these goes to every part as it is. */
type Fields = Call extends infer Each ? (Each extends Call ? Omit<Each, 'op'> : never) : never;
type Field<Name extends PropertyKey> = Fields extends infer Each
  ? Each extends Readonly<Record<Name, infer Value>>
    ? Value
    : never
  : never;

const parts: {
  readonly [Name in 'mix' | 'active' | 'accept' | 'change' | 'weights' | 'state']: (
    value: Field<Name>,
    replicas: number,
    slice: Slice,
  ) => Field<Name>;
} = {
  mix: (mix, replicas, slice) => ({
    ...mix,
    coefficients: gather(mix.coefficients, mix.rows, replicas, slice),
  }),
  active: (active, _, slice) => pick(active, slice),
  accept: (accept, _, slice) => pick(accept, slice),
  change: ({ state, advance }, _, slice) => ({
    state,
    advance: advance === null ? null : pick(advance, slice),
  }),
  weights: (weights, replicas, slice) => gather(weights, 1, replicas, slice),
  state: ({ step, weights, moments, clocks }, replicas, slice) => ({
    step,
    weights: gather(weights, 1, replicas, slice),
    moments: moments.map((moment) => gather(moment, 1, replicas, slice)),
    clocks: gather(clocks, 1, replicas, slice),
  }),
};

const partOf = parts as Readonly<
  Partial<Record<string, (value: unknown, replicas: number, slice: Slice) => unknown>>
>;

/** A call, made to `replicas` in all, as it is made to those of a slice. */
export function sliceCall<Whole extends Call>(call: Whole, replicas: number, slice: Slice): Whole {
  const part: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(call))
    part[name] = partOf[name]?.(value, replicas, slice) ?? value;
  return part as Whole;
}

/** The answers of all slices as one; each number by replica is [row, replica, ...]. */
export const joinAnswers = (answers: readonly Answer[], slices: readonly Slice[], rows: number): Answer =>
  joinedParts(answers, slices, rows) as Answer;

function joinedParts(values: readonly unknown[], slices: readonly Slice[], rows: number): unknown {
  const [first] = values;
  if (ArrayBuffer.isView(first)) return interleave(values as readonly Numbers[], slices, rows);
  // What is not by replica is the same everywhere.
  if (typeof first !== 'object' || first === null) return first;
  const entries = Object.keys(first).map((name) => [
    name,
    joinedParts(
      (values as readonly Readonly<Record<string, unknown>>[]).map((value) => value[name]),
      slices,
      rows,
    ),
  ]);
  return Array.isArray(first) ? entries.map(([, value]) => value) : (Object.fromEntries(entries) as unknown);
}

const pick = <Value>(values: readonly Value[], slice: Slice): Value[] =>
  slice.map((replica) => values[replica]!);

/** Numbers [row, replica, ...], with `replicas` in all, of the slice's replicas only. */
function gather<Values extends Numbers>(
  values: Values,
  rows: number,
  replicas: number,
  slice: Slice,
): Values {
  const width = values.length / (rows * replicas);
  const own = like(values, rows * slice.length * width);
  for (let row = 0; row < rows; row += 1) {
    slice.forEach((replica, i) => {
      const from = (row * replicas + replica) * width;
      const to = (row * slice.length + i) * width;
      for (let k = 0; k < width; k += 1) own[to + k] = values[from + k]!;
    });
  }
  return own;
}

/** Joins [row, replica of the slice, ...] parts into [row, replica, ...]. */
function interleave(values: readonly Numbers[], slices: readonly Slice[], rows: number): Numbers {
  const replicas = slices.reduce((sum, { length }) => sum + length, 0);
  const whole = like(
    values[0]!,
    values.reduce((sum, { length }) => sum + length, 0),
  );
  const width = whole.length / (rows * replicas) || 0;
  values.forEach((part, p) => {
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

/** So many zeros of the same kind. */
const like = <Values extends Numbers>(values: Values, length: number): Values =>
  new (values.constructor as new (length: number) => Values)(length);

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
