/**
 * Products of matrices that differ from lane to lane: rows of vectors, an example in each lane. Tiles are two rows by four
 * columns: eight sums, six reads for their sixteen operations.
 */
import { f32x4, i32, int, v128 } from '../../assembler/instructions.ts';
import { put, type Body, type I32, type Int, type Local, type Target, type V128 } from '../kernel.ts';

type Vector = Local<'v128'>;
type Pointer = Local<'i32'>;

/** Rows of vectors from an address on. */
export interface Rows {
  readonly at: Pointer;
  readonly rowBytes: number;
}

export interface Extents {
  readonly tokens: number;
  /** Features of a head. */
  readonly width: number;
  /** Whether a token attends to none after it. */
  readonly causal: boolean;
}

const rowOf = ({ at, rowBytes }: Rows, token: Int): I32 => i32.add(at, i32.mul(token, rowBytes));

/** Two tokens after the other, and the one that remains. */
export function overPairs(f: Body, tokens: number, each: (token: Pointer, rows: number) => void): void {
  const token = f.i32();
  const whole = 2 * Math.floor(tokens / 2);
  f.each(token, 0, whole, 2, () => each(token, 2));
  if (tokens === whole) return;
  f.set(token, int(whole));
  each(token, 1);
}

/** Columns 0 <= c < width in fours, and those that remain; `offset` in bytes. */
function overColumns(f: Body, width: number, each: (offset: Pointer, columns: number) => void): void {
  const offset = f.i32();
  const whole = 4 * Math.floor(width / 4);
  f.each(offset, 0, 16 * whole, 64, () => each(offset, 4));
  if (width === whole) return;
  f.set(offset, int(16 * whole));
  each(offset, width - whole);
}

class Tile {
  readonly #f: Body;
  readonly sums: readonly (readonly Vector[])[];
  readonly #column: Vector;
  readonly #factors: readonly Vector[];

  constructor(f: Body, rows: number, columns: number) {
    this.#f = f;
    this.sums = Array.from({ length: rows }, () => Array.from({ length: columns }, () => f.v128(v128.zero)));
    this.#column = f.v128();
    this.#factors = this.sums.map(() => f.v128());
  }

  /** sum[r][c] += row(r) column(c), for `from` <= r < `to`. */
  add(row: (r: number) => V128, column: (c: number) => V128, from = 0, to = this.sums.length): void {
    const f = this.#f;
    const factors = this.#factors;
    for (let r = from; r < to; r += 1) f.set(factors[r]!, row(r));
    for (let c = 0; c < this.sums[0]!.length; c += 1) {
      f.set(this.#column, column(c));
      for (let r = from; r < to; r += 1) {
        const sum = this.sums[r]![c]!;
        f.set(sum, f32x4.add(sum, f32x4.mul(factors[r]!, this.#column)));
      }
    }
  }

  /** Puts the sums from `at` on. */
  store(target: Pick<Target, 'adds'>, at: Int, rowBytes: number): void {
    for (const [r, row] of this.sums.entries())
      for (const [c, sum] of row.entries()) this.#f.do(put(target, at, sum, r * rowBytes + 16 * c));
  }
}

/**
 * to[t][s] = sum_f a[t][f] b[s][f] of two tokens t, f ascending; for all s that any of both attends to, and up to three more.
 * `finish` changes each. Returns the address of to[t].
 */
export function scores(
  f: Body,
  { tokens, width, causal }: Extents,
  a: Rows,
  b: Rows,
  to: Rows,
  token: Pointer,
  rows: number,
  finish: (sum: Vector) => void,
): Pointer {
  const column = f.i32();
  const end = causal ? f.i32(i32.add(token, rows)) : tokens;
  const [own, start] = [f.i32(rowOf(a, token)), f.i32(rowOf(to, token))];
  const target = f.i32(start);
  f.each(column, 0, end, 4, () => {
    const tile = new Tile(f, rows, 4);
    const [x, y] = [f.i32(own), f.i32(rowOf(b, column))];
    f.loop(x, f.i32(i32.add(own, 16 * width)), 16, () => {
      tile.add(
        (r) => v128.load(x, r * a.rowBytes),
        (c) => v128.load(y, c * b.rowBytes),
      );
      f.advance(y, 16);
    });
    for (const sum of tile.sums.flat()) finish(sum);
    tile.store({ adds: false }, target, to.rowBytes);
    f.advance(target, 64);
  });
  return start;
}

/** to[t][f] = sum_s shares[t][s] b[s][f] over the tokens s that t attends to, ascending. */
export function weighted(
  f: Body,
  { tokens, width, causal }: Extents,
  shares: Rows,
  b: Rows,
  to: Rows & Pick<Target, 'adds'>,
): void {
  overPairs(f, tokens, (token, rows) => {
    const first = f.i32(rowOf(shares, token));
    const both = causal ? i32.add(token, 1) : int(tokens);
    const end = f.i32(i32.add(first, i32.shl(both, 4)));
    const target = f.i32(rowOf(to, token));
    overColumns(f, width, (offset, columns) => {
      const tile = new Tile(f, rows, columns);
      const [share, y] = [f.i32(first), f.i32(i32.add(b.at, offset))];
      const row = (r: number): V128 => v128.load(share, r * shares.rowBytes);
      const column = (c: number): V128 => v128.load(y, 16 * c);
      f.loop(share, end, 16, () => {
        tile.add(row, column);
        f.advance(y, b.rowBytes);
      });
      // The second token also attends to itself.
      if (causal && rows === 2) tile.add(row, column, 1);
      tile.store(to, i32.add(target, offset), to.rowBytes);
    });
  });
}

/** to[s][f] = sum_t shares[t][s] b[t][f] over the tokens t that attend to s, ascending. */
export function collected(
  f: Body,
  { tokens, width, causal }: Extents,
  shares: Rows,
  b: Rows,
  to: Rows & Pick<Target, 'adds'>,
): void {
  const end = f.i32(i32.add(shares.at, tokens * shares.rowBytes));
  overPairs(f, tokens, (token, rows) => {
    const start = causal ? token : 0;
    const first = f.i32(i32.add(rowOf(shares, start), i32.shl(token, 4)));
    const target = f.i32(rowOf(to, token));
    const own = f.i32(rowOf(b, start));
    overColumns(f, width, (offset, columns) => {
      const tile = new Tile(f, rows, columns);
      const [share, y] = [f.i32(first), f.i32(i32.add(own, offset))];
      const turn = (upTo: number): void => {
        tile.add(
          (r) => v128.load(share, 16 * r),
          (c) => v128.load(y, 16 * c),
          0,
          upTo,
        );
        f.advance(y, b.rowBytes);
      };
      // Only the first of two tokens is attended to by itself.
      if (causal && rows === 2) {
        turn(1);
        f.advance(share, shares.rowBytes);
      }
      f.loop(share, end, shares.rowBytes, () => turn(rows));
      tile.store(to, i32.add(target, offset), to.rowBytes);
    });
  });
}
