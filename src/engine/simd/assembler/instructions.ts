/**
 * The WebAssembly instructions that kernels use, as typed expressions: functions that write their operands and then
 * themselves. An expression is computed wherever it is written; a value used twice belongs in a local (Body of
 * assembler.ts).
 */
import type { Bytes } from './bytes.ts';

export type Kind = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

/** A value of a kind. `kind` exists only for the type checker. */
export interface Expression<Own extends Kind> {
  (to: Bytes): void;
  readonly kind?: Own;
}
export type I32 = Expression<'i32'>;
type I64 = Expression<'i64'>;
export type F32 = Expression<'f32'>;
export type F64 = Expression<'f64'>;
export type V128 = Expression<'v128'>;

/** Whole numbers may be given as numbers. */
export type Int = I32 | number;

export const int = (value: Int): I32 =>
  typeof value !== 'number'
    ? value
    : (to) => {
        to.byte(0x41);
        to.signed(value);
      };

const unary =
  <From extends Kind, To extends Kind>(op: number) =>
  (a: Expression<From>): Expression<To> =>
  (to) => {
    a(to);
    to.byte(op);
  };

const binary =
  <From extends Kind, To extends Kind = From>(op: number) =>
  (a: Expression<From>, b: Expression<From>): Expression<To> =>
  (to) => {
    a(to);
    b(to);
    to.byte(op);
  };

const whole =
  (op: number) =>
  (a: Int, b: Int): I32 =>
  (to) => {
    int(a)(to);
    int(b)(to);
    to.byte(op);
  };

/** Reads from an address; an `offset` in bytes costs nothing. */
type Read<To extends Kind> = (address: Int, offset?: number) => Expression<To>;

const access =
  (...code: readonly number[]) =>
  (to: Bytes, address: Int, offset: number): void => {
    int(address)(to);
    for (const byte of code) to.byte(byte);
    // Alignment is a hint that no engine uses.
    to.byte(0);
    to.unsigned(offset);
  };

const read =
  <To extends Kind>(...code: readonly number[]): Read<To> =>
  (address, offset = 0) =>
  (to) => {
    access(...code)(to, address, offset);
  };

/** A statement that writes a value to an address. */
const write =
  <From extends Kind>(...code: readonly number[]) =>
  (address: Int, value: Expression<From>, offset = 0) =>
  (to: Bytes): void => {
    int(address)(to);
    value(to);
    for (const byte of code) to.byte(byte);
    to.byte(0);
    to.unsigned(offset);
  };

export const i32 = {
  load: read<'i32'>(0x28),
  store: write<'i32'>(0x36),
  ltU: whole(0x49),
  eq: whole(0x46),
  ne: whole(0x47),
  add: whole(0x6a),
  sub: whole(0x6b),
  mul: whole(0x6c),
  and: whole(0x71),
  or: whole(0x72),
  xor: whole(0x73),
  shl: whole(0x74),
  shrU: whole(0x76),
};

const i64 = {
  ofU32: unary<'i32', 'i64'>(0xad),
  mul: binary<'i64'>(0x7e),
  high: (a: I64): I32 => {
    return (to) => {
      a(to);
      to.byte(0x42);
      to.signed(32);
      to.byte(0x88);
      to.byte(0xa7);
    };
  },
};

/** The upper 32 bits of the product of two unsigned numbers. */
export const multiplyHigh = (a: Int, b: Int): I32 => i64.high(i64.mul(i64.ofU32(int(a)), i64.ofU32(int(b))));

export const f32 = {
  load: read<'f32'>(0x2a),
  store: write<'f32'>(0x38),
  ofF64: unary<'f64', 'f32'>(0xb6),
  const:
    (value: number): F32 =>
    (to) => {
      to.byte(0x43);
      to.float32(value);
    },
};

export const f64 = {
  add: binary<'f64'>(0xa0),
  div: binary<'f64'>(0xa3),
  ofF32: unary<'f32', 'f64'>(0xbb),
  ofU32: unary<'i32', 'f64'>(0xb8),
};

const prefix = 0xfd;

const vector1 =
  <From extends Kind, To extends Kind>(op: number) =>
  (a: Expression<From>): Expression<To> =>
  (to) => {
    a(to);
    to.byte(prefix);
    to.unsigned(op);
  };

const vector2 =
  (op: number) =>
  (a: V128, b: V128): V128 =>
  (to) => {
    a(to);
    b(to);
    to.byte(prefix);
    to.unsigned(op);
  };

