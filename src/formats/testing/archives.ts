/** Zip archives for tests, also such as no program writes; and sources that note what is read of them. */
import { deflateRawSync } from 'node:zlib';
import type { ByteSource } from '../source.ts';
import { bytesSource } from '../source.ts';
import { encodeText } from '../text.ts';
import { checksum, record } from '../zip-writer.ts';

export interface ArchiveEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly deflated?: boolean;
  /** Instead of what `deflated` says; `bytes` are then written as they are. */
  readonly method?: number;
  readonly flags?: number;
  /** The size that it claims to have. */
  readonly claims?: number;
  /** Where the directory says that it begins. */
  readonly at?: number;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** An archive with exactly these entries, without checks. */
export function zipOf(
  entries: readonly ArchiveEntry[],
  { comment = new Uint8Array() } = {},
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let position = 0;
  for (const { name, bytes, deflated = false, flags = 0, at = position, ...entry } of entries) {
    const { method = deflated ? 8 : 0, claims = bytes.length } = entry;
    const label = encodeText(name);
    const data = deflated ? deflateRawSync(bytes) : bytes;
    const sizes = [checksum(bytes), data.length, claims, label.length, 0];
    const common = record('2 2 2 2 2 4 4 4 2 2', [20, flags, method, 0, 33, ...sizes]);
    parts.push(record('4', [0x04034b50]), common, label, data);
    directory.push(record('4 2', [0x02014b50, 20]), common, record('2 2 2 4 4', [0, 0, 0, 0, at]), label);
    position += 30 + label.length + data.length;
  }
  const central = joined(directory);
  const numbers = [0, 0, entries.length, entries.length, central.length, position, comment.length];
  return joined([...parts, central, record('4 2 2 2 2 4 4 2', [0x06054b50, ...numbers]), comment]);
}

/** A source that notes which bytes are read. */
export function watched(
  name: string,
  bytes: Uint8Array,
): ByteSource & { readonly reads: [number, number][] } {
  const source = bytesSource(name, bytes);
  const reads: [number, number][] = [];
  return {
    ...source,
    reads,
    read: async (from, to) => {
      reads.push([from, to]);
      return source.read(from, to);
    },
  };
}
