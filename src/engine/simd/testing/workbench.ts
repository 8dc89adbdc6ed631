/** Individual kernels over their own memory, for tests. Memory that was not written is NaN. */
import { Assembler } from '../assembler/assembler.ts';
import { Constants, panelBytes, panelsOfShape, type Panels } from '../kernels/kernel.ts';
import type { Stage, Workshop } from '../kernels/stage.ts';
import type { Kernels } from '../program.ts';
import type { Rows } from './plain.ts';

const pages = 16;

export class Workbench {
  readonly memory = new WebAssembly.Memory({ initial: pages });
  readonly floats = new Float32Array(this.memory.buffer);
  readonly words = new Uint32Array(this.memory.buffer);
  readonly doubles = new Float64Array(this.memory.buffer);
  readonly assembler = new Assembler();
  readonly workshop: Workshop;
  #next = 4096;

  /** `capacity`: maximum number of examples in a batch. */
  constructor(capacity = 256) {
    this.floats.fill(NaN);
    this.workshop = {
      assembler: this.assembler,
      capacity,
      place: (bytes) => this.place(bytes),
      constants: new Constants(this.assembler, 256),
      gradient: this.place(40_000),
      loss: this.place(4),
      training: this.place(12),
    };
  }

  /** Reserves an address for this many bytes. */
  place(bytes: number): number {
    const at = this.#next;
    this.#next += 64 * Math.ceil(bytes / 64);
    return at;
  }

  panels(shape: number | readonly number[], examples: number): Panels {
    const panels = panelsOfShape(typeof shape === 'number' ? [shape] : shape);
    return { ...panels, address: this.place(2 * panelBytes(panels) * Math.ceil(examples / 8)) };
  }

  /** Compiles the kernels written so far. */
  start(): Kernels {
    const module = new WebAssembly.Module(this.assembler.bytes());
    return new WebAssembly.Instance(module, { host: { memory: this.memory } }).exports as unknown as Kernels;
  }

  /** Writes examples; the rest of the last panel is unchanged. */
  fill(panels: Panels, rows: Rows): void {
    rows.forEach((row, b) => {
      row.forEach((value, i) => {
        this.floats[placeOf(panels, b, i)] = value;
      });
    });
  }

  rows(panels: Panels, count: number): number[][] {
    return Array.from({ length: count }, (_, b) =>
      Array.from(
        { length: panels.rows * panels.features },
        (_value, i) => this.floats[placeOf(panels, b, i)]!,
      ),
    );
  }

  put(values: readonly number[]): number {
    const at = this.place(4 * values.length + 16);
    this.floats.set(values, at / 4);
    return at;
  }

  numbers(address: number, count: number): number[] {
    return [...this.floats.subarray(address / 4, address / 4 + count)];
  }
}

/** [panel][row][feature][4], in numbers. */
function placeOf(panels: Panels, example: number, value: number): number {
  const row = Math.floor(example / 4) * panels.rows + Math.floor(value / panels.features);
  return (panels.address + row * panels.rowBytes) / 4 + (value % panels.features) * 4 + (example % 4);
}

/** Runs stages as a pass does, each in parts of two units. */
export function runStages(
  kernels: Kernels,
  stages: readonly Stage[],
  weights: number,
  count: number,
  size = 2,
): void {
  for (const { kernel, units } of stages) {
    const end = units === 'panels' ? 2 * Math.ceil(count / 8) : units;
    for (let from = 0; from < end; from += size)
      kernels[kernel.name]!(weights, from, Math.min(end, from + size), count);
  }
}

/** Numbers with special behaviour in arithmetic, as float32. */
export const awkward = [
  ...[NaN, Infinity, -Infinity, 0, -0, 1e-45, -1e-40, 1.1754944e-38, 3.4028235e38, -3.4028235e38],
  ...[1, -1, 1e20, -1e20, 7.9, 7.90531110763549805, -7.91, 88, 88.01, -87, -87.01, 104, -104, 0.5, 1e-8],
].map(Math.fround);
