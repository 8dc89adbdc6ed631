/** Which changes a checksum detects. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksumOf } from './checksum.ts';

describe('a checksum', () => {
  it('is the same of copies', () => {
    const value = {
      a: 1,
      list: [Float32Array.of(1, 2), 'text', true, null],
      doubles: Float64Array.of(NaN, -0),
    };
    expect(checksumOf(structuredClone(value))).toBe(checksumOf(value));
    const within = new Uint8Array([9, 1, 2, 3, 4, 5, 9]).subarray(1, 6);
    expect(checksumOf(within)).toBe(checksumOf(Uint8Array.of(1, 2, 3, 4, 5)));
  });

  it('is another after any bit of an array is flipped', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(), (bytes, at) => {
        const flipped = bytes.slice();
        const bit = at % (8 * bytes.length);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        expect(checksumOf({ bytes: flipped })).not.toBe(checksumOf({ bytes }));
      }),
    );
  });

  it.each<[unknown, unknown]>([
    [Float32Array.of(0), Float32Array.of(-0)],
    [new Float32Array(0), new Float32Array(1)],
    [new Uint8Array(3), new Uint8Array(4)],
    [[[1], [2]], [[1, 2]]],
    [
      { from: 1, to: 2 },
      { from: 2, to: 1 },
    ],
    [{ a: 'bc' }, { ab: 'c' }],
    [{ a: 1 }, { a: '1' }],
    [{ a: [] }, { a: {} }],
    [{ open: [12] }, { open: [1, 2] }],
  ])('distinguishes %o from %o', (a, b) => {
    expect(checksumOf(a)).not.toBe(checksumOf(b));
  });
});
