import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesFrom, float32Of, type FloatDtype } from './numbers.ts';
import { bytesOf, dtypes, type Dtype } from './weight-file.ts';

const bits = (values: Float32Array): number[] => [
  ...new Uint32Array(values.buffer, values.byteOffset, values.length),
];
const single = (word: number): Float32Array => new Float32Array(new Uint32Array([word]).buffer);
const anyWord = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  // Around the halves between numbers of 16 bits.
  fc
    .tuple(fc.integer({ min: 0, max: 2 ** 19 - 1 }), fc.integer({ min: -2, max: 2 }))
    .map(([upper, off]) => (upper * 2 ** 13 + 2 ** 12 + off) >>> 0),
  fc
    .tuple(fc.integer({ min: 0, max: 2 ** 16 - 1 }), fc.integer({ min: -2, max: 2 }))
    .map(([upper, off]) => (upper * 2 ** 16 + 2 ** 15 + off) >>> 0),
);

/** What a number of a file is, one at a time, by the machine's own reading or by the definition of the type. */
const reference: Readonly<Record<Dtype, (view: DataView, little: boolean) => number>> = {
  F64: (view, little) => view.getFloat64(0, little),
  F32: (view, little) => view.getFloat32(0, little),
  F16: (view, little) => halfOf(view.getUint16(0, little)),
  BF16: (view, little) => single(view.getUint16(0, little) * 2 ** 16)[0]!,
  I64: (view, little) => nearest(view.getBigInt64(0, little)),
  I32: (view, little) => view.getInt32(0, little),
  I16: (view, little) => view.getInt16(0, little),
  I8: (view) => view.getInt8(0),
  U64: (view, little) => nearest(view.getBigUint64(0, little)),
  U32: (view, little) => view.getUint32(0, little),
  U16: (view, little) => view.getUint16(0, little),
  U8: (view) => view.getUint8(0),
  BOOL: (view) => (view.getUint8(0) === 0 ? 0 : 1),
};

/** IEEE 754: sign, 5 bits of exponent, 10 of fraction. */
function halfOf(half: number): number {
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  const sign = half >> 15 ? -1 : 1;
  if (exponent === 31) return fraction > 0 ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** The float32 nearest to a whole number, halves to even. */
function nearest(whole: bigint): number {
  const size = whole < 0n ? -whole : whole;
  const drop = BigInt(Math.max(size.toString(2).length - 24, 0));
  const rest = size & ((1n << drop) - 1n);
  let rounded = size >> drop;
  const half = drop > 0n ? 1n << (drop - 1n) : 1n;
  if (rest > half || (rest === half && rounded % 2n === 1n)) rounded += 1n;
  const value = Number(rounded << drop);
  return whole < 0n ? -value : value;
}

describe('numbers of a file as float32', () => {
  it.each(dtypes)('%s is read exactly, at any offset, in both orders of bytes', (dtype) => {
    const width = bytesOf(dtype);
    const anyBytes = fc.uint8Array({ minLength: width, maxLength: width });
    fc.assert(
      fc.property(fc.array(anyBytes, { maxLength: 20 }), fc.nat(8), fc.boolean(), (numbers, offset, big) => {
        const file = new Uint8Array(offset + width * numbers.length);
        numbers.forEach((number, i) => file.set(number, offset + i * width));
        const before = file.slice();
        const read = float32Of(file.subarray(offset), dtype, big);
        const truth = numbers.map((number) => reference[dtype](new DataView(number.buffer), !big));
        expect([...read]).toEqual(truth.map(Math.fround));
        expect(file).toEqual(before);
        // The caller may write into what it gets.
        read.fill(7);
        expect(file).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });

  it('every float16 and bfloat16 has its value, and is written as it was read', () => {
    const all = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i);
    const bytes = new Uint8Array(all.buffer);
    const halves = float32Of(bytes, 'F16');
    expect(halves.every((value, i) => Object.is(value, halfOf(i)))).toBe(true);
    const notQuiet = (quiet: number) => (value: number) => (Number.isNaN(value) ? quiet : 0);
    for (const [dtype, quiet] of [
      ['F16', 0x200],
      ['BF16', 0x40],
    ] as const) {
      const read = float32Of(bytes, dtype);
      // A signalling NaN is written as the quiet one with its payload.
      const expected = all.map((bits, i) => bits | notQuiet(quiet)(read[i]!));
      expect(new Uint8Array(expected.buffer)).toEqual(bytesFrom(read, dtype));
    }
  });

  it('whole numbers of 64 bits are rounded once', () => {
    // 2^60 + half a spacing of float32 + 1: by way of float64 it would be the half, and go to the even number below.
    const long = new BigInt64Array([
      2n ** 60n + 2n ** 36n + 1n,
      -(2n ** 60n) - 2n ** 36n - 1n,
      2n ** 53n + 1n,
    ]);
    const up = 2 ** 60 + 2 ** 37;
    expect([...float32Of(new Uint8Array(long.buffer), 'I64')]).toEqual([up, -up, 2 ** 53]);
  });
});

describe('numbers written', () => {
  it.each<FloatDtype>(['F64', 'F32'])('%s holds every float32', (dtype) => {
    fc.assert(
      fc.property(fc.array(anyWord), (words) => {
        const values = new Float32Array(Uint32Array.from(words).buffer);
        expect([...float32Of(bytesFrom(values, dtype), dtype)]).toEqual([...values]);
        if (dtype === 'F32') expect(bits(float32Of(bytesFrom(values, dtype), dtype))).toEqual(words);
      }),
    );
  });

  it.each<FloatDtype>(['F16', 'BF16'])('%s is the nearest there is, and of two the even one', (dtype) => {
    const every = float32Of(new Uint8Array(Uint16Array.from({ length: 2 ** 15 }, (_, i) => i).buffer), dtype);
    // Infinity is as far away as the next number would be.
    const infinite = every.indexOf(Infinity);
    const spaced = Array.from(every.subarray(0, infinite));
    spaced.push(2 * spaced[infinite - 1]! - spaced[infinite - 2]!);
    fc.assert(
      fc.property(anyWord, (word) => {
        const value = single(word)[0]!;
        const written = bytesFrom(single(word), dtype);
        const got = new DataView(written.buffer).getUint16(0, true);
        if (Number.isNaN(value)) {
          expect(float32Of(written, dtype)[0]).toBeNaN();
          return;
        }
        expect(got >> 15).toBe(word >>> 31);
        const place = got & 0x7fff;
        const magnitude = Math.abs(value);
        const distance = (i: number) => (i < 0 || i > infinite ? Infinity : Math.abs(magnitude - spaced[i]!));
        if (magnitude >= spaced[infinite]!) {
          expect(place).toBe(infinite);
          return;
        }
        for (const other of [place - 1, place + 1]) {
          expect(distance(place)).toBeLessThanOrEqual(distance(other));
          if (distance(place) === distance(other)) expect(place % 2).toBe(0);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('a part of an array is written alone', () => {
    const values = new Float32Array([1, 2, 3, 4]).subarray(1, 3);
    expect([...float32Of(bytesFrom(values, 'F32'), 'F32')]).toEqual([2, 3]);
    expect([...float32Of(bytesFrom(values, 'F16'), 'F16')]).toEqual([2, 3]);
  });
});
