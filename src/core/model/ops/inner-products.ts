/**
 * The inner products of a dense layer over a batch stored feature by feature, [feature, example].
 * Rows hold float32 values in float64 storage, sums are float64. Two by four or two by two rows are worked
 * on at a time, which saves most of the memory traffic of the plain loops; the order of every sum stays fixed.
 */

/** Where a matrix lies in a flat weight vector: element (r, c) at offset + r * rowStride + c * columnStride. */
export interface Matrix {
  readonly values: Float32Array;
  readonly offset: number;
  readonly rowStride: number;
  readonly columnStride: number;
  /** Where the numbers lie that the sums of the rows start from, in `values`; null: they start from 0. */
  readonly starts: number | null;
}

/** target[r, b] = start[r] + sum_c matrix[r, c] * rows[c, b], for from <= r < to, c < width; `from` is even. */
export function multiply(
  matrix: Matrix,
  from: number,
  to: number,
  width: number,
  rows: Float64Array,
  target: Float64Array,
  count: number,
): void {
  const { values, offset, rowStride, columnStride, starts } = matrix;
  const even = to - (to % 2);
  let c = 0;
  // Columns outside: the few rows that are read stay at hand while they serve all rows of the target.
  for (; c + 4 <= width; c += 4) {
    for (let r = from; r < even; r += 2) {
      const at = offset + r * rowStride + c * columnStride;
      const s = starts === null ? 0 : values[starts + r]!;
      const t = starts === null ? 0 : values[starts + r + 1]!;
      twoByFour(
        values,
        at,
        rowStride,
        columnStride,
        rows,
        c * count,
        target,
        r * count,
        count,
        c === 0,
        s,
        t,
      );
    }
  }
  for (; c + 2 <= width; c += 2) {
    for (let r = from; r < even; r += 2) {
      const at = offset + r * rowStride + c * columnStride;
      const s = starts === null ? 0 : values[starts + r]!;
      const t = starts === null ? 0 : values[starts + r + 1]!;
      twoByTwo(values, at, rowStride, columnStride, rows, c * count, target, r * count, count, c === 0, s, t);
    }
  }
  // What is left: the last column where their number is odd, and all columns of the last row where that is.
  for (let r = from; r < to; r += 1) {
    const s = starts === null ? 0 : values[starts + r]!;
    for (let left = r < even ? c : 0; left < width; left += 1) {
      const w = values[offset + r * rowStride + left * columnStride]!;
      addRow(w, rows, left * count, target, r * count, count, left === 0, s);
    }
  }
}

/** Four columns for two rows: adds to the rows of `target`, or where they are the `first`, to s and t. */
function twoByFour(
  values: Float32Array,
  at: number,
  rowStride: number,
  columnStride: number,
  rows: Float64Array,
  x: number,
  target: Float64Array,
  y: number,
  count: number,
  first: boolean,
  s: number,
  t: number,
): void {
  const w0 = values[at]!;
  const w1 = values[at + columnStride]!;
  const w2 = values[at + 2 * columnStride]!;
  const w3 = values[at + 3 * columnStride]!;
  const v0 = values[at + rowStride]!;
  const v1 = values[at + rowStride + columnStride]!;
  const v2 = values[at + rowStride + 2 * columnStride]!;
  const v3 = values[at + rowStride + 3 * columnStride]!;
  const x1 = x + count;
  const x2 = x1 + count;
  const x3 = x2 + count;
  const z = y + count;
  if (first) {
    for (let b = 0; b < count; b += 1) {
      const r0 = rows[x + b]!;
      const r1 = rows[x1 + b]!;
      const r2 = rows[x2 + b]!;
      const r3 = rows[x3 + b]!;
      target[y + b] = s + (w0 * r0 + w1 * r1 + (w2 * r2 + w3 * r3));
      target[z + b] = t + (v0 * r0 + v1 * r1 + (v2 * r2 + v3 * r3));
    }
    return;
  }
  for (let b = 0; b < count; b += 1) {
    const r0 = rows[x + b]!;
    const r1 = rows[x1 + b]!;
    const r2 = rows[x2 + b]!;
    const r3 = rows[x3 + b]!;
    target[y + b] = target[y + b]! + (w0 * r0 + w1 * r1 + (w2 * r2 + w3 * r3));
    target[z + b] = target[z + b]! + (v0 * r0 + v1 * r1 + (v2 * r2 + v3 * r3));
  }
}

/** As above, for two columns. */
function twoByTwo(
  values: Float32Array,
  at: number,
  rowStride: number,
  columnStride: number,
  rows: Float64Array,
  x: number,
  target: Float64Array,
  y: number,
  count: number,
  first: boolean,
  s: number,
  t: number,
): void {
  const w0 = values[at]!;
  const w1 = values[at + columnStride]!;
  const v0 = values[at + rowStride]!;
  const v1 = values[at + rowStride + columnStride]!;
  const x1 = x + count;
  const z = y + count;
  if (first) {
    for (let b = 0; b < count; b += 1) {
      const r0 = rows[x + b]!;
      const r1 = rows[x1 + b]!;
      target[y + b] = s + w0 * r0 + w1 * r1;
      target[z + b] = t + v0 * r0 + v1 * r1;
    }
    return;
  }
  for (let b = 0; b < count; b += 1) {
    const r0 = rows[x + b]!;
    const r1 = rows[x1 + b]!;
    target[y + b] = target[y + b]! + w0 * r0 + w1 * r1;
    target[z + b] = target[z + b]! + v0 * r0 + v1 * r1;
  }
}

