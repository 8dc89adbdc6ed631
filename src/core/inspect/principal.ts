/**
 * The first two principal components of a set of weight vectors, by way of their Gram matrix, which is small for a
 * few vectors of many weights. In short pieces that can be interleaved.
 */

interface PrincipalPlane {
  /** [row, 2]: coordinates along the first and second component, relative to the mean. */
  readonly places: Float64Array;
  /** Fractions 0..1 of the variance that each of the two explains. */
  readonly explained: readonly [number, number];
}

interface Eigen {
  /** Descending. */
  readonly values: Float64Array;
  /** [vector, entry]: of unit length, in the order of the values. */
  readonly vectors: Float64Array;
}

/**
 * Coordinates of `rows` [row][parameter] in the plane of their first two principal components. Each axis is signed so
 * that the last row lies in its positive direction from the first. Yields between pieces.
 */
export function* principalPlane(rows: readonly Float32Array[]): Generator<void, PrincipalPlane> {
  const count = rows.length;
  const gram = yield* centredGram(rows);
  const { values, vectors } = yield* jacobiEigen(gram, count);
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  const places = new Float64Array(2 * count);
  for (const axis of [0, 1] as const) {
    const length = Math.sqrt(Math.max(0, values[axis] ?? 0));
    const entry = (row: number): number => vectors[axis * count + row] ?? 0;
    const sign = entry(count - 1) < entry(0) ? -1 : 1;
    for (let row = 0; row < count; row += 1) places[2 * row + axis] = sign * length * entry(row);
  }
  const share = (axis: number): number => (total > 0 ? Math.max(0, values[axis] ?? 0) / total : 0);
  return { places, explained: [share(0), share(1)] };
}

/** Inner products [row, row] of the rows minus their mean. */
function* centredGram(rows: readonly Float32Array[]): Generator<void, Float64Array> {
  const count = rows.length;
  const [first] = rows;
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const value = innerProduct(rows[i]!, rows[j]!, first!);
      gram[i * count + j] = value;
      gram[j * count + i] = value;
      if (j % 16 === 15) yield;
    }
    yield;
  }
  const means = Float64Array.from({ length: count }, (_, i) =>
    gram.subarray(i * count, (i + 1) * count).reduce((sum, value) => sum + value / count, 0),
  );
  const mean = means.reduce((sum, value) => sum + value / count, 0);
  return gram.map((value, at) => value - means[Math.floor(at / count)]! - means[at % count]! + mean);
}

/** Computed from differences to a row that all others are close to, so that no digits are lost to their common part. */
function innerProduct(a: Float32Array, b: Float32Array, origin: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i]! - origin[i]!) * (b[i]! - origin[i]!);
  return sum;
}

const maxSweeps = 30;

/** Eigenvalues and eigenvectors of a symmetric `matrix` [size, size] by cyclic Jacobi rotations. Yields between rows. */
export function* jacobiEigen(matrix: Float64Array, size: number): Generator<void, Eigen> {
  const a = matrix.slice();
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) v[i * size + i] = 1;
  const scale = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < maxSweeps && offDiagonal(a, size) > 1e-24 * scale; sweep += 1) {
    for (let p = 0; p < size; p += 1) {
      for (let q = p + 1; q < size; q += 1) rotate(a, v, size, p, q);
      yield;
    }
  }
  const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => a[j * size + j]! - a[i * size + i]!);
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => vectors.set(v.subarray(from * size, (from + 1) * size), to * size));
  return { values: Float64Array.from(order, (i) => a[i * size + i]!), vectors };
}

function offDiagonal(a: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < i; j += 1) sum += 2 * a[i * size + j]! * a[i * size + j]!;
  }
  return sum;
}

/** Makes a[p, q] zero; `v` holds the current eigenvectors as rows. Golub and Van Loan, section 8.5. */
function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number): void {
  const pq = a[p * size + q]!;
  if (pq === 0) return;
  const tau = (a[q * size + q]! - a[p * size + p]!) / (2 * pq);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  for (let k = 0; k < size; k += 1) mix(a, k * size + p, k * size + q, c, s);
  for (let k = 0; k < size; k += 1) mix(a, p * size + k, q * size + k, c, s);
  for (let k = 0; k < size; k += 1) mix(v, p * size + k, q * size + k, c, s);
}

function mix(values: Float64Array, i: number, j: number, c: number, s: number): void {
  const x = values[i]!;
  const y = values[j]!;
  values[i] = c * x - s * y;
  values[j] = s * x + c * y;
}
