/**
 * Linear combinations of weights in linear memory, and sums over them: writes the tables that kernels/sums.ts reads.
 */
import type { ParameterLayout } from '../../core/model/layout.ts';
import type { Columns, Mix, SnapshotId } from '../engine.ts';
import { blockWeights, columnBytes, productTiles, termBytes } from './kernels/sums.ts';
import type { LinearMemory } from './memory.ts';
import type { Kernels } from './program.ts';

/** The inputs of combinations. */
export interface MixSources {
  readonly memory: LinearMemory;
  readonly kernels: Kernels;
  readonly layout: ParameterLayout;
  readonly replicas: number;
  /** Address of a replica's weights in a snapshot. */
  readonly addressOf: (snapshot: SnapshotId, replica: number) => number;
}

/** Weights of one tensor from the flat index `offset` on. */
interface Piece {
  readonly tensor: number;
  readonly offset: number;
  readonly length: number;
}

/** A region that is enlarged when needed. */
class Room {
  readonly #memory: LinearMemory;
  #bytes = 0;
  #address = 0;

  constructor(memory: LinearMemory) {
    this.#memory = memory;
  }

  of(bytes: number): number {
    if (bytes > this.#bytes) {
      this.#address = this.#memory.reserve(bytes);
      this.#bytes = bytes;
    }
    return this.#address;
  }
}

export class Mixes {
  readonly #sources: MixSources;
  readonly #tables: Room;
  readonly #columns: Room;
  readonly #products: Room;
  /** Two float64 sums. */
  readonly #sums: number;
  /** All weights in order, in blocks that fit a column. */
  readonly #blocks: readonly (readonly Piece[])[];

  constructor(sources: MixSources, sums: number) {
    this.#sources = sources;
    this.#tables = new Room(sources.memory);
    this.#columns = new Room(sources.memory);
    this.#products = new Room(sources.memory);
    this.#sums = sums;
    this.#blocks = blocksOf(sources.layout);
  }

  /** Rounds one row of a combination to float32, into weights that start at `to`; these may also be an input. */
  write(mix: Mix, row: number, replica: number, to: number): void {
    const { kernels, layout } = this.#sources;
    const { tensors } = layout;
    for (let t = 0; t < tensors.length; t += 1) {
      const { offset, length } = tensors[t]!;
      kernels['mix32']!(to + 4 * offset, length, this.#rowTable(mix, row, replica, t), 4 * offset);
    }
  }

  /** Mean over the weights of one replica of |combination|, for one row. */
  meanAbsolute(mix: Mix, row: number, replica: number): number {
    const { kernels, layout, memory } = this.#sources;
    const column = this.#columns.of(columnBytes);
    const at = this.#sums / 8;
    memory.doubles[at] = 0;
    memory.doubles[at + 1] = 0;
    for (const pieces of this.#blocks) {
      // Even and odd indexes are those of the replica: a block that starts at an odd one is preceded by a zero.
      const odd = pieces[0]!.offset % 2;
      const start = pieces[0]!.offset - odd;
      if (odd === 1) memory.doubles[column / 8] = 0;
      for (const { tensor, offset, length } of pieces) {
        const table = this.#rowTable(mix, row, replica, tensor);
        kernels['mix64']!(column + 8 * (offset - start), length, table, 4 * offset);
      }
      kernels['absolute']!(this.#sums, column, 8 * (lengthOf(pieces) + odd));
    }
    return (memory.doubles[at] + memory.doubles[at + 1]!) / layout.count;
  }

  /** Inner products of one replica into `gram` [tensor, count, count], starting at `at`. */
  gram(columns: Columns, replica: number, gram: Float64Array, at: number): void {
    const { memory, kernels, layout } = this.#sources;
    const { count } = columns;
    const { length } = layout.tensors;
    const termsBytes = (columns.snapshots.length + 1) * termBytes;
    const values = this.#columns.of(count * columnBytes);
    const tables = this.#tables.of(count * termsBytes);
    const products = this.#products.of(16 * length * count * count);
    for (let c = 0; c < count; c += 1) this.#columnTable(columns, c, replica, tables + c * termsBytes);
    memory.doubles.fill(0, products / 8, products / 8 + 2 * length * count * count);
    for (const pieces of this.#blocks) {
      const start = pieces[0]!.offset;
      for (let c = 0; c < count; c += 1)
        kernels['mix64']!(values + c * columnBytes, lengthOf(pieces), tables + c * termsBytes, 4 * start);
      for (const piece of pieces)
        this.#addProducts(
          count,
          values + 8 * (piece.offset - start),
          8 * piece.length,
          products + 16 * piece.tensor * count * count,
        );
    }
    for (let t = 0; t < length; t += 1) this.#copyProducts(count, products, t * count * count, gram, at);
  }

  /** Adds the products of columns of that many bytes to sums [column, column, 2], at and below the diagonal. */
  #addProducts(count: number, values: number, bytes: number, sums: number): void {
    const { kernels } = this.#sources;
    for (let i = 0; i < count; i += 2) {
      const rows = count - i === 1 ? 1 : 2;
      const end = i + rows;
      for (let j = 0; j < end;) {
        const width = end - j >= 4 ? 4 : end - j >= 2 ? 2 : 1;
        kernels[productTiles[rows][width]]!(
          values + i * columnBytes,
          values + j * columnBytes,
          bytes,
          sums + 16 * (i * count + j),
          16 * count,
        );
        j += width;
      }
    }
  }

