/** Reads of a file give its bytes, whatever was read before, with few requests to the browser. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FormatError } from '../../formats/source.ts';
import { fileSource } from './file-source.ts';

const size = 200_000;
const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 7 + (at >> 8)) % 256);

/** A file that counts requests. */
function counted(): { readonly file: File; readonly requests: () => number } {
  let requests = 0;
  const file = new File([bytes], 'a.zip');
  const slice = file.slice.bind(file);
  file.slice = (...range) => {
    requests += 1;
    return slice(...range);
  };
  return { file, requests: () => requests };
}

it('gives exactly the requested bytes, also at the same time', async () => {
  const range = fc
    .tuple(fc.nat(size), fc.nat(40_000))
    .map(([from, length]) => [from, Math.min(size, from + length)] as const);
  await fc.assert(
    fc.asyncProperty(fc.array(range, { minLength: 1, maxLength: 12 }), async (ranges) => {
      const source = fileSource({ path: 'a.zip', file: counted().file });
      const read = await Promise.all(ranges.map(([from, to]) => source.read(from, to)));
      read.forEach((own, i) => expect(Buffer.compare(own, bytes.subarray(...ranges[i]!))).toBe(0));
    }),
    { numRuns: 60 },
  );
});

it('asks once for small pieces that follow each other, and again after a failure', async () => {
  const { file, requests } = counted();
  const source = fileSource({ path: 'a.zip', file });
  for (let from = 0; from + 100 <= 60_000; from += 100) await source.read(from, from + 100);
  expect(requests()).toBe(1);
  await source.read(0, 100_000);
  expect(requests()).toBe(2);
  await expect(source.read(0, size + 1)).rejects.toThrow(FormatError);
  const gone = fileSource({
    path: 'a.zip',
    file: Object.assign(new File([bytes], 'a.zip'), {
      slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }),
    }),
  });
  await expect(gone.read(0, 10)).rejects.toThrow('open it again');
  await expect(gone.read(0, 10)).rejects.toThrow('open it again');
});