const shift =
  (op: number) =>
  (a: V128, bits: number): V128 =>
  (to) => {
    a(to);
    int(bits)(to);
    to.byte(prefix);
    to.unsigned(op);
  };

const lane =
  <To extends Kind>(op: number) =>
  (a: V128, index: number): Expression<To> =>
  (to) => {
    a(to);
    to.byte(prefix);
    to.unsigned(op);
    to.byte(index);
  };

const storeLane =
  (op: number) =>
  (address: Int, value: V128, index: number, offset = 0) =>
  (to: Bytes): void => {
    write<'v128'>(prefix, op)(address, value, offset)(to);
    to.byte(index);
  };

export const v128 = {
  load: read<'v128'>(prefix, 0),
  /** One number of 4 or 8 bytes in all lanes; or one or two numbers of 4 bytes, followed by zeros. */
  splat32: read<'v128'>(prefix, 9),
  splat64: read<'v128'>(prefix, 10),
  load32: read<'v128'>(prefix, 92),
  load64: read<'v128'>(prefix, 93),
  store: write<'v128'>(prefix, 11),
  /** Writes one lane of 4 bytes, or of 8. */
  storeLane: storeLane(90),
  storeLane64: storeLane(91),
  /** Reads 4 bytes into one lane of a vector. */
  loadLane:
    (into: V128, index: number, address: Int, offset = 0): V128 =>
    (to) => {
      int(address)(to);
      into(to);
      to.byte(prefix);
      to.unsigned(86);
      to.byte(0);
      to.unsigned(offset);
      to.byte(index);
    },
  /** Four whole numbers. */
  ints:
    (...values: readonly [number, number, number, number]): V128 =>
    (to) => {
      to.byte(prefix);
      to.unsigned(12);
      for (const value of values) to.int32(value);
    },
  zero: (to: Bytes): void => {
    to.byte(prefix);
    to.unsigned(12);
    for (let i = 0; i < 4; i += 1) to.int32(0);
  },
  and: vector2(78),
  or: vector2(80),
  xor: vector2(81),
  /** Bits of `a` where `mask` is set, of `b` elsewhere. */
  select:
    (mask: V128, a: V128, b: V128): V128 =>
    (to) => {
      a(to);
      b(to);
      mask(to);
      to.byte(prefix);
      to.unsigned(82);
    },
  /** Selects lanes of 4 bytes by number, 0..3 from `a`, 4..7 from `b`. */
  shuffle:
    (a: V128, b: V128, lanes: readonly [number, number, number, number]): V128 =>
    (to) => {
      a(to);
      b(to);
      to.byte(prefix);
      to.unsigned(13);
      for (const from of lanes) for (let byte = 0; byte < 4; byte += 1) to.byte(4 * from + byte);
    },
};

export const i32x4 = {
  splat: vector1<'i32', 'v128'>(17),
  lane: lane<'i32'>(27),
  eq: vector2(55),
  gt: vector2(59),
  shl: shift(171),
  shrS: shift(172),
  shrU: shift(173),
  add: vector2(174),
  sub: vector2(177),
  minU: vector2(183),
  /** The whole part of float32 numbers, 0 below 0 and for NaN. */
  ofF32U: vector1<'v128', 'v128'>(249),
};

export const f32x4 = {
  splat: vector1<'f32', 'v128'>(19),
  lane: lane<'f32'>(31),
  eq: vector2(65),
  lt: vector2(67),
  gt: vector2(68),
  neg: vector1<'v128', 'v128'>(225),
  sqrt: vector1<'v128', 'v128'>(227),
  add: vector2(228),
  sub: vector2(229),
  mul: vector2(230),
  div: vector2(231),
  /** b < a ? b : a, and a < b ? b : a. One instruction each; `min` and `max` are seven. */
  pmin: vector2(234),
  pmax: vector2(235),
  ofI32: vector1<'v128', 'v128'>(250),
  /** Two float64 in the lower lanes, zeros above. */
  ofF64: vector1<'v128', 'v128'>(94),
};

export const f64x2 = {
  /** A number in both lanes. */
  const:
    (value: number): V128 =>
    (to) => {
      const [low = 0, high = 0] = new Int32Array(Float64Array.of(value).buffer);
      v128.ints(low, high, low, high)(to);
    },
  lane: lane<'f64'>(33),
  abs: vector1<'v128', 'v128'>(236),
  sqrt: vector1<'v128', 'v128'>(239),
  add: vector2(240),
  mul: vector2(242),
  div: vector2(243),
  /** b < a ? b : a. */
  pmin: vector2(246),
  /** Of the two lower lanes. */
  ofF32: vector1<'v128', 'v128'>(95),
};
