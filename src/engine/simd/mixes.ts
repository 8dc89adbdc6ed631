/** Mixes of weights in linear memory, and sums over them: writes the tables that kernels/sums.ts reads. */
import type { ParameterLayout } from '../../core/model/layout.ts';
import type { Columns, Mix, SnapshotId } from '../engine.ts';
import { blockWeights, columnBytes, termBytes } from './kernels/sums.ts';
import type { LinearMemory } from './memory.ts';
import type { Kernels } from './program.ts';

/** What mixes are made of. */
export interface MixSources {
  readonly memory: LinearMemory;
  readonly kernels: Kernels;
  readonly layout: ParameterLayout;
  readonly replicas: number;
  /** Where the weights of a replica in a snapshot begin. */
  readonly addressOf: (snapshot: SnapshotId, replica: number) => number;
}

/** A region that is made larger where it has to be. */
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
  /** Where the table written last ends. */
  #tableEnd = 0;

  constructor(sources: MixSources, sums: number) {
    this.#sources = sources;
    this.#tables = new Room(sources.memory);
    this.#columns = new Room(sources.memory);
    this.#products = new Room(sources.memory);
    this.#sums = sums;
  }

  /** Rounds one row of a mix to float32, into weights that begin at `to`; these may be a source too. */
  write(mix: Mix, row: number, replica: number, to: number): void {
    const { kernels, layout } = this.#sources;
    const { tensors } = layout;
    for (let t = 0; t < tensors.length; t += 1) {
      const { offset, length } = tensors[t]!;
      const table = this.#rowTable(mix, row, replica, t);
      kernels['mix32']!(to + 4 * offset, length, table, this.#tableEnd, 4 * offset);
    }
  }

  /** Mean over the weights of one replica of |mix row|. */
  meanAbsolute(mix: Mix, row: number, replica: number): number {
    const { kernels, layout, memory } = this.#sources;
    const { tensors, count } = layout;
    const block = this.#columns.of(columnBytes);
    memory.doubles.fill(0, this.#sums / 8, this.#sums / 8 + 2);
    let t = 0;
    let table = this.#rowTable(mix, row, replica, 0);
    for (let start = 0; start < count; start += blockWeights) {
      const end = Math.min(count, start + blockWeights);
      for (let p = start; p < end;) {
        const { offset, length } = tensors[t]!;
        const to = Math.min(end, offset + length);
        kernels['mix64']!(block + 8 * (p - start), to - p, table, this.#tableEnd, 4 * p);
        p = to;
        if (p === offset + length && p < count) {
          t += 1;
          table = this.#rowTable(mix, row, replica, t);
        }
      }
      kernels['absolute']!(this.#sums, block, 16 * Math.ceil((end - start) / 2));
    }
    const at = this.#sums / 8;
    return (memory.doubles[at]! + memory.doubles[at + 1]!) / count;
  }

  /** Inner products of one replica into `gram` [tensor, count, count] from `at`. */
  gram(columns: Columns, replica: number, gram: Float64Array, at: number): void {
    const { memory, layout } = this.#sources;
    const { count } = columns;
    const products = this.#products.of(16 * count * count);
    const ends = this.#columnTables(columns, replica);
    for (const [t, { offset, length }] of layout.tensors.entries()) {
      memory.doubles.fill(0, products / 8, products / 8 + 2 * count * count);
      for (let start = 0; start < length; start += blockWeights)
        this.#addBlock(count, ends, 4 * (offset + start), Math.min(blockWeights, length - start), products);
      for (let i = 0; i < count; i += 1) {
        for (let j = 0; j <= i; j += 1) {
          const from = products / 8 + 2 * (i * count + j);
          const sum = memory.doubles[from]! + memory.doubles[from + 1]!;
          gram[at + (t * count + i) * count + j] = sum;
          gram[at + (t * count + j) * count + i] = sum;
        }
      }
    }
  }

  /** Adds the products of a block of weights to the sums. `offset`: bytes from a replica's first weight. */
  #addBlock(count: number, ends: Float64Array, offset: number, weights: number, products: number): void {
    const { kernels } = this.#sources;
    const values = this.#columns.of(count * columnBytes);
    const bytes = 16 * Math.ceil(weights / 2);
    for (let c = 0; c < count; c += 1)
      kernels['mix64']!(values + c * columnBytes, weights, ends[2 * c]!, ends[2 * c + 1]!, offset);
    for (let i = 0; i < count; i += 2) {
      const rows = Math.min(2, count - i);
      const width = i + rows;
      for (let j = 0; j < width;) {
        const together = width - j >= 4 ? 4 : width - j >= 2 ? 2 : 1;
        const product = kernels[`products${rows}x${together}`]!;
        const to = products + 16 * (i * count + j);
        product(values + i * columnBytes, values + j * columnBytes, bytes, to, 16 * count);
        j += together;
      }
    }
  }

  /** Table of a mix row for one tensor. */
  #rowTable(mix: Mix, row: number, replica: number, tensor: number): number {
    const { layout, replicas } = this.#sources;
    const terms = mix.snapshots.length + 1;
    const at = ((row * replicas + replica) * layout.tensors.length + tensor) * terms;
    const table = this.#tables.of(terms * termBytes);
    this.#writeTable(table, mix.snapshots, replica, mix.coefficients, at);
    return table;
  }

  /** Tables of all columns; begin and end of each. */
  #columnTables({ snapshots, count, coefficients }: Columns, replica: number): Float64Array {
    const terms = snapshots.length + 1;
    const tables = this.#tables.of(count * terms * termBytes);
    const ends = new Float64Array(2 * count);
    for (let c = 0; c < count; c += 1) {
      ends[2 * c] = tables + c * terms * termBytes;
      this.#writeTable(ends[2 * c]!, snapshots, replica, coefficients, c * terms);
      ends[2 * c + 1] = this.#tableEnd;
    }
    return ends;
  }

  /** A coefficient of 0 leaves even what is not finite out. */
  #writeTable(
    table: number,
    snapshots: readonly SnapshotId[],
    replica: number,
    coefficients: Float32Array | Float64Array,
    at: number,
  ): void {
    const { memory, addressOf } = this.#sources;
    memory.doubles[table / 8] = coefficients[at + snapshots.length]!;
    let to = table + termBytes;
    for (let s = 0; s < snapshots.length; s += 1) {
      const coefficient = coefficients[at + s]!;
      if (coefficient === 0) continue;
      memory.doubles[to / 8] = coefficient;
      memory.words[to / 4 + 2] = addressOf(snapshots[s]!, replica);
      to += termBytes;
    }
    this.#tableEnd = to;
  }
}
