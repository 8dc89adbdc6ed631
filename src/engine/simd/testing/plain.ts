/** Float32 networks in a few plain lines: the bits that the kernels must compute. */
import { BatchOrder } from '../../../core/batches.ts';
import { exp32, log32, tanh32 } from '../../../core/numeric/float32.ts';
import type { ActivationName } from '../../../core/model/model.ts';
import type { ExampleLoss } from '../../../core/data/data-set.ts';
import type { OptimizerName } from '../../../core/model/optimizers.ts';
import type { EngineSetup } from '../../engine.ts';

const f = Math.fround;

/** [example][feature]. */
export type Rows = readonly (readonly number[])[];

const columns = (rows: Rows): number => rows[0]!.length;
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Four partial sums by example, starting at +0, and their total; `round` sets the precision. */
function sumByLane(terms: readonly (readonly [example: number, value: number])[], round: typeof f): number {
  const s = [0, 0, 0, 0];
  for (const [b, value] of terms) s[b % 4] = round(s[b % 4]! + value);
  return round(round(s[0]! + s[2]!) + round(s[1]! + s[3]!));
}
const laneSum = (values: readonly number[]): number =>
  sumByLane(
    values.map((value, b) => [b, value]),
    f,
  );
/** Losses are summed in float64. */
const total = (terms: readonly (readonly [example: number, value: number])[]): number =>
  sumByLane(terms, (sum) => sum);

/** Kernel [outputs, inputs] at 0 of `weights`, then bias [outputs]. */
export const denseForward = (x: Rows, weights: readonly number[], outputs: number): Rows =>
  x.map((row) =>
    range(outputs).map((o) =>
      row.reduce(
        (sum, value, i) => f(sum + f(weights[o * row.length + i]! * value)),
        weights[outputs * row.length + o]!,
      ),
    ),
  );

export const denseInputGradient = (d: Rows, weights: readonly number[], inputs: number): Rows =>
  d.map((row) =>
    range(inputs).map((i) => row.reduce((sum, value, o) => f(sum + f(weights[o * inputs + i]! * value)), 0)),
  );

/** Kernel, then bias. */
export const denseGradient = (d: Rows, x: Rows): number[] => [
  ...range(columns(d)).flatMap((o) =>
    range(columns(x)).map((i) => laneSum(d.map((row, b) => f(row[o]! * x[b]![i]!)))),
  ),
  ...range(columns(d)).map((o) => laneSum(d.map((row) => row[o]!))),
];

export const activations: Readonly<
  Record<
    ActivationName,
    { readonly of: (z: number) => number; readonly slope: (d: number, a: number) => number }
  >
> = {
  tanh: { of: tanh32, slope: (d, a) => f(d * f(1 - f(a * a))) },
  sigmoid: { of: (z) => f(1 / f(1 + exp32(-z))), slope: (d, a) => f(d * f(a * f(1 - a))) },
  relu: { of: (z) => (z < 0 ? 0 : z), slope: (d, a) => (a > 0 ? d : 0) },
  linear: { of: (z) => z, slope: (d) => d },
};

export const losses: Readonly<
  Record<ExampleLoss, (z: Rows, t: Rows) => { readonly loss: number; readonly d: Rows }>
> = {
  'cross-entropy'(z, t) {
    const scale = f(1 / z.length);
    const each = z.map((row, b) => {
      const m = row.reduce((largest, value) => (largest < value ? value : largest));
      let [sum, dot] = [0, 0];
      const e = row.map((value, o) => {
        const s = f(value - m);
        sum = f(sum + exp32(s));
        dot = f(dot + f(t[b]![o]! * s));
        return exp32(s);
      });
      const inverse = f(1 / sum);
      return {
        loss: f(log32(sum) - dot),
        d: e.map((value, o) => f(f(f(value * inverse) - t[b]![o]!) * scale)),
      };
    });
    const loss = total(each.map((own, b) => [b, own.loss])) / z.length;
    return { loss: f(loss), d: each.map(({ d }) => d) };
  },
  'squared-error'(z, t) {
    const terms = z.length * columns(z);
    const scale = f(2 / terms);
    const errors = z.map((row, b) => row.map((value, o) => f(value - t[b]![o]!)));
    const loss =
      total(errors.flatMap((row, b) => row.map((error) => [b, f(error * error)] as const))) / terms;
    return { loss: f(loss), d: errors.map((row) => row.map((error) => f(scale * error))) };
  },
};

/** Number of examples whose first largest output is at their first largest target. */
export function correctOf(z: Rows, t: Rows): number {
  const largest = (row: readonly number[]): number =>
    row.reduce((best, value, o) => (value > row[best]! ? o : best), 0);
  return z.filter((row, b) => largest(row) === largest(t[b]!)).length;
}

interface Weight {
  w: number;
  m: number;
  v: number;
}

/** One weight and its state after an update. */
const updates: Readonly<Record<OptimizerName, (at: Weight, g: number, c: readonly number[]) => Weight>> = {
  sgd: (at, g, c) => ({ ...at, w: f(at.w - f(c[0]! * g)) }),
  momentum: (at, g, c) => {
    const m = c[2] === 0 ? g : f(f(c[2]! * at.m) + g);
    return { ...at, m, w: f(at.w - f(c[0]! * m)) };
  },
  nesterov: (at, g, c) => {
    const m = c[2] === 0 ? g : f(f(c[2]! * at.m) + g);
    return { ...at, m, w: f(at.w - f(c[0]! * f(g + f(c[2]! * m)))) };
  },
  rmsprop: (at, g, c) => {
    const m = f(f(c[4]! * at.m) + f(f(c[5]! * g) * g));
    return { ...at, m, w: f(at.w - f(f(c[0]! * g) / f(f(Math.sqrt(m)) + c[6]!))) };
  },
  adam: adam,
  adamw: adam,
};

