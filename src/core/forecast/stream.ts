/**
 * Sums of a least-squares fit over weights that arrive in chunks: for files and models too large to hold in the
 * basis. Memory is a few blocks, independent of the number of weights.
 */
import { basisSize } from './basis.ts';

/** Rows that are summed separately, in float64, before they are added to the total. */
const block = 1024;

/**
 * Accumulates inner products [p + 2, p + 2] of the difference basis (basis.ts), one matrix per horizon, for
 * `fitSquares`. Chunks may have any length; cutting the rows into chunks at multiples of 1024 gives bit-identical
 * results.
 */
export class GramStream {
  /** Rows added so far. */
  rows = 0;
  readonly #columns: number;
  /** The features without the constant: p - 1 differences and w_0, [feature][row of block]. */
  readonly #features: readonly Float64Array[];
  readonly #last = new Float64Array(block);
  readonly #sums = new Float64Array(8);
  /** [feature, feature]: of the features and, as the last one, the constant. */
  readonly #square: Float64Array;
  /** [horizon, p + 2]: features, constant and the target itself times the target. */
  readonly #cross: Float64Array;
  readonly #horizons: number;

  /** p inputs, at least 2, and m horizons, at least 1. */
  constructor(columns: number, horizons: number) {
    if (!(columns >= 2) || !(horizons >= 1)) throw new RangeError('a fit needs two columns and a horizon');
    this.#columns = columns;
    this.#horizons = horizons;
    this.#features = Array.from({ length: columns }, () => new Float64Array(block));
    this.#square = new Float64Array((columns + 1) * (columns + 1));
    this.#cross = new Float64Array(horizons * basisSize(columns));
  }

  /**
   * Adds rows: values of c_0 .. c_{p-1}, ascending in time, and of every horizon's target. Throws a RangeError,
   * without adding anything, if their number or lengths differ.
   */
  add(columns: readonly Float32Array[], targets: readonly Float32Array[]): void {
    const rows = columns[0]?.length ?? 0;
    const wrong = columns.length !== this.#columns || targets.length !== this.#horizons;
    if (wrong || [...columns, ...targets].some(({ length }) => length !== rows)) {
      throw new RangeError(`${this.#columns} columns and ${this.#horizons} targets of one length are needed`);
    }
    for (let start = 0; start < rows; start += block) {
      this.#addBlock(columns, targets, start, Math.min(block, rows - start));
    }
    this.rows += rows;
  }

  /** The sums so far, one matrix [p + 2, p + 2] per horizon. */
  grams(): Float64Array[] {
    const features = this.#columns + 1;
    const size = features + 1;
    return Array.from({ length: this.#horizons }, (_, h) => {
      const gram = new Float64Array(size * size);
      for (let i = 0; i < features; i += 1) {
        for (let j = 0; j < features; j += 1) gram[i * size + j] = this.#square[i * features + j]!;
        const cross = this.#cross[h * size + i]!;
        gram[i * size + features] = cross;
        gram[features * size + i] = cross;
      }
      gram[size * size - 1] = this.#cross[h * size + features]!;
      return gram;
    });
  }