function addRow(
  w: number,
  rows: Float64Array,
  x: number,
  target: Float64Array,
  y: number,
  count: number,
  first: boolean,
  s: number,
): void {
  for (let b = 0; b < count; b += 1) target[y + b] = (first ? s : target[y + b]!) + w * rows[x + b]!;
}

/** gradient[offset + r * width + c] = sum_b above[r, b] * below[c, b], for from <= r < to, c < width; `from` is even. */
export function outerProducts(
  above: Float64Array,
  from: number,
  to: number,
  below: Float64Array,
  width: number,
  gradient: Float32Array,
  offset: number,
  count: number,
): void {
  const even = to - (to % 2);
  let c = 0;
  for (; c + 4 <= width; c += 4) {
    for (let r = from; r < even; r += 2)
      dotTwoByFour(above, r * count, below, c * count, gradient, offset + r * width + c, width, count);
  }
  for (; c + 2 <= width; c += 2) {
    for (let r = from; r < even; r += 2)
      dotTwoByTwo(above, r * count, below, c * count, gradient, offset + r * width + c, width, count);
  }
  for (let r = from; r < to; r += 1) {
    for (let left = r < even ? c : 0; left < width; left += 1)
      gradient[offset + r * width + left] = dot(above, r * count, below, left * count, count);
  }
}

function dotTwoByFour(
  above: Float64Array,
  y: number,
  below: Float64Array,
  x: number,
  gradient: Float32Array,
  at: number,
  width: number,
  count: number,
): void {
  const z = y + count;
  const x1 = x + count;
  const x2 = x1 + count;
  const x3 = x2 + count;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let t0 = 0;
  let t1 = 0;
  let t2 = 0;
  let t3 = 0;
  for (let b = 0; b < count; b += 1) {
    const d = above[y + b]!;
    const e = above[z + b]!;
    const r0 = below[x + b]!;
    const r1 = below[x1 + b]!;
    const r2 = below[x2 + b]!;
    const r3 = below[x3 + b]!;
    s0 += d * r0;
    s1 += d * r1;
    s2 += d * r2;
    s3 += d * r3;
    t0 += e * r0;
    t1 += e * r1;
    t2 += e * r2;
    t3 += e * r3;
  }
  gradient[at] = s0;
  gradient[at + 1] = s1;
  gradient[at + 2] = s2;
  gradient[at + 3] = s3;
  gradient[at + width] = t0;
  gradient[at + width + 1] = t1;
  gradient[at + width + 2] = t2;
  gradient[at + width + 3] = t3;
}

function dotTwoByTwo(
  above: Float64Array,
  y: number,
  below: Float64Array,
  x: number,
  gradient: Float32Array,
  at: number,
  width: number,
  count: number,
): void {
  const z = y + count;
  const x1 = x + count;
  let s0 = 0;
  let s1 = 0;
  let t0 = 0;
  let t1 = 0;
  for (let b = 0; b < count; b += 1) {
    const d = above[y + b]!;
    const e = above[z + b]!;
    const r0 = below[x + b]!;
    const r1 = below[x1 + b]!;
    s0 += d * r0;
    s1 += d * r1;
    t0 += e * r0;
    t1 += e * r1;
  }
  gradient[at] = s0;
  gradient[at + 1] = s1;
  gradient[at + width] = t0;
  gradient[at + width + 1] = t1;
}

function dot(above: Float64Array, y: number, below: Float64Array, x: number, count: number): number {
  let sum = 0;
  for (let b = 0; b < count; b += 1) sum += above[y + b]! * below[x + b]!;
  return sum;
}

/** gradient[offset + r] = sum_b values[r, b], for r < height. */
export function rowSums(
  values: Float64Array,
  height: number,
  gradient: Float32Array,
  offset: number,
  count: number,
): void {
  let r = 0;
  for (; r + 4 <= height; r += 4) fourSums(values, r * count, gradient, offset + r, count);
  for (; r < height; r += 1) {
    let sum = 0;
    for (let b = r * count; b < (r + 1) * count; b += 1) sum += values[b]!;
    gradient[offset + r] = sum;
  }
}

function fourSums(values: Float64Array, y: number, gradient: Float32Array, at: number, count: number): void {
  const y1 = y + count;
  const y2 = y1 + count;
  const y3 = y2 + count;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let b = 0; b < count; b += 1) {
    s0 += values[y + b]!;
    s1 += values[y1 + b]!;
    s2 += values[y2 + b]!;
    s3 += values[y3 + b]!;
  }
  gradient[at] = s0;
  gradient[at + 1] = s1;
  gradient[at + 2] = s2;
  gradient[at + 3] = s3;
}
