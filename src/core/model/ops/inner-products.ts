/**
 * The inner products of a dense layer over a batch stored as [feature, example], in float32: every product and every
 * sum is rounded, and the order of each sum is part of the definition. Computing four columns, or four lanes, at a
 * time saves memory traffic and does not change any sum.
 */
const { fround } = Math;

/** Position of a matrix in a flat weight vector: element (r, c) at offset + r * rowStride + c * columnStride. */
export interface Matrix {
  readonly values: Float32Array;
  readonly offset: number;
  readonly rowStride: number;
  readonly columnStride: number;
  /** Position in `values` of the initial values of the row sums; null: they start from 0. */
  readonly starts: number | null;
}

/**
 * target[r, b] = start[r], then + matrix[r, c] * rows[c, b] for c < width in ascending order; from <= r < to. `rows` and
 * `target` begin at `rowsAt` and `targetAt`.
 */
function multiply(
  matrix: Matrix,
  from: number,
  to: number,
  width: number,
  rows: Float32Array,
  target: Float32Array,
  count: number,
  rowsAt = 0,
  targetAt = 0,
): void {
  const { values, offset, rowStride, columnStride, starts } = matrix;
  const start = (r: number): number => (starts === null ? 0 : values[starts + r]!);
  for (let r = from; r < to; r += 1) target.fill(start(r), targetAt + r * count, targetAt + (r + 1) * count);
  let c = 0;
  // Columns in the outer loop: the few rows that are read stay in the cache for all rows of the target.
  for (; c + 4 <= width; c += 4) {
    for (let r = from; r < to; r += 1) {
      const at = offset + r * rowStride + c * columnStride;
      addFour(values, at, columnStride, rows, rowsAt + c * count, target, targetAt + r * count, count);
    }
  }
  for (; c < width; c += 1) {
    for (let r = from; r < to; r += 1) {
      const w = values[offset + r * rowStride + c * columnStride]!;
      const y = targetAt + r * count;
      const x = rowsAt + c * count;
      for (let b = 0; b < count; b += 1) target[y + b] = target[y + b]! + fround(w * rows[x + b]!);
    }
  }
}

/** The same for every token: `rows` [token, width, example], `target` [token, height, example]. */
export function multiplyTokens(
  matrix: Matrix,
  from: number,
  to: number,
  { count: tokens, above: height, below: width }: Tokens,
  rows: Float32Array,
  target: Float32Array,
  count: number,
): void {
  for (let t = 0; t < tokens; t += 1)
    multiply(matrix, from, to, width, rows, target, count, t * width * count, t * height * count);
}

function addFour(
  values: Float32Array,
  at: number,
  columnStride: number,
  rows: Float32Array,
  x: number,
  target: Float32Array,
  y: number,
  count: number,
): void {
  const w0 = values[at]!;
  const w1 = values[at + columnStride]!;
  const w2 = values[at + 2 * columnStride]!;
  const w3 = values[at + 3 * columnStride]!;
  const x1 = x + count;
  const x2 = x1 + count;
  const x3 = x2 + count;
  for (let b = 0; b < count; b += 1) {
    let sum = fround(target[y + b]! + fround(w0 * rows[x + b]!));
    sum = fround(sum + fround(w1 * rows[x1 + b]!));
    sum = fround(sum + fround(w2 * rows[x2 + b]!));
    target[y + b] = sum + fround(w3 * rows[x3 + b]!);
  }
}

/** Tokens of two batches [token, row, example]: how many, and how many rows each has. */
export interface Tokens {
  readonly count: number;
  readonly above: number;
  readonly below: number;
}

/** gradient[offset + r * width + c] = sum by lanes of above[t, r, b] * below[t, c, b], for from <= r < to, c < width. */
export function outerProducts(
  above: Float32Array,
  from: number,
  to: number,
  below: Float32Array,
  width: number,
  gradient: Float32Array,
  offset: number,
  count: number,
  tokens: Tokens,
): void {
  for (let r = from; r < to; r += 1) {
    for (let c = 0; c < width; c += 1)
      gradient[offset + r * width + c] = dot(above, r * count, below, c * count, count, tokens);
  }
}

/**
 * Sums by lanes: four examples at a time, all their tokens in ascending order, each example in one of four sums; the four are
 * added in pairs at the end.
 */
function dot(
  above: Float32Array,
  y: number,
  below: Float32Array,
  x: number,
  count: number,
  tokens: Tokens,
): number {
  const [strideAbove, strideBelow] = [tokens.above * count, tokens.below * count];
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let b = 0;
  for (; b + 4 <= count; b += 4)
    for (let t = 0, u = y + b, v = x + b; t < tokens.count; t += 1, u += strideAbove, v += strideBelow) {
      s0 = fround(s0 + fround(above[u]! * below[v]!));
      s1 = fround(s1 + fround(above[u + 1]! * below[v + 1]!));
      s2 = fround(s2 + fround(above[u + 2]! * below[v + 2]!));
      s3 = fround(s3 + fround(above[u + 3]! * below[v + 3]!));
    }
  for (let t = 0, u = y + b, v = x + b; t < tokens.count; t += 1, u += strideAbove, v += strideBelow) {
    if (b < count) s0 = fround(s0 + fround(above[u]! * below[v]!));
    if (b + 1 < count) s1 = fround(s1 + fround(above[u + 1]! * below[v + 1]!));
    if (b + 2 < count) s2 = fround(s2 + fround(above[u + 2]! * below[v + 2]!));
  }
  return acrossLanes(s0, s1, s2, s3);
}

/** The sum of four lanes. */
export const acrossLanes = (s0: number, s1: number, s2: number, s3: number): number =>
  fround(fround(s0 + s2) + fround(s1 + s3));

/** gradient[offset + r] = sum by lanes of values[t, r, b], for r < height. */
export function rowSums(
  values: Float32Array,
  height: number,
  gradient: Float32Array,
  offset: number,
  count: number,
  tokens = 1,
): void {
  for (let r = 0; r < height; r += 1)
    gradient[offset + r] = laneSum(values, r * count, count, tokens, height * count);
}

/** Sum by lanes of `tokens` blocks of `count` values, the first at `at`, `stride` apart. */
function laneSum(values: Float32Array, at: number, count: number, tokens: number, stride: number): number {
  const sums = [0, 0, 0, 0] as [number, number, number, number];
  for (let b = 0; b < count; b += 1)
    for (let t = 0; t < tokens; t += 1) sums[b % 4] = fround(sums[b % 4]! + values[at + t * stride + b]!);
  return acrossLanes(...sums);
}
