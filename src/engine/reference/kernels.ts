/**
 * The three inner products of a dense layer over a batch stored feature by feature, [feature, example].
 * Rows hold float32 values in float64 storage, sums are float64. Two by four rows are worked on at a
 * time, which halves the memory traffic of the plain loops; the order of every sum stays fixed.
 */

/** Where a matrix lies in a flat weight vector: element (r, c) at offset + r * rowStride + c * columnStride. */
export interface Matrix {
  readonly values: Float32Array;
  readonly offset: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** target[r, b] = sum_c matrix[r, c] * rows[c, b], for r < height, c < width; plus target's own value if `add`. */
export function multiply(
  matrix: Matrix,
  height: number,
  width: number,
  rows: Float64Array,
  target: Float64Array,
  count: number,
): void {
  const { values, offset, rowStride, columnStride } = matrix;
  let r = 0;
  for (; r + 2 <= height; r += 2) {
    let c = 0;
    for (; c + 4 <= width; c += 4) {
      const at = offset + r * rowStride + c * columnStride;
      addTwoByFour(values, at, rowStride, columnStride, rows, c * count, target, r * count, count);
    }
    for (; c < width; c += 1) {
      addRow(values[offset + r * rowStride + c * columnStride]!, rows, c * count, target, r * count, count);
      addRow(
        values[offset + (r + 1) * rowStride + c * columnStride]!,
        rows,
        c * count,
        target,
        (r + 1) * count,
        count,
      );
    }
  }
  for (; r < height; r += 1) {
    for (let c = 0; c < width; c += 1) {
      addRow(values[offset + r * rowStride + c * columnStride]!, rows, c * count, target, r * count, count);
    }
  }
}

function addTwoByFour(
  values: Float32Array,
  at: number,
  rowStride: number,
  columnStride: number,
  rows: Float64Array,
  x: number,
  target: Float64Array,
  y: number,
  count: number,
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
  for (let b = 0; b < count; b += 1) {
    const r0 = rows[x + b]!;
    const r1 = rows[x1 + b]!;
    const r2 = rows[x2 + b]!;
    const r3 = rows[x3 + b]!;
    target[y + b] = target[y + b]! + (w0 * r0 + w1 * r1 + (w2 * r2 + w3 * r3));
    target[z + b] = target[z + b]! + (v0 * r0 + v1 * r1 + (v2 * r2 + v3 * r3));
  }
}

function addRow(
  w: number,
  rows: Float64Array,
  x: number,
  target: Float64Array,
  y: number,
  count: number,
): void {
  for (let b = 0; b < count; b += 1) target[y + b] = target[y + b]! + w * rows[x + b]!;
}

/** gradient[offset + r * width + c] = sum_b above[r, b] * below[c, b], for r < height, c < width. */
export function outerProducts(
  above: Float64Array,
  height: number,
  below: Float64Array,
  width: number,
  gradient: Float32Array,
  offset: number,
  count: number,
): void {
  let r = 0;
  for (; r + 2 <= height; r += 2) {
    let c = 0;
    const row = offset + r * width;
    for (; c + 4 <= width; c += 4) {
      dotTwoByFour(above, r * count, below, c * count, gradient, row + c, width, count);
    }
    for (; c < width; c += 1) {
      gradient[row + c] = dot(above, r * count, below, c * count, count);
      gradient[row + width + c] = dot(above, (r + 1) * count, below, c * count, count);
    }
  }
  for (; r < height; r += 1) {
    for (let c = 0; c < width; c += 1) {
      gradient[offset + r * width + c] = dot(above, r * count, below, c * count, count);
    }
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

function dot(above: Float64Array, y: number, below: Float64Array, x: number, count: number): number {
  let sum = 0;
  for (let b = 0; b < count; b += 1) sum += above[y + b]! * below[x + b]!;
  return sum;
}

/** Sum of one row of `count` values from `at`. */
export function rowSum(values: Float64Array, at: number, count: number): number {
  let sum = 0;
  for (let b = 0; b < count; b += 1) sum += values[at + b]!;
  return sum;
}
