/**
 * Numbers of files to float32 and back, exact: subnormal numbers, infinities and the payload of NaN included.
 * Which bytes they are is known to formats.
 */
import { bytesOf, type Dtype } from './weight-file.ts';

const littleEndianMachine = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * The numbers in `bytes`, which are a whole number of them, as float32: integers and float64 are rounded to the nearest,
 * halves to even; BOOL is 0 or 1. The array is a copy.
 */
export function float32Of(bytes: Uint8Array, dtype: Dtype, bigEndian = false): Float32Array {
  const width = bytesOf(dtype);
  const count = bytes.length / width;
  const out = new Float32Array(count);
  const swap = width > 1 && bigEndian === littleEndianMachine;
  if (dtype === 'F32') {
    const own = new Uint8Array(out.buffer);
    own.set(bytes);
    if (swap) reverseEach(own, width);
    return out;
  }
  // Typed arrays begin at multiples of their numbers' width only.
  const aligned = swap || bytes.byteOffset % width > 0 ? bytes.slice() : bytes;
  if (swap) reverseEach(aligned, width);
  widen[dtype](aligned.buffer, aligned.byteOffset, count, out);
  return out;
}

type Widen = (from: ArrayBufferLike, offset: number, count: number, to: Float32Array) => void;

const widen: Readonly<Record<Exclude<Dtype, 'F32'>, Widen>> = {
  F64: (from, offset, count, to) => to.set(new Float64Array(from, offset, count)),
  F16: (from, offset, count, to) => {
    const table = (halves ??= allHalves());
    const half = new Uint16Array(from, offset, count);
    const word = new Uint32Array(to.buffer);
    for (let i = 0; i < count; i += 1) word[i] = table[half[i]!]!;
  },
  BF16: (from, offset, count, to) => {
    const half = new Uint16Array(from, offset, count);
    const word = new Uint32Array(to.buffer);
    for (let i = 0; i < count; i += 1) word[i] = half[i]! << 16;
  },
  I64: (from, offset, count, to) => fromLong(new Int32Array(from, offset, 2 * count), to),
  U64: (from, offset, count, to) => fromLong(new Uint32Array(from, offset, 2 * count), to),
  I32: (from, offset, count, to) => to.set(new Int32Array(from, offset, count)),
  U32: (from, offset, count, to) => to.set(new Uint32Array(from, offset, count)),
  I16: (from, offset, count, to) => to.set(new Int16Array(from, offset, count)),
  U16: (from, offset, count, to) => to.set(new Uint16Array(from, offset, count)),
  I8: (from, offset, count, to) => to.set(new Int8Array(from, offset, count)),
  U8: (from, offset, count, to) => to.set(new Uint8Array(from, offset, count)),
  BOOL: (from, offset, count, to) => {
    const byte = new Uint8Array(from, offset, count);
    for (let i = 0; i < count; i += 1) to[i] = byte[i] === 0 ? 0 : 1;
  },
};

/** Whole numbers of 64 bits, as pairs of words; the type of the words is that of the upper one. */
function fromLong(words: Int32Array | Uint32Array, to: Float32Array): void {
  const [low, high] = littleEndianMachine ? [0, 1] : [1, 0];
  for (let i = 0; i < to.length; i += 1) {
    const upper = words[2 * i + high]!;
    let lower = words[2 * i + low]! >>> 0;
    // Beyond 53 bits float64 would round a first time: the last 11 bits only decide between halves, so the one before stands for them.
    if (upper >= 2 ** 21 || upper < -(2 ** 21))
      lower = (lower & ~0x7ff) | ((lower & 0x7ff) === 0 ? 0 : 0x800);
    to[i] = upper * 2 ** 32 + (lower >>> 0);
  }
}

function reverseEach(bytes: Uint8Array, width: number): void {
  for (let at = 0; at < bytes.length; at += width)
    for (let a = at, b = at + width - 1; a < b; a += 1, b -= 1) {
      const byte = bytes[a]!;
      bytes[a] = bytes[b]!;
      bytes[b] = byte;
    }
}

/** The float32 of every float16, as words. Made at first use. */
let halves: Uint32Array | null = null;

function allHalves(): Uint32Array {
  const table = new Uint32Array(2 ** 16);
  const value = new Float32Array(table.buffer);
  for (let half = 0; half < 2 ** 15; half += 1) {
    const exponent = half >>> 10;
    if (exponent === 0) value[half] = half * 2 ** -24;
    else table[half] = (half << 13) + ((exponent === 31 ? 255 - 31 : 127 - 15) << 23);
    table[half + 2 ** 15] = table[half]! | (2 ** 31);
  }
  return table;
}

/** Types of numbers that weights are written in. */
export type FloatDtype = 'F64' | 'F32' | 'F16' | 'BF16';

/**
 * Numbers as bytes of a file, little-endian, rounded to the nearest, halves to even; what is too large is infinite. For F32
 * it may be a view into `values`.
 */
export function bytesFrom(values: Float32Array, dtype: FloatDtype): Uint8Array {
  const numbers = narrow[dtype](values);
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  if (!littleEndianMachine) reverseEach(bytes, bytesOf(dtype));
  return bytes;
}

const narrow = {
  F64: (values: Float32Array) => new Float64Array(values),
  F32: (values: Float32Array) => (littleEndianMachine ? values : values.slice()),
  F16: (values: Float32Array) => eachWord(values, toHalf),
  BF16: (values: Float32Array) => eachWord(values, toBrain),
};

function eachWord(values: Float32Array, to: (bits: number) => number): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const out = new Uint16Array(words.length);
  for (let i = 0; i < words.length; i += 1) out[i] = to(words[i]!);
  return out;
}

const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

/** The float16 nearest to a float32, both as bits. */
function toHalf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00 | ((magnitude >>> 13) & 0x3ff); // NaN
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // from 65520 on
  if (magnitude < 0x38800000) {
    // Below 2^-14: from 0.5 to 1 float32 has the spacing that such numbers have in float16, so adding 0.5 rounds.
    word[0] = magnitude;
    float[0] = float[0]! + 0.5;
    return sign | (word[0] - 0x3f000000);
  }
  return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
}

/** The bfloat16 nearest to a float32, both as bits. */
function toBrain(bits: number): number {
  if ((bits & 0x7fffffff) > 0x7f800000) return (bits >>> 16) | 0x40; // NaN
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}