function adam(at: Weight, g: number, c: readonly number[]): Weight {
  const m = f(f(c[2]! * at.m) + f(c[3]! * g));
  const v = f(f(c[4]! * at.v) + f(f(c[5]! * g) * g));
  const length = f(f(Math.sqrt(f(v * c[7]!))) + c[6]!);
  return { m, v, w: f(f(at.w - f(c[8]! * at.w)) - f(f(c[0]! * m) / length)) };
}

/** A gradient scaled down to a norm of at most `clip`. */
export function plainClip(gradient: readonly number[], clip: number): number[] {
  const squares = gradient.map((g, p): readonly [number, number] => [p, g * g]);
  const factor = f(Math.min(1, clip / (Math.sqrt(total(squares)) + 1e-6)));
  return gradient.map((g) => f(g * factor));
}

/** Updates weights and moments in place; `c`: a row of coefficients (core/model/optimizers.ts). */
export function plainUpdate(
  name: OptimizerName,
  weights: number[],
  moments: readonly number[][],
  gradient: readonly number[],
  c: readonly number[],
  decays: (parameter: number) => boolean = () => true,
): void {
  const undecayed = c.map((value, i) => (i === 1 || i === 8 ? 0 : value));
  weights.forEach((w, p) => {
    const own = decays(p) ? c : undecayed;
    const g = f(gradient[p]! + f(own[1]! * w));
    const next = updates[name]({ w, m: moments[0]?.[p] ?? 0, v: moments[1]?.[p] ?? 0 }, g, own);
    weights[p] = next.w;
    if (moments[0] !== undefined) moments[0][p] = next.m;
    if (moments[1] !== undefined) moments[1][p] = next.v;
  });
}

/** Loss, gradient [parameter] and outputs of a perceptron. */
export function plainPass(
  { model }: Pick<EngineSetup, 'model'>,
  weights: readonly number[],
  x: Rows,
  t: Rows,
): { readonly loss: number; readonly gradient: number[]; readonly outputs: Rows } {
  const { nodes, parameters } = model;
  const values: Rows[] = [];
  const below = (id: number): Rows => values[id - 1] ?? x;
  const own = (id: number): readonly number[] => {
    const [kernel, bias] = nodes[id]!.tensors.map((index) => parameters.tensors[index]!);
    return weights.slice(kernel!.offset, bias!.offset + bias!.length);
  };
  nodes.forEach((node, id) => {
    if (node.op === 'dense') {
      const outputs = parameters.tensors[node.tensors[1]!]!.length;
      values.push(denseForward(below(id), own(id), outputs));
    } else if (node.op === 'activate')
      values.push(below(id).map((row) => row.map(activations[node.activation].of)));
  });
  const found = losses[model.loss as ExampleLoss](values.at(-1)!, t);
  const gradient = Array.from({ length: parameters.count }, () => 0);
  let d = found.d;
  for (let id = nodes.length - 1; id >= 0; id -= 1) {
    const node = nodes[id]!;
    if (node.op === 'activate')
      d = d.map((row, b) =>
        row.map((value, i) => activations[node.activation].slope(value, values[id]![b]![i]!)),
      );
    else {
      const { offset } = parameters.tensors[node.tensors[0]!]!;
      denseGradient(d, below(id)).forEach((value, p) => (gradient[offset + p] = value));
      if (id > 0) d = denseInputGradient(d, own(id), columns(below(id)));
    }
  }
  return { loss: found.loss, gradient, outputs: values.at(-1)! };
}

/** Rows of a pool. */
export const rowsIn = (values: Float32Array, width: number, rows: readonly number[]): Rows =>
  rows.map((row) => [...values.subarray(row * width, (row + 1) * width)]);

/** Trains one replica; `coefficients` of each step. */
export function plainTraining(
  setup: EngineSetup,
  replica: number,
  coefficients: readonly (readonly number[])[],
): {
  readonly losses: number[];
  readonly weights: number[];
  readonly moments: number[][];
  readonly seen: number[][];
} {
  const { model, data, batch, replicas, optimizer, watched } = setup;
  const { count } = model.parameters;
  const { seed, dataSet } = replicas[replica]!;
  const { start, count: examples } = data.sets[dataSet]!.train;
  const order = new BatchOrder({ examples, batch }, seed);
  const weights = [...setup.weights.subarray(replica * count, (replica + 1) * count)];
  const moments = [0, 1].map(() => Array.from({ length: count }, () => 0));
  const lossOf: number[] = [];
  const seen: number[][] = [];
  coefficients.forEach((c, step) => {
    const rows = [...order.at(step)].map((row) => start + row);
    const pass = plainPass(
      setup,
      weights,
      rowsIn(data.inputs, data.features, rows),
      rowsIn(data.targets, data.outputs, rows),
    );
    lossOf.push(pass.loss);
    plainUpdate(optimizer.name, weights, moments, pass.gradient, c);
    seen.push([...watched].map((p) => weights[p]!));
  });
  return { losses: lossOf, weights, moments, seen };
}
