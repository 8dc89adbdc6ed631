/**
 * Which positions of a kernel reach into an image, along one of its sides: zeros around an image are never read.
 */

/** Positions from, from + step, ... (`count` of them) that read the same taps. */
export interface Run {
  readonly from: number;
  readonly step: number;
  readonly count: number;
  /** Positions in the kernel, ascending, in equal steps. */
  readonly taps: readonly number[];
  /** [tap]: what the first position reads: ascending or descending by 1. */
  readonly sources: readonly number[];
  /** Distance between what one position reads and the next. */
  readonly advance: number;
}

export interface Side {
  readonly size: number;
  readonly stride: number;
  /** Extent of the output, and of the input. */
  readonly extent: number;
  readonly below: number;
}

type Reads = readonly (readonly [tap: number, source: number])[];

/** For every output, in order: the inputs that it reads. */
export function forwardRuns({ size, stride, extent, below }: Side): readonly Run[] {
  const half = (size - 1) / 2;
  const reads = (position: number): Reads => tapsOf(size, (tap) => position * stride + tap - half, below);
  return runsOf(extent, 1, stride, reads);
}

/** For every input: the outputs that read it. Inputs of one stride after the other. */
export function backwardRuns({ size, stride, extent, below }: Side): readonly Run[] {
  const half = (size - 1) / 2;
  const reads = (position: number): Reads => tapsOf(size, (tap) => (position + half - tap) / stride, extent);
  return runsOf(below, stride, 1, reads);
}

function tapsOf(size: number, sourceOf: (tap: number) => number, end: number): Reads {
  const taps = Array.from({ length: size }, (_, tap) => [tap, sourceOf(tap)] as const);
  return taps.filter(([, source]) => Number.isInteger(source) && source >= 0 && source < end);
}

function runsOf(
  end: number,
  step: number,
  advance: number,
  readsOf: (position: number) => Reads,
): readonly Run[] {
  const runs: Run[] = [];
  for (let phase = 0; phase < step; phase += 1) {
    let taps = '';
    for (let position = phase; position < end; position += step) {
      const reads = readsOf(position);
      const own = reads.map(([tap]) => tap);
      if (position > phase && own.join() === taps) {
        const last = runs.at(-1)!;
        runs[runs.length - 1] = { ...last, count: last.count + 1 };
      } else {
        const sources = reads.map(([, source]) => source);
        runs.push({ from: position, step, count: 1, taps: own, sources, advance });
      }
      taps = own.join();
    }
  }
  return runs;
}
