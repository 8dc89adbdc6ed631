/**
 * Sums that grow chunk by chunk, each for one call of a recorded trajectory. Chunks of a run come in order. Even and
 * odd weights, counted from the start of a tensor (of all weights, for mean errors), go to two separate sums that are
 * added at the end, as in the reference engine.
 */
import type { ParameterLayout, Tensor } from '../../core/model/layout.ts';
import { comparedSums, type Columns, type Mix } from '../engine.ts';

/** Weights `from` <= p < `to` of one run at some checkpoints, by checkpoint. */
export interface Chunk {
  readonly run: number;
  readonly from: number;
  readonly to: number;
  readonly weights: ReadonlyMap<number, Float32Array>;
}

export interface Sums {
  /** The checkpoints that it reads. */
  readonly checkpoints: readonly number[];
  add(chunk: Chunk, layout: ParameterLayout): void;
}

/** Some weights at some checkpoints. */
export class SampledWeights implements Sums {
  readonly checkpoints: readonly number[];
  /** [run, checkpoint of the list, parameter of the list]. */
  readonly values: Float32Array;
  /** The parameters in ascending order, and the place of each in the list. */
  readonly #sorted: Uint32Array;
  readonly #places: Uint32Array;

  constructor(checkpoints: readonly number[], parameters: Uint32Array, runs: number) {
    this.checkpoints = checkpoints;
    this.values = new Float32Array(runs * checkpoints.length * parameters.length);
    this.#places = Uint32Array.from(parameters.keys()).sort((a, b) => parameters[a]! - parameters[b]!);
    this.#sorted = this.#places.map((place) => parameters[place]!);
  }

  add({ run, from, to, weights }: Chunk): void {
    const width = this.#sorted.length;
    const first = firstWhere(width, (i) => this.#sorted[i]! >= from);
    this.checkpoints.forEach((checkpoint, c) => {
      const own = weights.get(checkpoint)!;
      const at = (run * this.checkpoints.length + c) * width;
      for (let i = first; i < width && this.#sorted[i]! < to; i += 1)
        this.values[at + this.#places[i]!] = own[this.#sorted[i]! - from]!;
    });
  }
}

/** Maximum number of weights whose columns are in memory at once. */
const columnLength = 4096;

/** Inner products of columns, tensor by tensor. */
export class GramSums implements Sums {
  readonly checkpoints: readonly number[];
  /** [run, tensor, count, count]. */
  readonly gram: Float64Array;
  readonly #columns: Columns;
  readonly #values: readonly Float64Array[];
  /** [count, count], lower half: sums of even and of odd weights of the current tensor. */
  readonly #even: Float64Array;
  readonly #odd: Float64Array;

  constructor(checkpoints: readonly number[], columns: Columns, tensors: number, runs: number) {
    const { count } = columns;
    this.checkpoints = checkpoints;
    this.gram = new Float64Array(runs * tensors * count * count);
    this.#columns = columns;
    this.#values = Array.from({ length: count }, () => new Float64Array(columnLength));
    this.#even = new Float64Array(count * count);
    this.#odd = new Float64Array(count * count);
  }

  add(chunk: Chunk, { tensors }: ParameterLayout): void {
    const vectors = this.checkpoints.map((checkpoint) => chunk.weights.get(checkpoint)!);
    eachTensor(chunk, tensors, (tensor, from, to) => {
      const { offset, length } = tensors[tensor]!;
      for (let start = from; start < to; start += columnLength) {
        const end = Math.min(to, start + columnLength);
        this.#fill(vectors, start - chunk.from, end - chunk.from);
        // Parts of even length keep even and odd weights apart; a chunk may begin at an odd one.
        this.#products(end - start, (start - offset) % 2 === 1);
      }
      if (to === offset + length)
        this.#store((chunk.run * tensors.length + tensor) * this.#columns.count ** 2);
    });
  }

  /** Columns over weights from <= p < to of the chunk. */
  #fill(vectors: readonly Float32Array[], from: number, to: number): void {
    const { count, coefficients } = this.#columns;
    const terms = vectors.length + 1;
    for (let c = 0; c < count; c += 1) {
      const column = this.#values[c]!;
      column.fill(coefficients[c * terms + terms - 1]!, 0, to - from);
      for (let s = 0; s < vectors.length; s += 1) {
        const coefficient = coefficients[c * terms + s]!;
        if (coefficient === 0) continue;
        const vector = vectors[s]!;
        for (let p = from; p < to; p += 1) column[p - from]! += coefficient * vector[p]!;
      }
    }
  }

  #products(length: number, startsOdd: boolean): void {
    const { count } = this.#columns;
    const [first, second] = startsOdd ? [this.#odd, this.#even] : [this.#even, this.#odd];
    for (let i = 0; i < count; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        const a = this.#values[i]!;
        const b = this.#values[j]!;
        let one = first[i * count + j]!;
        let other = second[i * count + j]!;
        let p = 0;
        for (; p + 1 < length; p += 2) {
          one += a[p]! * b[p]!;
          other += a[p + 1]! * b[p + 1]!;
        }
        if (p < length) one += a[p]! * b[p]!;
        first[i * count + j] = one;
        second[i * count + j] = other;
      }
    }
  }

  #store(at: number): void {
    const { count } = this.#columns;
    for (let i = 0; i < count; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        const sum = this.#even[i * count + j]! + this.#odd[i * count + j]!;
        this.gram[at + i * count + j] = sum;
        this.gram[at + j * count + i] = sum;
      }
    }
    this.#even.fill(0);
    this.#odd.fill(0);
  }
}

