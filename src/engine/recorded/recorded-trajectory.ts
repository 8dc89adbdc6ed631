/**
 * Sums over recorded weights that are too many to be in memory: calls are collected, and a pass reads all weights in
 * chunks and adds to every sum. The numbers are those of the reference engine (reference/sums.ts), bit by bit: the
 * order of additions does not depend on the chunks.
 */
import type { RecordedRuns } from '../../core/recorded.ts';
import { gramOfColumns, gramWidth } from '../arguments.ts';
import {
  currentWeights,
  type Columns,
  type Compared,
  type Comparison,
  type Mix,
  type RecordedTrajectory,
  type SnapshotId,
} from '../engine.ts';
import { ComparisonSums, GramSums, SampledWeights, type Chunk, type Sums } from './running-sums.ts';

/** Values of all checkpoints together that are read at once: 16 MB, and another 16 MB that are read ahead. */
const valuesAtOnce = 2 ** 22;

/** Maximum number of weights read from one file at once. */
const weightsAtOnce = 2 ** 20;

interface Waiting {
  readonly sums: Sums;
  readonly resolve: () => void;
}

export class StreamedTrajectory implements RecordedTrajectory {
  readonly #source: RecordedRuns;
  /** [replica]: the run that it is a row of. */
  readonly #runOf: readonly number[];
  /** [tensor]: the part whose sums comparisons return. */
  readonly #partOf: readonly number[];
  readonly #chunk: number;
  readonly #waiting: Waiting[] = [];
  /** Answers by call, so that equal sums are computed once. */
  readonly #known = new Map<string, Promise<Sums>>();
  #current = 0;

  /** `chunk`: maximum number of values of all checkpoints that are read at once. */
  constructor(
    source: RecordedRuns,
    runOf: readonly number[],
    partOf: readonly number[],
    chunk: number = valuesAtOnce,
  ) {
    this.#source = source;
    this.#runOf = runOf;
    this.#partOf = partOf;
    this.#chunk = chunk;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  moveTo(checkpoint: number): void {
    if (this.#source.steps[checkpoint] === undefined) throw new RangeError(`no checkpoint ${checkpoint}`);
    this.#current = checkpoint;
  }

  snapshot(): SnapshotId {
    return (this.#current + 1) as SnapshotId;
  }

  load(): SnapshotId {
    throw new Error('recorded runs take no other weights');
  }

  release(): void {
    // Checkpoints are not moved.
  }

  async sample(snapshots: readonly SnapshotId[], parameters: Uint32Array): Promise<Float32Array> {
    const checkpoints = this.#checkpoints(snapshots);
    const sampled = await this.#sampled(checkpoints, parameters);
    const width = parameters.length;
    const values = new Float32Array(checkpoints.length * this.#runOf.length * width);
    for (let c = 0; c < checkpoints.length; c += 1)
      this.#runOf.forEach((run, replica) => {
        const from = (run * checkpoints.length + c) * width;
        values.set(sampled.subarray(from, from + width), (c * this.#runOf.length + replica) * width);
      });
    return values;
  }

  sampleRuns(parameters: Uint32Array): Promise<Float32Array> {
    return this.#sampled([...this.#source.steps.keys()], parameters);
  }

  async gram(columns: Columns, active?: readonly boolean[]): Promise<Float64Array> {
    const checkpoints = this.#checkpoints(columns.snapshots);
    const key = `gram ${checkpoints.join()} ${columns.coefficients.join()}`;
    const { tensors } = this.#source.parameters;
    const sums = await this.#sums(
      key,
      () => new GramSums(checkpoints, columns, tensors.length, this.#source.runs.length),
    );
    const gram = gramOfColumns(sums.gram, columns, tensors.length);
    const width = gramWidth(columns, tensors.length);
    const values = new Float64Array(this.#runOf.length * width).fill(NaN);
    this.#runOf.forEach((run, replica) => {
      if (active?.[replica] !== false)
        values.set(gram.subarray(run * width, (run + 1) * width), replica * width);
    });
    return values;
  }

  /** Every replica by itself: a comparison has one combination for a run. */
  async meanAbsolute(mix: Mix, active?: readonly boolean[]): Promise<Float64Array> {
    const replicas = this.#runOf.length;
    const runs = this.#source.runs.length;
    const width = this.#source.parameters.tensors.length * (mix.snapshots.length + 1);
    const means = new Float64Array(mix.rows * replicas).fill(NaN);
    await Promise.all(
      this.#runOf.map(async (run, replica) => {
        if (active?.[replica] === false) return;
        const coefficients = new Float32Array(mix.rows * runs * width);
        for (let row = 0; row < mix.rows; row += 1) {
          const from = (row * replicas + replica) * width;
          coefficients.set(mix.coefficients.subarray(from, from + width), (row * runs + run) * width);
        }
        const { meanError } = await this.#compare({ ...mix, coefficients }, []);
        for (let row = 0; row < mix.rows; row += 1)
          means[row * replicas + replica] = meanError[row * runs + run]!;
      }),
    );
    return means;
  }

