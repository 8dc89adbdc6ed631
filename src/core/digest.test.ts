import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { canonicalText, readLink } from '../experiment/link/link.ts';
import { digestOf, experimentId } from './digest.ts';

const sha256 = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

describe('experiment id', () => {
  test('is six lower-case letters of the hash, the same for ever', () => {
    // SHA-256 of "v=1" begins with six bytes that become letters modulo 26.
    const bytes = Buffer.from(sha256('v=1'), 'hex').subarray(0, 6);
    const letters = [...bytes].map((byte) => 'abcdefghijklmnopqrstuvwxyz'[byte % 26]).join('');
    expect(experimentId('v=1')).toBe(letters);
    const first = readLink('v=1');
    expect(first.ok && experimentId(canonicalText(first.spec))).toBe('lwomxm');
  });

  test('is made of letters only, whatever the text', () => {
    const ids = Array.from({ length: 500 }, (_, i) => experimentId(`v=1&lr=${i}&ü=💩`));
    for (const id of ids) expect(id).toMatch(/^[a-z]{6}$/);
    expect(new Set(ids).size).toBe(500);
  });
});

describe('digest', () => {
  test('of a text is the SHA-256 of its line', () => {
    expect(digestOf(['abc'])).toBe('edeaaff3f1774ad2888673770c6d64097e391bc362d7d6fb34982ddf0efd18cb');
    expect(digestOf([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('takes numbers by their eight bytes, little-endian', () => {
    const bytes = Buffer.alloc(24);
    [1.5, -0, 1e308].forEach((value, i) => bytes.writeDoubleLE(value, 8 * i));
    expect(digestOf(['a', [1.5, -0, 1e308], 'b'])).toBe(sha256('a\n', bytes, 'b\n'));
  });

  test('is the same for float32 and plain arrays of equal numbers', () => {
    expect(digestOf([Float32Array.of(0.5, 3)])).toBe(digestOf([[0.5, 3]]));
  });

  test('knows one NaN', () => {
    const other = new Float32Array(Uint32Array.of(0xffc00001).buffer);
    expect(digestOf([other])).toBe(digestOf([[NaN]]));
  });

  test('changes with the last bit, with order, and with the sign of 0', () => {
    const digests = [
      [1, 2],
      [1, 2 + 2 ** -51],
      [2, 1],
      [1, 2, 0],
      [1, 2, -0],
    ].map((numbers) => digestOf([numbers]));
    expect(new Set(digests).size).toBe(5);
  });
});
