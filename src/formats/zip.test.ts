import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ByteSource } from './source.ts';
import { bytesSource, FormatError } from './source.ts';
import { joined, watched, zipOf } from './testing/archives.ts';
import { readZip } from './zip.ts';
import { writeZip } from './zip-writer.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (value: string) => new TextEncoder().encode(value);
const all = async (source: ByteSource) => source.read(0, source.size);
const refusal = async (bytes: Uint8Array) =>
  readZip(bytesSource('a.zip', bytes)).then(
    () => 'was read',
    (error: unknown) => {
      expect(error).toBeInstanceOf(FormatError);
      return (error as FormatError).message;
    },
  );

test('stored entries are read by position, deflated ones inflated once', async () => {
  const numbers = Uint8Array.from({ length: 700_000 }, (_, i) => (i * i) % 251);
  const source = watched(
    'run.zip',
    zipOf([
      { name: 'one/stored.bin', bytes: numbers },
      { name: 'deflated.bin', bytes: numbers, deflated: true },
      { name: 'empty', bytes: new Uint8Array() },
      { name: 'empty, deflated', bytes: new Uint8Array(), deflated: true },
      { name: 'folder/', bytes: new Uint8Array() },
    ]),
  );
  const { entries, open } = await readZip(source);
  expect(entries.map(({ name, size, method }) => [name, size, method])).toEqual([
    ['one/stored.bin', 700_000, 'stored'],
    ['deflated.bin', 700_000, 'deflated'],
    ['empty', 0, 'stored'],
    ['empty, deflated', 0, 'deflated'],
  ]);
  const [stored, deflated, ...empty] = await Promise.all(entries.map(open));
  expect(stored!.name).toBe('run.zip/one/stored.bin');
  source.reads.length = 0;
  expect(await stored!.read(5, 9)).toEqual(numbers.subarray(5, 9));
  expect(source.reads).toEqual([[entries[0]!.offset + 5, entries[0]!.offset + 9]]);
  source.reads.length = 0;
  // Across the pieces in which it was inflated.
  const across = await deflated!.read(262_100, 524_400);
  expect(Buffer.compare(across, numbers.subarray(262_100, 524_400))).toBe(0);
  expect(Buffer.compare(await all(deflated!), numbers)).toBe(0);
  expect(await (await open(entries[1]!)).read(1, 3)).toEqual(numbers.subarray(1, 3));
  expect(source.reads).toEqual([]);
  for (const source of empty) expect(await all(source)).toHaveLength(0);
  for (const source of [stored!, deflated!])
    await expect(source.read(0, 700_001)).rejects.toThrow('truncated');
});

test('archives are read with a comment, with bytes before and after', async () => {
  const bytes = zipOf([{ name: 'a', bytes: bytesOf('text') }], { comment: bytesOf('PK a comment') });
  for (const around of [
    bytes,
    joined([bytesOf('MZ program'), bytes]),
    joined([bytes, bytes.subarray(0, 9)]),
  ]) {
    const { entries, open } = await readZip(bytesSource('a.zip', around));
    expect(text(await all(await open(entries[0]!)))).toBe('text');
  }
});

