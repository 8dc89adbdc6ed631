/** Splits calls to an engine by replica, and joins the answers. Knows only which parts of a call are by replica. */
import type { Answer, Answers, Call } from '../calls.ts';
import type { EngineSetup } from '../engine.ts';

type Numbers = Float32Array | Float64Array | Int32Array;

/** Indexes of the replicas of one part, ascending. */
export type Slice = readonly number[];

/**
 * At most `count` slices of nearly equal size, dealt out in turn: replicas are ordered by arm, and every slice should
 * have its share of those that jump.
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

/** Fields of calls that are by replica; all other fields go to every slice unchanged. */
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

const named = Object.keys(parts);

/** A call for all `replicas`, restricted to those of a slice. */
export function sliceCall<Whole extends Call>(call: Whole, replicas: number, slice: Slice): Whole {
  let part: Record<string, unknown> | null = null;
  for (const name of named) {
    const whole = (call as Readonly<Record<string, unknown>>)[name];
    if (whole === undefined) continue;
    part ??= { ...call };
    part[name] = partOf[name]!(whole, replicas, slice);
  }
  return (part as Whole | null) ?? call;
}

type Join = <Values extends Numbers>(parts: readonly Values[]) => Values;

/** How the answers of all slices are joined, by their form; `join` gets the parts that are by replica. */
const joins: {
  readonly [Form in keyof Answers]: (parts: readonly Answers[Form][], join: Join) => Answers[Form];
} = {
  singles: (parts, join) => join(parts),
  doubles: (parts, join) => join(parts),
  block: (parts, join) => ({
    loss: join(parts.map(({ loss }) => loss)),
    watched: join(parts.map(({ watched }) => watched)),
  }),
  score: (parts, join) => ({
    loss: join(parts.map(({ loss }) => loss)),
    accuracy: join(parts.map(({ accuracy }) => accuracy)),
  }),
  state: (parts, join) => ({
    step: parts[0]!.step,
    weights: join(parts.map(({ weights }) => weights)),
    moments: parts[0]!.moments.map((_, m) => join(parts.map(({ moments }) => moments[m]!))),
    clocks: join(parts.map(({ clocks }) => clocks)),
  }),
};

/** The joined answer of all slices; numbers by replica are [row, replica, ...]. */
export const joinAnswers = <Form extends keyof Answers>(
  form: Form,
  answers: readonly Answer[],
  slices: readonly Slice[],
  rows: number,
): Answer => joins[form](answers as readonly Answers[Form][], (values) => interleave(values, slices, rows));

const pick = <Value>(values: readonly Value[], slice: Slice): Value[] =>
  slice.map((replica) => values[replica]!);

/** Numbers [row, replica, ...], with `replicas` in total, restricted to the slice's replicas. */
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
function interleave<Values extends Numbers>(
  values: readonly Values[],
  slices: readonly Slice[],
  rows: number,
): Values {
  let [replicas, length] = [0, 0];
  for (let p = 0; p < slices.length; p += 1) {
    replicas += slices[p]!.length;
    length += values[p]!.length;
  }
  const whole = like(values[0]!, length);
  const width = length / (rows * replicas) || 0;
  for (let p = 0; p < slices.length; p += 1) {
    const [slice, part] = [slices[p]!, values[p]!];
    let from = 0;
    for (let row = 0; row < rows; row += 1) {
      for (const replica of slice) {
        const to = (row * replicas + replica) * width;
        for (let k = 0; k < width; k += 1, from += 1) whole[to + k] = part[from]!;
      }
    }
  }
  return whole;
}

/** Zeros of the same type. */
function like<Values extends Numbers>(values: Values, length: number): Values {
  const zeros =
    values instanceof Float32Array
      ? new Float32Array(length)
      : values instanceof Float64Array
        ? new Float64Array(length)
        : new Int32Array(length);
  return zeros as Values;
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