  compare({ mix, anchor, target }: Comparison): Promise<Compared> {
    return this.#compare(mix, [anchor, target]);
  }

  async #compare(mix: Mix, ends: readonly SnapshotId[]): Promise<Compared> {
    const sums = new ComparisonSums(
      { ...mix, checkpoints: this.#checkpoints(mix.snapshots) },
      this.#checkpoints(ends),
      this.#source.parameters,
      this.#source.runs.length,
      this.#partOf,
    );
    await this.#answer(sums);
    return { meanError: sums.meanError, sums: sums.sums };
  }

  async pass(turn: (share: number) => Promise<boolean>): Promise<void> {
    const waiting = this.#waiting.splice(0);
    await this.#read(
      waiting.map(({ sums }) => sums),
      turn,
    );
    for (const { resolve } of waiting) resolve();
  }

  async #read(all: readonly Sums[], turn: (share: number) => Promise<boolean>): Promise<void> {
    const checkpoints = [...new Set(all.flatMap((sums) => sums.checkpoints))].sort((a, b) => a - b);
    if (checkpoints.length === 0) return;
    const { runs, parameters } = this.#source;
    const size = Math.max(1, Math.min(weightsAtOnce, Math.floor(this.#chunk / checkpoints.length)));
    const chunks = Math.ceil(parameters.count / size);
    const read = (number: number): Promise<Chunk> =>
      this.#chunkOf(Math.floor(number / chunks), (number % chunks) * size, size, checkpoints);
    const total = runs.length * chunks;
    let next = read(0);
    for (let number = 0; number < total; number += 1) {
      const chunk = await next;
      if (number + 1 < total) {
        next = read(number + 1);
        next.catch(() => undefined);
      }
      for (const [done, sums] of all.entries()) {
        sums.add(chunk, parameters);
        if (done % 8 === 7 && !(await turn((number + (done + 1) / all.length) / total)))
          throw new Error('it was cancelled');
      }
      if (!(await turn((number + 1) / total))) throw new Error('it was cancelled');
    }
  }

  async #chunkOf(run: number, from: number, size: number, checkpoints: readonly number[]): Promise<Chunk> {
    const to = Math.min(this.#source.parameters.count, from + size);
    const weights = await Promise.all(
      checkpoints.map((checkpoint) => this.#source.read(run, checkpoint, from, to)),
    );
    return { run, from, to, weights: new Map(checkpoints.map((checkpoint, i) => [checkpoint, weights[i]!])) };
  }

  #checkpoints(snapshots: readonly SnapshotId[]): number[] {
    return snapshots.map((id) => (id === currentWeights ? this.#current : id - 1));
  }

  /** [run, checkpoint of the list, parameter of the list]. */
  async #sampled(checkpoints: readonly number[], parameters: Uint32Array): Promise<Float32Array> {
    if (parameters.some((parameter) => parameter >= this.#source.parameters.count))
      throw new RangeError('there is no such parameter');
    const runs = this.#source.runs.length;
    const key = `sample ${checkpoints.join()} ${parameters.join()}`;
    return (await this.#sums(key, () => new SampledWeights(checkpoints, parameters, runs))).values;
  }

  /** Equal calls share their sums; a key names what kind they are. */
  #sums<Kind extends Sums>(key: string, make: () => Kind): Promise<Kind> {
    const known = (this.#known.get(key) as Promise<Kind> | undefined) ?? this.#answer(make());
    this.#known.set(key, known);
    return known;
  }

  #answer<Kind extends Sums>(sums: Kind): Promise<Kind> {
    // If the pass fails, only its caller hears of it: no other code waits any more.
    return new Promise((resolve) => {
      this.#waiting.push({
        sums,
        resolve: () => {
          resolve(sums);
        },
      });
    });
  }
}
