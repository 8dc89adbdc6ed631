import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fashionMnistTraining } from '../../experiment/rules.ts';
import { fashionMnist, requireFashionMnist } from './fashion-mnist.ts';

const packed = readFileSync(join(import.meta.dirname, '../../../public', fashionMnist.file));
const bytes = new Uint8Array(gunzipSync(packed));

describe('the shipped Fashion-MNIST', () => {
  const { pixels, labels, counts, features, classes } = requireFashionMnist(bytes);

  test('is as large as the app says', () => {
    expect(packed).toHaveLength(fashionMnist.bytes);
    expect(counts.train).toBe(fashionMnistTraining);
    expect(pixels).toHaveLength(8000 * 28 * 28);
    expect(labels).toHaveLength(8000);
    expect({ features, classes }).toEqual({ features: 784, classes: 10 });
  });

  test('takes the classes in turn, so that every split is balanced', () => {
    expect(labels.every((label, i) => label === i % 10)).toBe(true);
    for (const count of Object.values(counts)) expect(count % 10).toBe(0);
  });

  test('shows clothes: dark borders, bright middles', () => {
    const share = (row: number): number => {
      let ink = 0;
      for (let image = 0; image < 1000; image += 1)
        for (let x = 0; x < 28; x += 1) ink += pixels[image * 784 + row * 28 + x]!;
      return ink / (1000 * 28 * 255);
    };
    expect(share(0)).toBeLessThan(0.1);
    expect(share(14)).toBeGreaterThan(0.3);
  });
});

test('a changed byte is refused', () => {
  const changed = bytes.slice();
  changed[4_000_000]! ^= 1;
  expect(() => requireFashionMnist(changed)).toThrow('SHA-256');
});

test('another length is refused, and both lengths told', () => {
  expect(() => requireFashionMnist(bytes.subarray(1))).toThrow('6279999 bytes where 6280000');
  expect(() => requireFashionMnist(new Uint8Array(0))).toThrow('0 bytes');
});
