/** Copies examples from rows, [row, feature], into the layout of passes, [feature, example], and back. */

/** into[f, b] = values[start + rows[b], f], or row start + b if `rows` is null; b < count. */
export function gather(
  values: Float32Array,
  width: number,
  start: number,
  rows: Uint32Array | null,
  count: number,
  into: Float32Array,
): void {
  let b = 0;
  // Four examples at a time, so that writes are contiguous.
  for (; b + 4 <= count; b += 4) {
    const at0 = (start + (rows === null ? b : rows[b]!)) * width;
    const at1 = (start + (rows === null ? b + 1 : rows[b + 1]!)) * width;
    const at2 = (start + (rows === null ? b + 2 : rows[b + 2]!)) * width;
    const at3 = (start + (rows === null ? b + 3 : rows[b + 3]!)) * width;
    for (let f = 0, to = b; f < width; f += 1, to += count) {
      into[to] = values[at0 + f]!;
      into[to + 1] = values[at1 + f]!;
      into[to + 2] = values[at2 + f]!;
      into[to + 3] = values[at3 + f]!;
    }
  }
  for (; b < count; b += 1) {
    const at = (start + (rows === null ? b : rows[b]!)) * width;
    for (let f = 0, to = b; f < width; f += 1, to += count) into[to] = values[at + f]!;
  }
}

/** [example, feature] of the first `count` examples of values [feature, example]. */
export function rowsOf(values: Float32Array, width: number, count: number): Float32Array {
  const rows = new Float32Array(width * count);
  for (let f = 0; f < width; f += 1) {
    for (let b = 0; b < count; b += 1) rows[b * width + f] = values[f * count + b]!;
  }
  return rows;
}