test.each([
  [
    'not a zip',
    bytesOf('{"just":"text, but long enough to hold the end of an archive"}'),
    'not a whole zip archive',
  ],
  ['nothing', new Uint8Array(), 'not a whole zip archive'],
  [
    'equal names',
    zipOf([
      { name: 'a', bytes: bytesOf('1') },
      { name: 'a', bytes: bytesOf('2') },
    ]),
    'two entries of the same name',
  ],
  ['a way out', zipOf([{ name: '../../etc/passwd', bytes: bytesOf('1') }]), 'leads out of it'],
  ['an absolute name', zipOf([{ name: '/etc/passwd', bytes: bytesOf('1') }]), 'leads out of it'],
  ['a drive', zipOf([{ name: 'C:\\x', bytes: bytesOf('1') }]), 'leads out of it'],
  ['encryption', zipOf([{ name: 'a', bytes: bytesOf('1'), flags: 1 }]), 'is encrypted'],
  ['another packing', zipOf([{ name: 'a', bytes: bytesOf('1'), method: 12 }]), 'only stored and deflated'],
  [
    'entries that overlap',
    zipOf([
      { name: 'a', bytes: bytesOf('12345678') },
      { name: 'b', bytes: bytesOf('12345678'), at: 0 },
    ]),
    'entries that overlap',
  ],
  [
    'a stored size beyond the file',
    zipOf([{ name: 'a', bytes: bytesOf('1'), claims: 5000 }]),
    'more bytes than it can contain',
  ],
  [
    'an impossible expansion',
    zipOf([{ name: 'a', bytes: bytesOf('1'), deflated: true, claims: 2 ** 31 }]),
    'more bytes than it can contain',
  ],
])('refused: %s', async (_, bytes, sentence) => {
  expect(await refusal(bytes)).toMatch(sentence);
});

test('a bomb is stopped at the size that it claims', async () => {
  const bomb = new Uint8Array(deflateRawSync(new Uint8Array(2 ** 26)));
  const { entries, open } = await readZip(
    bytesSource('b.zip', zipOf([{ name: 'a', bytes: bomb, method: 8, claims: 1000 }])),
  );
  await expect(open(entries[0]!)).rejects.toThrow(FormatError);
});

test('damaged content of a deflated entry is noticed', async () => {
  const bytes = zipOf([{ name: 'a', bytes: bytesOf('some text, some text, some text'), deflated: true }]);
  const { entries, open } = await readZip(bytesSource('b.zip', bytes));
  bytes[entries[0]!.offset + 5]! ^= 255;
  await expect(open(entries[0]!)).rejects.toThrow(FormatError);
});

test('inflated entries take at most 2 GB together', async () => {
  const packed = new Uint8Array(2_200_000);
  const bytes = zipOf(['a', 'b'].map((name) => ({ name, bytes: packed, method: 8, claims: 2 ** 31 - 1 })));
  const { entries, open } = await readZip(bytesSource('b.zip', bytes));
  const first = open(entries[0]!);
  await expect(open(entries[1]!)).rejects.toThrow('more than 2 GB');
  await expect(first).rejects.toThrow(FormatError);
});

test('a truncated archive is never read', async () => {
  const bytes = zipOf([
    { name: 'a', bytes: bytesOf('text') },
    { name: 'b', bytes: bytesOf('text'), deflated: true },
  ]);
  for (let length = 0; length < bytes.length; length++)
    expect(await refusal(bytes.subarray(0, length))).not.toBe('was read');
});

async function* streamed(pieces: readonly Uint8Array[]) {
  yield* pieces;
}

async function* files(entries: readonly (readonly [string, readonly Uint8Array[]])[]) {
  for (const [name, pieces] of entries) yield { name, bytes: streamed(pieces) };
}

async function written(entries: Parameters<typeof files>[0]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeZip(files(entries))) pieces.push(piece);
  return joined(pieces);
}

test('what is written is read, and equal bytes are written for equal entries', async () => {
  const names = fc.stringMatching(/^[a-zé漢😀]{1,9}(\/[a-z.0-9]{3})?$/u);
  const entry = fc.tuple(names, fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(entry, { selector: ([name]) => name, maxLength: 6 }), async (entries) => {
      const bytes = await written(entries);
      const { entries: found, open } = await readZip(bytesSource('a.zip', bytes));
      expect(found.map(({ name, method }) => [name, method])).toEqual(
        entries.map(([name]) => [name, 'stored']),
      );
      for (const [i, [, pieces]] of entries.entries())
        expect(await all(await open(found[i]!))).toEqual(joined(pieces));
      expect(await written(entries)).toEqual(bytes);
    }),
    { numRuns: 40 },
  );
});
