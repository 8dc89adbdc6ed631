/** Linear memory of a machine: permanent regions one after the other, and equal slots that are allocated and freed. */

const pageBytes = 65536;
/** 4 GiB: the limit of 32-bit addresses. */
const maxPages = 65536;
/** Memory grows by an eighth, and at least by this. */
const minGrowth = 16;

export class LinearMemory {
  readonly memory = new WebAssembly.Memory({ initial: 1 });
  /** Views of all of memory: recreated whenever it has grown. */
  floats = new Float32Array(this.memory.buffer);
  doubles = new Float64Array(this.memory.buffer);
  words = new Uint32Array(this.memory.buffer);
  readonly #slotBytes: number;
  readonly #free: number[] = [];
  #end: number;

  /** `from`: the first address that regions may use. */
  constructor(from: number, slotBytes: number) {
    this.#end = from;
    this.#slotBytes = slotBytes;
    this.#growTo(from);
  }

  /** Allocates a region of zeros. Throws an Error if there is no more memory. */
  reserve(bytes: number): number {
    const at = Math.ceil(this.#end / 64) * 64;
    this.#growTo(at + bytes);
    this.#end = at + bytes;
    return at;
  }

  /** Allocates a slot with undefined content. Throws an Error if there is no more memory. */
  takeSlot(): number {
    return this.#free.pop() ?? this.reserve(this.#slotBytes);
  }

  freeSlot(address: number): void {
    this.#free.push(address);
  }

  #growTo(bytes: number): void {
    const pages = this.memory.buffer.byteLength / pageBytes;
    const needed = Math.ceil(bytes / pageBytes);
    if (needed <= pages) return;
    const generous = Math.min(maxPages, Math.max(needed, pages + Math.max(minGrowth, pages >>> 3)));
    if (needed > maxPages || !(this.#grew(generous - pages) || this.#grew(needed - pages))) {
      const size = (bytes / 2 ** 30).toFixed(1);
      throw new Error(
        `memory allocation failed: ${size} GB of WebAssembly memory are more than the browser gives`,
      );
    }
    this.floats = new Float32Array(this.memory.buffer);
    this.doubles = new Float64Array(this.memory.buffer);
    this.words = new Uint32Array(this.memory.buffer);
  }

  #grew(pages: number): boolean {
    try {
      this.memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }
}