  #addBlock(
    columns: readonly Float32Array[],
    targets: readonly Float32Array[],
    start: number,
    rows: number,
  ): void {
    const count = this.#columns;
    const last = this.#last;
    // The features: w_n - c_i for all inputs but the last, and w_0.
    fillEnds(
      columns[0]!,
      columns[count - 1]!,
      start,
      rows,
      this.#features[count - 1]!,
      last,
      this.#features[0]!,
    );
    for (let i = 1; i < count - 1; i += 1) fillDifference(last, columns[i]!, start, rows, this.#features[i]!);
    this.#squareBlock(rows);
    // Two features and two horizons at a time share their loads; an odd one is paired with itself.
    for (let h = 0; h < this.#horizons; h += 2) {
      const other = Math.min(h + 1, this.#horizons - 1);
      for (let i = 0; i < count; i += 2) {
        const partner = Math.min(i + 1, count - 1);
        crossSums(
          this.#features[i]!,
          this.#features[partner]!,
          last,
          targets[h]!,
          targets[other]!,
          start,
          rows,
          this.#sums,
        );
        this.#keep(h, i, partner, 0);
        if (other !== h) this.#keep(other, i, partner, 4);
      }
    }
  }

  /** Adds the sums of one horizon, starting at `at`: two features, and once the constant and the target. */
  #keep(horizon: number, feature: number, partner: number, at: number): void {
    const sums = this.#sums;
    const cross = this.#cross;
    const from = horizon * basisSize(this.#columns);
    cross[from + feature] = cross[from + feature]! + sums[at]!;
    if (partner !== feature) cross[from + partner] = cross[from + partner]! + sums[at + 1]!;
    if (feature !== 0) return;
    cross[from + this.#columns] = cross[from + this.#columns]! + sums[at + 2]!;
    cross[from + this.#columns + 1] = cross[from + this.#columns + 1]! + sums[at + 3]!;
  }

  /** Sums of the features among themselves: two by two at a time. */
  #squareBlock(rows: number): void {
    const count = this.#columns;
    for (let i = 0; i < count; i += 2) {
      const pair = Math.min(i + 1, count - 1);
      for (let j = 0; j <= i; j += 2) {
        const other = Math.min(j + 1, count - 1);
        const {
          0: ij,
          1: io,
          2: pj,
          3: po,
          4: ofI,
          5: ofPair,
        } = squareSums(
          this.#features[i]!,
          this.#features[pair]!,
          this.#features[j]!,
          this.#features[other]!,
          rows,
          this.#sums,
        );
        this.#keepSquare(i, j, ij!);
        if (pair > i) this.#keepSquare(pair, j, pj!);
        if (other > j && other <= i) this.#keepSquare(i, other, io!);
        if (pair > i && other > j) this.#keepSquare(pair, other, po!);
        if (j > 0) continue;
        this.#keepSquare(count, i, ofI!);
        if (pair > i) this.#keepSquare(count, pair, ofPair!);
      }
    }
    this.#keepSquare(count, count, rows);
  }

  #keepSquare(i: number, j: number, sum: number): void {
    const features = this.#columns + 1;
    const total = this.#square[i * features + j]! + sum;
    this.#square[i * features + j] = total;
    this.#square[j * features + i] = total;
  }
}

/** Writes rows of w_0, of w_n, and of w_n - w_0. */
function fillEnds(
  firstColumn: Float32Array,
  lastColumn: Float32Array,
  start: number,
  rows: number,
  first: Float64Array,
  last: Float64Array,
  difference: Float64Array,
): void {
  for (let row = 0; row < rows; row += 1) {
    const from = firstColumn[start + row]!;
    const to = lastColumn[start + row]!;
    first[row] = from;
    last[row] = to;
    difference[row] = to - from;
  }
}

/** Writes rows of w_n - c. */
function fillDifference(
  last: Float64Array,
  column: Float32Array,
  start: number,
  rows: number,
  difference: Float64Array,
): void {
  for (let row = 0; row < rows; row += 1) difference[row] = last[row]! - column[start + row]!;
}

/** Writes the sums of a c, a d, b c, b d, a and b to sums[0 .. 6). */
function squareSums(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  d: Float64Array,
  rows: number,
  sums: Float64Array,
): Float64Array {
  let ac = 0;
  let ad = 0;
  let bc = 0;
  let bd = 0;
  let sumA = 0;
  let sumB = 0;
  for (let row = 0; row < rows; row += 1) {
    const first = a[row]!;
    const second = b[row]!;
    const third = c[row]!;
    const fourth = d[row]!;
    ac += first * third;
    ad += first * fourth;
    bc += second * third;
    bd += second * fourth;
    sumA += first;
    sumB += second;
  }
  sums[0] = ac;
  sums[1] = ad;
  sums[2] = bc;
  sums[3] = bd;
  sums[4] = sumA;
  sums[5] = sumB;
  return sums;
}

/**
 * For targets y0 and y1 minus `last`, called t: writes the sums of t a, t b, t and t^2 of the first to sums[0 .. 4),
 * of the second to sums[4 .. 8).
 */
function crossSums(
  a: Float64Array,
  b: Float64Array,
  last: Float64Array,
  y0: Float32Array,
  y1: Float32Array,
  start: number,
  rows: number,
  sums: Float64Array,
): void {
  let a0 = 0;
  let b0 = 0;
  let sum0 = 0;
  let square0 = 0;
  let a1 = 0;
  let b1 = 0;
  let sum1 = 0;
  let square1 = 0;
  for (let row = 0; row < rows; row += 1) {
    const first = a[row]!;
    const second = b[row]!;
    const from = last[row]!;
    const t0 = y0[start + row]! - from;
    const t1 = y1[start + row]! - from;
    a0 += t0 * first;
    b0 += t0 * second;
    sum0 += t0;
    square0 += t0 * t0;
    a1 += t1 * first;
    b1 += t1 * second;
    sum1 += t1;
    square1 += t1 * t1;
  }
  sums[0] = a0;
  sums[1] = b0;
  sums[2] = sum0;
  sums[3] = square0;
  sums[4] = a1;
  sums[5] = b1;
  sums[6] = sum1;
  sums[7] = square1;
}
