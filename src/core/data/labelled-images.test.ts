import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fileTask, type FileTask } from '../../experiment/tasks.ts';
import { requireImages } from './labelled-images.ts';

const fashionMnist = fileTask('fashion-mnist')!;

const packed = readFileSync(join(import.meta.dirname, '../../../public', fashionMnist.file));
const bytes = new Uint8Array(gunzipSync(packed));

describe('the shipped Fashion-MNIST', () => {
  const { pixels, labels, counts, features, classes } = requireImages(fashionMnist, bytes);

  test('is as large as the app says', () => {
    expect(packed).toHaveLength(fashionMnist.bytes);
    expect(counts).toEqual({ train: 6000, guard: 1000, test: 1000 });
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
  expect(() => requireImages(fashionMnist, changed)).toThrow('SHA-256');
});

test('another length is refused, with both lengths in the message', () => {
  expect(() => requireImages(fashionMnist, bytes.subarray(1))).toThrow('6279999 bytes where 6280000');
  expect(() => requireImages(fashionMnist, new Uint8Array(0))).toThrow('0 bytes');
});

test('another set is read, and refused, by its own record', () => {
  const other: FileTask = {
    ...fashionMnist,
    label: 'Dots',
    features: 2,
    outputs: 3,
    counts: { train: 2, guard: 1, test: 0 },
    sha256: 'f8348e0b1df00833cbbbd08f07abdecc10c0efb78829d7828c62a7f36d0cc549',
  };
  const given = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8);
  const { pixels, labels, ...shape } = requireImages(other, given);
  expect([...pixels]).toEqual([0, 1, 2, 3, 4, 5]);
  expect([...labels]).toEqual([6, 7, 8]);
  expect(shape).toEqual({ features: 2, classes: 3, counts: other.counts });
  expect(() => requireImages(other, given.subarray(1))).toThrow('Dots has 8 bytes where 9 were expected');
  expect(() => requireImages(other, given.toReversed())).toThrow('Dots does not have the expected SHA-256');
});
