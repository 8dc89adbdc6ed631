/** Bytes of a file that a person chose or dropped, by position. */
import { FormatError, requireRange, type ByteSource } from '../../formats/source.ts';
import type { NamedFile } from '../protocol-recorded.ts';

/** Bytes. Each request to the browser takes far longer than its bytes, so what is small comes from a block, read at once. */
const small = 2 ** 14;
const block = 2 ** 16;

export function fileSource({ path, file }: NamedFile): ByteSource {
  const load = async (from: number, to: number): Promise<Uint8Array<ArrayBuffer>> => {
    try {
      return new Uint8Array(await file.slice(from, to).arrayBuffer());
    } catch {
      throw new FormatError('It has changed or is gone since it was opened: open it again');
    }
  };
  let held = { from: 0, to: 0, bytes: Promise.resolve(new Uint8Array()) };
  return {
    name: path,
    size: file.size,
    read: async (from, to) => {
      requireRange(from, to, file.size);
      if (to - from >= small) return load(from, to);
      if (from < held.from || to > held.to) {
        const end = Math.min(from + block, file.size);
        held = { from, to: end, bytes: load(from, end) };
      }
      const { from: start, bytes } = held;
      return (await bytes).subarray(from - start, to - start);
    },
  };
}
