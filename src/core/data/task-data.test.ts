import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { bytesToHex } from '@noble/hashes/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { fileTask, taskNames, type FileTask } from '../../experiment/tasks.ts';
import { imagesOf, labelledRows, requireData } from './task-data.ts';

const packedOf = ({ file }: FileTask) => readFileSync(join(import.meta.dirname, '../../../public', file));
const bytesOf = (task: FileTask) => new Uint8Array(gunzipSync(packedOf(task)));
const largestOf = (values: Uint8Array): number => values.reduce((most, value) => Math.max(most, value), 0);
const loaded = taskNames.flatMap((name) => fileTask(name) ?? []);
const fashionMnist = fileTask('fashion-mnist')!;
const mobyDick = fileTask('moby-dick')!;

describe.each(loaded)('the shipped $label', (task) => {
  const bytes = bytesOf(task);

  test('is as large as the app says, and what it says', () => {
    expect(packedOf(task)).toHaveLength(task.bytes);
    const data = requireData(task, bytes);
    expect(data.task).toBe(task);
    expect(data.bytes).toBe(bytes);
  });

  test('is refused where a byte is changed', () => {
    const changed = bytes.slice();
    changed[Math.floor(bytes.length / 2)]! ^= 1;
    expect(() => requireData(task, changed)).toThrow(`${task.label} does not have the expected SHA-256`);
  });

  test('is refused in another length, with both lengths in the message', () => {
    const { length } = bytes;
    const says = `${task.label} has ${length - 1} bytes where ${length} were expected`;
    expect(() => requireData(task, bytes.subarray(1))).toThrow(says);
    expect(() => requireData(task, new Uint8Array(0))).toThrow('0 bytes');
  });

  test('has classes in balance, and characters of its alphabet', () => {
    if (task.kind === 'text') {
      expect(largestOf(bytes)).toBe(task.alphabet.length);
      return;
    }
    const { values, labels } = labelledRows({ task, bytes });
    if (task.kind === 'passages') expect(largestOf(values)).toBe(task.alphabet.length);
    const { length } = task.classes;
    let first = 0;
    for (const count of Object.values(task.counts)) {
      const of = Array.from({ length }, () => 0);
      for (const label of labels.subarray(first, first + count)) of[label]! += 1;
      const share = count / length;
      for (const own of of) expect(Math.abs(own - share)).toBeLessThan(0.15 * share);
      first += count;
    }
  });
});

/** The characters of a stretch of a text. */
const read = (task: FileTask, bytes: Uint8Array, from: number, to: number): string =>
  task.kind === 'images'
    ? ''
    : Array.from(bytes.subarray(from, to), (number) => task.alphabet[number] ?? '·').join('');

test('Moby-Dick begins as everybody knows, in paragraphs without line breaks', () => {
  const text = read(mobyDick, bytesOf(mobyDick), 0, 300);
  expect(text).toMatch(
    /^CHAPTER ·\. Loomings\.\nCall me Ishmael\. Some years ago—never mind how long precisely—having /,
  );
  expect(text).not.toContain('  ');
});

test('passages begin with a word, and no two splits have one in common', () => {
  for (const name of ['presidents', 'century'] as const) {
    const task = fileTask(name)!;
    const bytes = bytesOf(task);
    const passages = Array.from({ length: 2340 }, (_, i) => read(task, bytes, 128 * i, 128 * (i + 1)));
    expect(passages.filter((text) => text.startsWith(' '))).toEqual([]);
    const [train, others] = [new Set(passages.slice(0, 1800)), passages.slice(1800)];
    expect(others.filter((text) => train.has(text))).toEqual([]);
  }
});

describe('images', () => {
  const { pixels, labels, features, classes } = imagesOf(requireData(fashionMnist, bytesOf(fashionMnist)));

  test('are read with their labels', () => {
    expect(pixels).toHaveLength(8000 * 28 * 28);
    expect(labels).toHaveLength(8000);
    expect({ features, classes }).toEqual({ features: 784, classes: 10 });
  });

  test('of Fashion-MNIST take the classes in turn', () => {
    expect(labels.every((label, i) => label === i % 10)).toBe(true);
  });

  test.each(['fashion-mnist', 'digits'] as const)(
    'of %s show things: dark borders, bright middles',
    (name) => {
      const task = fileTask(name)!;
      const images = imagesOf(requireData(task, bytesOf(task)));
      const side = Math.sqrt(images.features);
      const share = (column: number): number => {
        let ink = 0;
        for (let image = 0; image < 1000; image += 1)
          for (let y = 0; y < side; y += 1)
            ink += images.pixels[image * images.features + y * side + column]!;
        return ink / (1000 * side * 255);
      };
      expect(share(0)).toBeLessThan(0.1);
      expect(share(side / 2)).toBeGreaterThan(0.3);
    },
  );

  test('are in no file of text', () => {
    expect(() => imagesOf(requireData(mobyDick, bytesOf(mobyDick)))).toThrow('has no images');
  });
});

test('another set is read, and refused, by its own record', () => {
  const given = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8);
  const other = {
    ...fashionMnist,
    label: 'Dots',
    shape: [1, 2],
    counts: { train: 2, guard: 1, test: 0 },
    sha256: bytesToHex(sha256(given)),
  } as const;
  const { pixels, labels, ...shape } = imagesOf(requireData(other, given));
  expect([...pixels]).toEqual([0, 1, 2, 3, 4, 5]);
  expect([...labels]).toEqual([6, 7, 8]);
  expect(shape).toEqual({ features: 2, classes: 10, counts: other.counts });
  const refused =
    (bytes: Uint8Array): (() => unknown) =>
    () =>
      requireData(other, bytes);
  expect(refused(given.subarray(1))).toThrow('Dots has 8 bytes where 9 were expected');
  expect(refused(given.toReversed())).toThrow('Dots does not have the expected SHA-256');
});
