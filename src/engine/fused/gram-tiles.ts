/**
 * Inner products come from the device as tiles of the lower triangle; they are added to whole matrices in float64
 * here.
 */
import { tileColumns } from './wgsl/mixes.ts';

/** What partial sums [tile, replica, chunk, column i, column j] refer to. */
interface TileSums {
  /** Columns in all. */
  readonly count: number;
  readonly tensors: number;
  /** [chunk]: the tensor it belongs to. */
  readonly tensorOf: readonly number[];
  /** Index of the first tile. */
  readonly first: number;
}

/** Tiles of the lower triangle of a matrix [count, count]. */
export function tileCount(count: number): number {
  const side = Math.ceil(count / tileColumns);
  return (side * (side + 1)) / 2;
}

/** Adds partial sums to symmetric matrices [replica, tensor, count, count]. */
export function addTiles(
  gram: Float64Array,
  { count, tensors, tensorOf, first }: TileSums,
  values: Float32Array,
): void {
  const chunks = tensorOf.length;
  const size = tileColumns * tileColumns;
  const perTile = (gram.length / (tensors * count * count)) * chunks; // Replicas x chunks.
  for (let at = 0; at < values.length / size; at += 1) {
    const tile = first + Math.floor(at / perTile);
    const row = tileRow(tile);
    const replica = Math.floor((at % perTile) / chunks);
    const matrix = (replica * tensors + tensorOf[at % chunks]!) * count * count;
    const column = tile - (row * (row + 1)) / 2;
    addTile(
      gram.subarray(matrix),
      count,
      values.subarray(at * size),
      tileColumns * row,
      tileColumns * column,
    );
  }
}

/** The row of a tile, both counted in tiles; tiles are numbered row by row. */
function tileRow(tile: number): number {
  let row = 0;
  while (((row + 1) * (row + 2)) / 2 <= tile) row += 1;
  return row;
}

/** Adds one tile with its corner at (top, left) to a matrix [count, count], and to its transpose. */
function addTile(gram: Float64Array, count: number, tile: Float32Array, top: number, left: number): void {
  for (let row = top; row < Math.min(top + tileColumns, count); row += 1) {
    for (let column = left; column <= Math.min(left + tileColumns - 1, row); column += 1) {
      const value = tile[tileColumns * (row - top) + column - left]!;
      gram[row * count + column]! += value;
      if (row !== column) gram[column * count + row]! += value;
    }
  }
}