/** A combination whose snapshots are checkpoints. */
type CheckpointMix = Omit<Mix, 'snapshots'> & { readonly checkpoints: readonly number[] };

/** Forecasts against actual weights. */
export class ComparisonSums implements Sums {
  readonly checkpoints: readonly number[];
  /** [row, run]. */
  readonly meanError: Float64Array;
  /** [row, run, part, 4]. */
  readonly sums: Float64Array;
  readonly #mix: CheckpointMix;
  readonly #ends: readonly number[];
  readonly #runs: number;
  readonly #partOf: readonly number[];
  readonly #parts: number;
  readonly #tensors: number;
  readonly #count: number;
  /** [row, 2]: sums of even and odd errors so far, of the current run. */
  readonly #errors: Float64Array;

  /** `ends`: the anchor and the target; without them, values are compared with 0. */
  constructor(
    mix: CheckpointMix,
    ends: readonly number[],
    { tensors, count }: ParameterLayout,
    runs: number,
    partOf: readonly number[],
  ) {
    this.checkpoints = [...mix.checkpoints, ...ends];
    this.#mix = mix;
    this.#ends = ends;
    this.#runs = runs;
    this.#partOf = partOf;
    this.#parts = Math.max(...partOf) + 1;
    this.#tensors = tensors.length;
    this.#count = count;
    this.meanError = new Float64Array(mix.rows * runs);
    this.sums = new Float64Array(mix.rows * runs * this.#parts * comparedSums.length);
    this.#errors = new Float64Array(2 * mix.rows);
  }

  add(chunk: Chunk, { tensors }: ParameterLayout): void {
    const vectors = this.#mix.checkpoints.map((checkpoint) => chunk.weights.get(checkpoint)!);
    const zeros = new Float32Array(this.#ends.length === 0 ? chunk.to - chunk.from : 0);
    const [anchor = zeros, target = zeros] = this.#ends.map((checkpoint) => chunk.weights.get(checkpoint)!);
    eachTensor(chunk, tensors, (tensor, from, to) => {
      for (let row = 0; row < this.#mix.rows; row += 1)
        this.#compare(row, tensor, chunk, from, to, vectors, anchor, target);
    });
    if (chunk.to < this.#count) return;
    for (let row = 0; row < this.#mix.rows; row += 1)
      this.meanError[row * this.#runs + chunk.run] =
        (this.#errors[2 * row]! + this.#errors[2 * row + 1]!) / this.#count;
    this.#errors.fill(0);
  }

  #compare(
    row: number,
    tensor: number,
    chunk: Chunk,
    from: number,
    to: number,
    vectors: readonly Float32Array[],
    anchor: Float32Array,
    target: Float32Array,
  ): void {
    const terms = vectors.length + 1;
    const at = ((row * this.#runs + chunk.run) * this.#tensors + tensor) * terms;
    const { coefficients } = this.#mix;
    const used: Float32Array[] = [];
    const factors: number[] = [];
    for (let s = 0; s < vectors.length; s += 1)
      if (coefficients[at + s] !== 0) {
        used.push(vectors[s]!);
        factors.push(coefficients[at + s]!);
      }
    const constant = coefficients[at + terms - 1]!;
    const to4 = ((row * this.#runs + chunk.run) * this.#parts + this.#partOf[tensor]!) * comparedSums.length;
    const sums = this.sums.subarray(to4, to4 + comparedSums.length);
    const errors = this.#errors.subarray(2 * row, 2 * row + 2);
    addErrors(
      { used, factors, constant, target, anchor },
      { from: from - chunk.from, to: to - chunk.from, isOdd: from % 2 === 1 },
      errors,
      sums,
    );
  }
}

interface Forecast {
  readonly used: readonly Float32Array[];
  readonly factors: readonly number[];
  readonly constant: number;
  readonly target: Float32Array;
  readonly anchor: Float32Array;
}

/** Weights from <= p < to of the chunk; `isOdd`: the first of them is odd among all weights. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly isOdd: boolean;
}

/**
 * Adds |forecast - actual| to the sums [2] of even and odd weights, and the four sums of a part. Terms are added in
 * their order, the actual weight last.
 */
function addErrors(forecast: Forecast, range: Range, errors: Float64Array, sums: Float64Array): void {
  const [first, second] = range.isOdd ? [1, 0] : [0, 1];
  const ends: [number, number] = [errors[first]!, errors[second]!];
  // Absent terms read the target with a factor of 0, so that one loop serves most forecasts.
  if (forecast.used.length <= 3) addShort(forecast, range, ends, sums);
  else addLong(forecast, range, ends, sums);
  [errors[first], errors[second]] = ends;
}

/** Two weights at a time, so that the two sums of errors do not wait for each other. */
function addShort(
  { used, factors, constant, target, anchor }: Forecast,
  { from, to }: Range,
  ends: [number, number],
  sums: Float64Array,
): void {
  const [a, b, c] = [used[0] ?? target, used[1] ?? target, used[2] ?? target];
  const [fa, fb, fc] = [factors[0] ?? 0, factors[1] ?? 0, factors[2] ?? 0];
  let [one, other] = ends;
  let [absolute, squared, crossed, moved] = [0, 0, 0, 0];
  let p = from;
  for (; p + 1 < to; p += 2) {
    const actual = target[p]!;
    const error = constant + fa * a[p]! + fb * b[p]! + fc * c[p]! - actual;
    const way = actual - anchor[p]!;
    const actual2 = target[p + 1]!;
    const error2 = constant + fa * a[p + 1]! + fb * b[p + 1]! + fc * c[p + 1]! - actual2;
    const way2 = actual2 - anchor[p + 1]!;
    const size = Math.abs(error);
    const size2 = Math.abs(error2);
    one += size;
    other += size2;
    absolute += size + size2;
    squared += error * error + error2 * error2;
    crossed += error * way + error2 * way2;
    moved += way * way + way2 * way2;
  }
  if (p < to) {
    const actual = target[p]!;
    const error = constant + fa * a[p]! + fb * b[p]! + fc * c[p]! - actual;
    const way = actual - anchor[p]!;
    one += Math.abs(error);
    absolute += Math.abs(error);
    squared += error * error;
    crossed += error * way;
    moved += way * way;
  }
  [ends[0], ends[1]] = [one, other];
  addTo(sums, absolute, squared, crossed, moved);
}

function addLong(
  { used, factors, constant, target, anchor }: Forecast,
  { from, to }: Range,
  ends: [number, number],
  sums: Float64Array,
): void {
  let [absolute, squared, crossed, moved] = [0, 0, 0, 0];
  for (let p = from; p < to; p += 1) {
    const actual = target[p]!;
    let value = constant;
    for (let s = 0; s < used.length; s += 1) value += factors[s]! * used[s]![p]!;
    const error = value - actual;
    const way = actual - anchor[p]!;
    ends[(p - from) % 2]! += Math.abs(error);
    absolute += Math.abs(error);
    squared += error * error;
    crossed += error * way;
    moved += way * way;
  }
  addTo(sums, absolute, squared, crossed, moved);
}

function addTo(sums: Float64Array, absolute: number, squared: number, crossed: number, moved: number): void {
  sums[0]! += absolute;
  sums[1]! += squared;
  sums[2]! += crossed;
  sums[3]! += moved;
}

/** Calls `visit` with every tensor that the chunk overlaps, and the overlap. */
function eachTensor(
  { from, to }: Chunk,
  tensors: readonly Tensor[],
  visit: (tensor: number, from: number, to: number) => void,
): void {
  const endsAfter = (tensor: number): boolean => tensors[tensor]!.offset + tensors[tensor]!.length > from;
  for (let tensor = firstWhere(tensors.length, endsAfter); tensor < tensors.length; tensor += 1) {
    const { offset, length } = tensors[tensor]!;
    if (offset >= to) return;
    if (length > 0) visit(tensor, Math.max(from, offset), Math.min(to, offset + length));
  }
}

/** The first of `count` numbers that a monotonic condition holds for; `count` if it holds for none. */
function firstWhere(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