  /** One tensor's matrix, `first` numbers from the start, on both sides of the diagonal. */
  #copyProducts(count: number, products: number, first: number, gram: Float64Array, at: number): void {
    const { doubles } = this.#sources.memory;
    for (let i = 0; i < count; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        const from = products / 8 + 2 * (first + i * count + j);
        const sum = doubles[from]! + doubles[from + 1]!;
        gram[at + first + i * count + j] = sum;
        gram[at + first + j * count + i] = sum;
      }
    }
  }

  /** Table of one row of a combination, for one tensor. */
  #rowTable({ snapshots, coefficients }: Mix, row: number, replica: number, tensor: number): number {
    const { layout, replicas } = this.#sources;
    const terms = snapshots.length + 1;
    const table = this.#tables.of(terms * termBytes);
    const at = ((row * replicas + replica) * layout.tensors.length + tensor) * terms;
    this.#writeTable(table, snapshots, replica, coefficients, at);
    return table;
  }

  #columnTable({ snapshots, coefficients }: Columns, column: number, replica: number, table: number): void {
    this.#writeTable(table, snapshots, replica, coefficients, column * (snapshots.length + 1));
  }

  /** A coefficient of 0 skips its snapshot, even if that is not finite. */
  #writeTable(
    table: number,
    snapshots: readonly SnapshotId[],
    replica: number,
    coefficients: Float32Array | Float64Array,
    at: number,
  ): void {
    const { addressOf, memory } = this.#sources;
    const { doubles, words } = memory;
    doubles[table / 8] = coefficients[at + snapshots.length]!;
    let to = table + termBytes;
    for (let s = 0; s < snapshots.length; s += 1) {
      const coefficient = coefficients[at + s]!;
      if (coefficient === 0) continue;
      doubles[to / 8] = coefficient;
      words[to / 4 + 2] = addressOf(snapshots[s]!, replica);
      to += termBytes;
    }
    words[table / 4 + 2] = to;
  }
}

/** From the first piece to the end of the last. */
function lengthOf(pieces: readonly Piece[]): number {
  const last = pieces.at(-1)!;
  return last.offset + last.length - pieces[0]!.offset;
}

/** Blocks of whole tensors if they fit; others are cut at even indexes. */
function blocksOf({ tensors }: ParameterLayout): readonly (readonly Piece[])[] {
  const blocks: Piece[][] = [[]];
  let room = blockWeights;
  for (const [tensor, { offset, length }] of tensors.entries()) {
    for (let done = 0; done < length;) {
      const left = length - done;
      const take = left <= room ? left : room - (room % 2);
      if (take > 0) blocks.at(-1)!.push({ tensor, offset: offset + done, length: take });
      done += take;
      room -= take;
      if (done < length) {
        blocks.push([]);
        room = blockWeights;
      }
    }
  }
  return blocks.filter(({ length }) => length > 0);
}
