/**
 * HDF5 files read in pieces, by the HDF5 library compiled to WebAssembly (h5wasm), loaded at first use. The library reads
 * synchronously, sources do not: a call that needs bytes that are not here fails, they are loaded, and it is made again.
 * One call runs at a time, and only blocks of the file that was used last are held. The library has the files open that
 * were used last; one that it closed is opened again when it is used.
 */
import type { Metadata, ready } from 'h5wasm';
import { FormatError, type ByteSource } from '../source.ts';

export type { Metadata } from 'h5wasm';

const BLOCK = 2 ** 18;
/** Blocks that are held between calls, and that one call may need. */
const MAX_HELD = 2 ** 8;
const MAX_NEEDED = 2 ** 12;
/** Files that the library has open at once. */
const MAX_OPEN = 64;
/** The error number of Emscripten for a failed read. */
const EIO = 29;

/** Parts of Emscripten's file system that its types leave out. */
interface Node {
  usedBytes: number;
  stream_ops: Record<string, unknown>;
}
interface FileSystem {
  getStream(descriptor: number): Node;
  lookupPath(path: string): { readonly node: Node };
  writeFile(path: string, text: string): void;
  unlink(path: string): void;
  analyzePath(path: string): { readonly exists: boolean };
  readonly ErrnoError: new (code: number) => Error;
}

interface Library {
  readonly module: Awaited<typeof ready>;
  readonly files: FileSystem;
  readonly paths: (file: bigint) => readonly string[];
  readonly text: (file: bigint, path: string, name: string) => string | null;
}

let library: Promise<Library> | null = null;
let queue: Promise<unknown> = Promise.resolve();
/** Those that the library has open, the one used last at the end. */
const openFiles = new Set<Hdf5File>();
let held: { readonly file: unknown; readonly blocks: Map<number, Uint8Array> } | null = null;

async function load(): Promise<Library> {
  const { ready, Group, Dataset } = await import('h5wasm');
  const module = await ready;
  const files = module.FS as unknown as FileSystem;
  // Else each failed call prints a page of text.
  files.getStream(2).stream_ops = {
    write: (_: unknown, __: unknown, ___: unknown, length: number) => length,
  };
  return {
    module,
    files,
    paths: (file) => new Group(file, '/').paths(),
    text: (file, path, name) => {
      const value = new Dataset(file, path).attrs[name]?.value;
      return typeof value === 'string' ? value : null;
    },
  };
}

/** Rejects with a FormatError if it is no HDF5 file. */
export async function openHdf5(source: ByteSource): Promise<Hdf5File> {
  library ??= load();
  const file = new Hdf5File(source, await library);
  await file.check();
  return file;
}

/** Has the library close all files, once the calls so far have ended: for when nothing is read for a while. */
export async function closeHdf5(): Promise<void> {
  const closed = queue.then(() => {
    for (const file of openFiles) file.close();
    held = null;
  });
  queue = closed;
  return closed;
}

/**
 * A name in the library's file system. The library takes two files of one name for the same, and may have files that
 * another copy of this module opened.
 */
function unusedPath(files: FileSystem): string {
  for (let number = 1; ; number += 1) {
    const path = `/${number}.h5`;
    if (!files.analyzePath(path).exists) return path;
  }
}

export class Hdf5File {
  readonly #source: ByteSource;
  readonly #library: Library;
  /** Blocks that the current call lacks. */
  readonly #missing = new Set<number>();
  /** While the library has it open. */
  #open: { readonly id: bigint; readonly path: string } | null = null;

  constructor(source: ByteSource, library: Library) {
    this.#source = source;
    this.#library = library;
  }

  /** Rejects if the library cannot open it. */
  check(): Promise<unknown> {
    return this.#call((id) => id);
  }

