/**
 * Checkpoints as they are opened and read: a few stay open, small reads are served from a window, and an archive of
 * stacked arrays is a checkpoint for each of its rows.
 */
import { openWeights } from '../open-weights.ts';
import { FormatError, type ByteSource } from '../source.ts';
import { sizeOf } from '../../core/model/layout.ts';
import type { StoredTensor, WeightFile } from '../weight-file.ts';

/** A checkpoint at its step, which may be opened many times. */
export interface Checkpoint {
  /** For sentences. */
  readonly label: string;
  readonly step: number;
  /** Rejects with a FormatError that begins with its name. */
  open(): Promise<WeightFile>;
}

/** Bytes that open files may take, by estimate. */
const maxOpen = 2 ** 29;
const bytesPerTensor = 400;
/** Other formats may keep what they unpacked. */
const byPosition = ['safetensors', 'PyTorch', 'Keras'];

/** Opens checkpoints; those used last stay open. */
export class OpenFiles {
  readonly #sources: ReadonlyMap<string, ByteSource>;
  readonly #open = new Map<string, { readonly file: Promise<WeightFile>; bytes: number }>();
  readonly #windows = new Windows();

  constructor(sources: readonly ByteSource[]) {
    this.#sources = new Map(sources.map((source) => [source.name, source]));
  }

  /** Rejects with a FormatError. */
  async open(names: readonly string[]): Promise<WeightFile> {
    const key = JSON.stringify(names);
    const before = this.#open.get(key);
    const opened = before ?? { file: this.#opened(names), bytes: 0 };
    this.#open.delete(key);
    this.#open.set(key, opened);
    if (before) return before.file;
    try {
      const file = await opened.file;
      const size = byPosition.includes(file.format) ? 0 : this.#sizeOf(names);
      opened.bytes = file.tensors.length * bytesPerTensor + size;
      this.#closeSome();
      return file;
    } catch (error) {
      this.#open.delete(key);
      throw error;
    }
  }

  async #opened(names: readonly string[]): Promise<WeightFile> {
    const files = names.map((name) => {
      const source = this.#sources.get(name);
      if (!source) throw new FormatError('It is not among the files');
      return this.#windows.over(source);
    });
    return openWeights(files);
  }

  #sizeOf(names: readonly string[]): number {
    return names.reduce((sum, name) => sum + (this.#sources.get(name)?.size ?? 0), 0);
  }

  #closeSome(): void {
    let bytes = [...this.#open.values()].reduce((sum, each) => sum + each.bytes, 0);
    for (const [key, each] of this.#open) {
      if (bytes <= maxOpen || this.#open.size === 1) return;
      bytes -= each.bytes;
      this.#open.delete(key);
    }
  }
}

/** Bytes. */
const windowSize = 2 ** 18;
const manyWindows = 16;

/** Tensors next to each other are read together: small reads take a window of their file, and the last few windows stay. */
class Windows {
  readonly #last = new Map<ByteSource, { readonly from: number; readonly bytes: Promise<Uint8Array> }>();

  over(source: ByteSource): ByteSource {
    const read = async (from: number, to: number): Promise<Uint8Array> => {
      if (!(to - from < windowSize / 4) || from < 0 || to > source.size) return source.read(from, to);
      const end = (start: number): number => Math.min(start + windowSize, source.size);
      let window = this.#last.get(source);
      if (!window || from < window.from || to > end(window.from))
        window = { from, bytes: source.read(from, end(from)) };
      this.#last.delete(source);
      this.#last.set(source, window);
      for (const [other] of this.#last) if (this.#last.size > manyWindows) this.#last.delete(other);
      try {
        return (await window.bytes).subarray(from - window.from, to - window.from);
      } catch (error) {
        this.#last.delete(source);
        throw error;
      }
    };
    return { name: source.name, size: source.size, read };
  }
}

/** Names of the list of steps in an archive of stacked arrays. */
const isSteps = ({ name, shape, count }: StoredTensor): boolean =>
  /(^|[./])steps?$/i.test(name) && shape.length === 1 && count > 1;

/**
 * An archive whose arrays share their first axis, with a list of steps of that length: [step, place of the row] each,
 * ascending. Null if it is none. Rejects with a FormatError if its steps cannot be used.
 */
export async function stackedSteps(file: WeightFile): Promise<readonly number[] | null> {
  const { tensors } = file;
  const at = tensors.findIndex(isSteps);
  const list = tensors[at];
  if (!list || !tensors.every(({ shape }) => shape[0] === list.count)) return null;
  const steps = [...(await file.read(at, 0, list.count))];
  if (
    !steps.every(
      (step, row) =>
        Number.isSafeInteger(step) && step >= 0 && step < 2 ** 24 && !(step <= (steps[row - 1] ?? -1)),
    )
  )
    throw new FormatError(`Its list “${list.name}” is not of whole numbers that ascend, below 16,777,216`);
  return steps;
}

/** One row of stacked arrays. Numbers that are one a step, such as losses, are no weights and left out. */
export function rowOf(file: WeightFile, row: number): WeightFile {
  const kept = file.tensors.flatMap((tensor, index) =>
    tensor.shape.length > 1 ? [{ tensor, index, count: sizeOf(tensor.shape.slice(1)) }] : [],
  );
  return {
    ...file,
    step: null,
    tensors: kept.map(({ tensor, count }) => ({ ...tensor, count, shape: tensor.shape.slice(1) })),
    read: async (tensor, from, to) => {
      const own = kept[tensor];
      if (!own || from < 0 || to > own.count) throw new FormatError('It has no such numbers');
      return file.read(own.index, row * own.count + from, row * own.count + to);
    },
  };
}
