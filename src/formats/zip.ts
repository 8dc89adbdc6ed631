/**
 * Zip archives (.npz, .pt, .keras): entries read by position. Names are never used as
 * paths. The structure is read by zip.js, in this thread and by the platform's own inflation; what an
 * archive may ask for is bounded here, and every failure is a FormatError. Writing: zip-writer.ts.
 */
import type { FileEntry } from '@zip.js/zip.js/lib/zip-core-custom.js';
import { Reader, Writer, ZipReader } from '@zip.js/zip.js/lib/zip-core-custom.js';
import type { ByteSource } from './source.ts';
import { FormatError, requireRange } from './source.ts';

export interface ZipEntry {
  /** Unique within the archive, folders by '/', without leading '/' or '..'. */
  readonly name: string;
  /** Bytes, inflated. */
  readonly size: number;
  readonly method: 'stored' | 'deflated';
  /** Position in the archive of the first byte of its data. */
  readonly offset: number;
}

export interface Zip {
  /** In the order of the archive's directory, without folders. */
  readonly entries: readonly ZipEntry[];
  /** A stored entry is read by position; a deflated one is inflated into memory, once. Rejects with a FormatError. */
  readonly open: (entry: ZipEntry) => Promise<ByteSource>;
}

const MAX_ENTRIES = 50_000;
/** Bytes that all inflated entries of an archive may take. */
const MAX_INFLATED = 2 ** 31;
/** Deflate cannot expand more. */
const MAX_EXPANSION = 1032;
/** Bytes that are read at once; the directory of an archive is. */
const MAX_READ = 2 ** 26;

/** Sentences for what zip.js refuses, by a part of its message. */
const refusals = [
  ['ncrypt', 'Its zip archive is encrypted'],
  ['Unsafe filename', 'Its zip archive has an entry whose name leads out of it (.. or an absolute path)'],
  ['verlapping', 'Its zip archive has entries that overlap'],
  ['Split', 'Its zip archive is one part of several'],
  ['not found', 'It is not a whole zip archive: it was cut, or it is something else'],
  ['not recognized', 'It is not a whole zip archive: it was cut, or it is something else'],
] as const;

function refused(error: unknown): FormatError {
  if (error instanceof FormatError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const sentence = refusals.find(([part]) => message.includes(part))?.[1];
  return new FormatError(sentence ?? 'Its zip archive is damaged', { cause: error });
}

/** For zip.js, which expects fewer bytes at the end of a file instead of a failure. */
class SourceReader extends Reader<ByteSource> {
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    super(source);
    this.#source = source;
    this.size = source.size;
  }

  override async readUint8Array(offset: number, length: number): Promise<Uint8Array> {
    const from = Math.min(Math.max(offset, 0), this.size);
    const to = Math.min(from + length, this.size);
    if (to - from > MAX_READ) throw new FormatError('The directory of its zip archive is too long');
    return this.#source.read(from, to);
  }
}

/** What zip.js inflates, in pieces. */
class Pieces extends Writer<readonly Uint8Array[]> {
  readonly #pieces: Uint8Array[] = [];

  override async writeUint8Array(piece: Uint8Array): Promise<void> {
    this.#pieces.push(piece);
  }

  override async getData(): Promise<readonly Uint8Array[]> {
    return this.#pieces;
  }
}

/** Rejects with a FormatError if it is no zip archive, damaged, encrypted, ambiguous or has entries of equal names. */
export async function readZip(source: ByteSource): Promise<Zip> {
  const reader = new ZipReader(new SourceReader(source), { useWebWorkers: false, checkCrc32: true });
  const files = new Map<ZipEntry, FileEntry>();
  try {
    const named = new Map<string, FileEntry>();
    for await (const file of reader.getEntriesGenerator()) {
      if (file.directory) continue;
      if (named.size === MAX_ENTRIES) throw new FormatError('Its zip archive has more than 50,000 entries');
      if (named.has(file.filename)) throw new FormatError('Its zip archive has two entries of the same name');
      named.set(file.filename, file);
    }
    for (const file of named.values()) files.set(await checked(file), file);
  } catch (error) {
    throw refused(error);
  }
  const opened = new Map<ZipEntry, Promise<ByteSource>>();
  let inflated = 0;
  return {
    entries: [...files.keys()],
    open: async (entry) => {
      const file = files.get(entry);
      if (!file) throw new RangeError('The entry is of another archive');
      if (entry.method === 'stored') return part(source, entry);
      const before = opened.get(entry);
      if (before) return before;
      if (inflated + entry.size > MAX_INFLATED)
        throw new FormatError('Unpacked it would take more than 2 GB of memory: save it uncompressed');
      inflated += entry.size;
      const content = inflate(file, `${source.name}/${entry.name}`);
      opened.set(entry, content);
      return content;
    },
  };
}

/** Reads what precedes an entry's data, and refuses it if that disagrees with the directory or with other entries. */
async function checked(file: FileEntry): Promise<ZipEntry> {
  const { filename: name, uncompressedSize: size, compressedSize, compressionMethod } = file;
  if (file.encrypted) throw new FormatError('Its zip archive is encrypted');
  if (compressionMethod !== 0 && compressionMethod !== 8)
    throw new FormatError(
      'Its zip archive is packed in a way that cannot be read here: only stored and deflated can',
    );
  if (size > (compressionMethod === 0 ? compressedSize : compressedSize * MAX_EXPANSION))
    throw new FormatError('Its zip archive claims more bytes than it can contain');
  await file.getData(new Pieces(), { checkOverlappingEntryOnly: true });
  if (!file.localDirectory) throw new FormatError('Its zip archive is damaged');
  const { dataOffset: offset } = file.localDirectory;
  return { name, size, method: compressionMethod === 0 ? 'stored' : 'deflated', offset };
}

const part = (source: ByteSource, { name, size, offset }: ZipEntry): ByteSource => ({
  name: `${source.name}/${name}`,
  size,
  read: async (from, to) => {
    requireRange(from, to, size);
    return source.read(offset + from, offset + to);
  },
});

/** Memory grows with what really comes, not with what the archive claims; zip.js stops at the size it claims. */
async function inflate(file: FileEntry, name: string): Promise<ByteSource> {
  try {
    return chunked(name, await file.getData(new Pieces()), file.uncompressedSize);
  } catch (error) {
    throw refused(error);
  }
}

/** Chunks of equal length, but the last. */
function chunked(name: string, chunks: readonly Uint8Array[], size: number): ByteSource {
  const length = chunks[0]?.length ?? 1;
  return {
    name,
    size,
    read: async (from, to) => {
      requireRange(from, to, size);
      const bytes = new Uint8Array(to - from);
      for (let at = from; at < to;) {
        const piece = chunks[Math.floor(at / length)]!.subarray(at % length, (at % length) + to - at);
        bytes.set(piece, at - from);
        at += piece.length;
      }
      return bytes;
    },
  };
}