  /** Only when no call runs. */
  close(): void {
    const { module, files } = this.#library;
    openFiles.delete(this);
    if (this.#open === null) return;
    module.close_file(this.#open.id);
    files.unlink(this.#open.path);
    this.#open = null;
  }

  /** Opens it if the library has it closed, and closes the one used longest ago if there are too many. */
  #identify(): bigint {
    openFiles.delete(this);
    const opened = this.#open ?? this.#opened();
    this.#open = opened;
    openFiles.add(this);
    const [oldest] = openFiles;
    if (openFiles.size > MAX_OPEN) oldest?.close();
    return opened.id;
  }

  #opened(): { readonly id: bigint; readonly path: string } {
    const { module, files } = this.#library;
    const path = unusedPath(files);
    files.writeFile(path, '');
    const { node } = files.lookupPath(path);
    node.usedBytes = this.#source.size;
    node.stream_ops = { ...node.stream_ops, read: this.#readBlocks };
    try {
      const id = module.open(path, module.H5F_ACC_RDONLY, false, -1, -1);
      if (id >= 0n) return { id, path };
    } catch (error) {
      files.unlink(path);
      throw error;
    }
    files.unlink(path);
    throw new Error('It cannot be opened');
  }

  /** Of all data sets, by their paths. */
  async datasets(): Promise<ReadonlyMap<string, Metadata>> {
    const { module, paths } = this.#library;
    const found = new Map<string, Metadata>();
    for (const path of await this.#call(paths))
      if ((await this.#call((id) => module.get_type(id, path))) === module.H5G_DATASET)
        found.set(path, await this.#call((id) => module.get_dataset_metadata(id, path)));
    return found;
  }

  /** An attribute of a data set, null if it has none that is text. */
  async text(path: string, name: string): Promise<string | null> {
    return this.#call((id) => this.#library.text(id, path, name));
  }

  /** A block of a data set whose numbers have `width` bytes: little-endian, row by row. */
  async read(
    path: string,
    offset: readonly number[],
    count: readonly number[],
    width: number,
  ): Promise<Uint8Array> {
    const { module } = this.#library;
    const bytes = count.reduce((product, size) => product * size, width);
    const [start, sizes, steps] = [offset, count, count.map(() => 1)].map((numbers) => numbers.map(BigInt));
    return this.#call((id) => {
      const pointer = module._malloc(bytes);
      try {
        if (module.get_dataset_data(id, path, sizes!, start!, steps!, BigInt(pointer)) < 0)
          throw new Error('It cannot be read');
        return module.HEAPU8.slice(pointer, pointer + bytes);
      } finally {
        module._free(pointer);
      }
    });
  }

  /** Makes a call of the library when it is its turn, until it lacks nothing. */
  async #call<T>(call: (id: bigint) => T): Promise<T> {
    const result = queue.then(async () => {
      if (held?.file !== this || held.blocks.size > MAX_HELD) held = { file: this, blocks: new Map() };
      for (;;) {
        const value = this.#attempt(() => call(this.#identify()));
        if (this.#missing.size === 0) return value();
        await this.#load(held.blocks);
      }
    });
    queue = result.catch(() => null);
    return result;
  }

  #attempt<T>(call: () => T): () => T {
    this.#missing.clear();
    try {
      const value = call();
      return () => value;
    } catch (error) {
      return () => {
        throw new FormatError('Its HDF5 structure is damaged', { cause: error });
      };
    }
  }

  async #load(blocks: Map<number, Uint8Array>): Promise<void> {
    if (blocks.size + this.#missing.size > MAX_NEEDED)
      throw new FormatError('It is laid out in pieces that need more than 1 GB of memory to be read');
    for (const i of this.#missing)
      blocks.set(i, await this.#source.read(i * BLOCK, Math.min((i + 1) * BLOCK, this.#source.size)));
  }

  /** What the library calls to read; fails if there are bytes that are not here. */
  readonly #readBlocks = (
    _: unknown,
    buffer: Uint8Array,
    offset: number,
    length: number,
    from: number,
  ): number => {
    const to = Math.min(from + length, this.#source.size);
    for (let i = Math.floor(from / BLOCK); i * BLOCK < to && this.#missing.size <= MAX_NEEDED; i++) {
      const start = i * BLOCK;
      const block = held?.blocks.get(i);
      if (block)
        buffer.set(block.subarray(Math.max(from - start, 0), to - start), offset + Math.max(start - from, 0));
      else this.#missing.add(i);
    }
    if (this.#missing.size > 0) throw new this.#library.files.ErrnoError(EIO);
    return Math.max(to - from, 0);
  };
}
