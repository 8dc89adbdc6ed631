/** Bytes of a file that a person chose or dropped, by position. */
import { FormatError, requireRange, type ByteSource } from '../../formats/source.ts';
import type { NamedFile } from '../protocol-recorded.ts';

export const fileSource = ({ path, file }: NamedFile): ByteSource => ({
  name: path,
  size: file.size,
  read: async (from, to) => {
    requireRange(from, to, file.size);
    try {
      return new Uint8Array(await file.slice(from, to).arrayBuffer());
    } catch {
      throw new FormatError('It has changed or is gone since it was opened: open it again');
    }
  },
});
