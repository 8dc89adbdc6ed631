/**
 * Where the bytes of a file come from: anything that can be read by position, so that no file has to fit in memory.
 * Formats (safetensors, NumPy, PyTorch, Keras) are built on this and know nothing of pages or processes.
 */

/** A file that can be read by position: a dropped file in the page, an open file on the command line. */
export interface ByteSource {
  /** As a person knows it, with folders: 'run1/checkpoint-1000/model.safetensors'. Always with '/'. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /**
   * Exactly the bytes `from` <= position < `to`. Rejects with a FormatError if there are fewer, because the file was
   * cut or changed, or if it can no longer be read.
   */
  read(from: number, to: number): Promise<Uint8Array>;
}

/** A file that cannot be used: why, in one sentence for a person, without the file's name. */
export class FormatError extends Error {}

/** Bytes already in memory. Views into them are returned, not copies. */
export function bytesSource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    read: async (from, to) => {
      requireRange(from, to, bytes.length);
      return bytes.subarray(from, to);
    },
  };
}

/** Throws a FormatError unless 0 <= from <= to <= size, all whole. */
export function requireRange(from: number, to: number, size: number): void {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || to < from || to > size)
    throw new FormatError('It is truncated or damaged: it refers to bytes that it does not contain');
}
