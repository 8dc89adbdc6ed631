/** Runs the kernels over snapshots: linear combinations, adoption, and partial sums that the host adds in float64. */
import type { ParameterLayout } from '../../core/model/layout.ts';
import type { Columns, Mix, SnapshotId } from '../engine.ts';
import type { Gpu } from './gpu.ts';
import { addTiles, tileCount } from './gram-tiles.ts';
import { threadsFor, type KernelLimits } from './kernel-plan.ts';
import type { PaddedLayout } from './padded-layout.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import {
  absoluteShader,
  adoptShader,
  chunkWeights,
  gramShader,
  mixShader,
  tileColumns,
  type MixShader,
} from './wgsl/mixes.ts';

/** Maximum number of snapshots in one linear combination. */
const maxSnapshots = 64;

/** Maximum bytes of inner products read back at once. */
const partialBytes = 2 ** 26;

type Pipelines = Readonly<Record<'mix' | 'adopt' | 'absolute', GPUComputePipeline>>;

/** Parameters of a kernel over snapshots; `rows` of a combination, or the first tile. */
interface Job {
  readonly snapshots: readonly SnapshotId[];
  readonly rows: number;
  readonly coefficients: Float32Array | Float64Array;
}

interface Chunk {
  readonly tensor: number;
  /** In groups of four. */
  readonly start: number;
  readonly count: number;
}

export class Mixer {
  readonly #gpu: Gpu;
  readonly #snapshots: SnapshotStore;
  readonly #parameters: ParameterLayout;
  readonly #replicas: number;
  readonly #groups: number;
  readonly #shader: MixShader;
  readonly #chunks: readonly Chunk[];
  readonly #place: GPUBuffer;
  readonly #ranges: GPUBuffer;
  readonly #pipelines: Pipelines;
  /** One variant for many tiles, one for few. */
  readonly #grams = new Map<boolean, GPUComputePipeline>();

  static async start(
    gpu: Gpu,
    parameters: ParameterLayout,
    layout: PaddedLayout,
    replicas: number,
    snapshots: SnapshotStore,
    limits: KernelLimits,
  ): Promise<Mixer> {
    const shader = {
      groups: layout.groups,
      replicas,
      tensors: parameters.tensors.length,
      slotStride: snapshots.stride,
      threads: threadsFor(limits),
    };
    const [mix, adopt, absolute] = await Promise.all([
      gpu.pipeline('mix', mixShader(shader)),
      gpu.pipeline('adopt', adoptShader(shader)),
      gpu.pipeline('mean absolute', absoluteShader(shader)),
    ]);
    return new Mixer(gpu, parameters, layout, shader, snapshots, { mix, adopt, absolute });
  }

  private constructor(
    gpu: Gpu,
    parameters: ParameterLayout,
    layout: PaddedLayout,
    shader: MixShader,
    snapshots: SnapshotStore,
    pipelines: Pipelines,
  ) {
    this.#gpu = gpu;
    this.#parameters = parameters;
    this.#snapshots = snapshots;
    this.#replicas = shader.replicas;
    this.#groups = layout.groups;
    this.#shader = shader;
    this.#pipelines = pipelines;
    this.#chunks = chunksOf(layout);
    this.#place = gpu.filled('places', placesOf(layout));
    this.#ranges = gpu.filled(
      'chunks',
      Uint32Array.from(this.#chunks.flatMap(({ start, count }) => [start, count])),
    );
  }

  /** Writes rows of the combination [row, replica, group] into a new buffer, which the caller frees. */
  mixed(mix: Mix): GPUBuffer {
    const target = this.#gpu.storage('mixes', 16 * mix.rows * this.#replicas * this.#groups);
    void this.#run(this.#pipelines.mix, mix, { 4: { buffer: target } }, [
      Math.ceil(this.#groups / this.#shader.threads),
      this.#replicas,
      mix.rows,
    ]);
    return target;
  }

  adopt(mix: Mix, accept: readonly boolean[]): void {
    const flags = this.#gpu.filled('accept', Uint32Array.from(accept, Number));
    void this.#run(this.#pipelines.adopt, mix, { 4: { buffer: flags } }, [
      Math.ceil(this.#groups / this.#shader.threads),
      this.#replicas,
      1,
    ]);
    this.#gpu.free(flags);
  }

  async meanAbsolute(mix: Mix): Promise<Float64Array> {
    const chunks = this.#chunks.length;
    const partials = this.#gpu.storage('partials', 4 * mix.rows * this.#replicas * chunks);
    const own = { 4: { buffer: this.#ranges }, 5: { buffer: partials } };
    const values = new Float32Array(
      await this.#run(this.#pipelines.absolute, mix, own, [chunks, this.#replicas, mix.rows], partials),
    );
    this.#gpu.free(partials);
    return Float64Array.from({ length: mix.rows * this.#replicas }, (_, at) => {
      let sum = 0;
      for (let c = 0; c < chunks; c += 1) sum += values[at * chunks + c]!;
      return sum / this.#parameters.count;
    });
  }

  async gram(columns: Columns): Promise<Float64Array> {
    const { count } = columns;
    const tiles = tileCount(count);
    const perTile = this.#replicas * this.#chunks.length * tileColumns * tileColumns;
    const atOnce = Math.max(1, Math.floor(partialBytes / (4 * perTile)));
    const tensors = this.#parameters.tensors.length;
    const gram = new Float64Array(this.#replicas * tensors * count * count);
    const tensorOf = this.#chunks.map(({ tensor }) => tensor);
    const parts: Promise<void>[] = [];
    for (let first = 0; first < tiles; first += atOnce) {
      const values = this.#gramTiles(columns, first, Math.min(atOnce, tiles - first));
      parts.push(values.then((part) => addTiles(gram, { count, tensors, tensorOf, first }, part)));
    }
    await Promise.all(parts);
    return gram;
  }

  /** Partial sums of some tiles, [tile, replica, chunk, column i, column j]. */
  async #gramTiles(columns: Columns, first: number, tiles: number): Promise<Float32Array> {
    const chunks = this.#chunks.length;
    const bytes = 4 * tiles * this.#replicas * chunks * tileColumns * tileColumns;
    const partials = this.#gpu.storage('partials', bytes);
    const own = { 4: { buffer: this.#ranges }, 5: { buffer: partials } };
    const job = { ...columns, rows: first };
    const size = [chunks, this.#replicas, tiles] as const;
    const answer = this.#run(this.#gramPipeline(columns.count > tileColumns), job, own, size, partials);
    this.#gpu.free(partials);
    return new Float32Array(await answer);
  }

  /** Compiled on first use, without waiting: the call must take effect before the next one. */
  #gramPipeline(many: boolean): GPUComputePipeline {
    const known = this.#grams.get(many) ?? this.#gpu.pipelineNow('gram', gramShader(this.#shader, many));
    this.#grams.set(many, known);
    return known;
  }

  #run(
    pipeline: GPUComputePipeline,
    mix: Job,
    own: Readonly<Record<number, GPUBufferBinding>>,
    groups: readonly [number, number, number],
    read?: GPUBuffer,
  ): Promise<ArrayBuffer> {
    const job = this.#job(mix);
    const coefficients = this.#gpu.filled('coefficients', Float32Array.from(mix.coefficients));
    const bindings = this.#gpu.bind(pipeline, {
      0: { buffer: job },
      1: { buffer: this.#snapshots.buffer },
      2: { buffer: coefficients },
      3: { buffer: this.#place },
      ...own,
    });
    const answer = this.#gpu.run(pipeline, bindings, groups, read && { from: read, bytes: read.size });
    this.#gpu.free(job);
    this.#gpu.free(coefficients);
    return answer ?? Promise.resolve(new ArrayBuffer(0));
  }

  #job({ snapshots, rows }: Job): GPUBuffer {
    if (snapshots.length > maxSnapshots)
      throw new RangeError(`a linear combination of more than ${maxSnapshots} snapshots`);
    const job = this.#gpu.uniform('mix job', 16 + 4 * maxSnapshots);
    const slots = snapshots.map((id) => this.#snapshots.slot(id));
    this.#gpu.device.queue.writeBuffer(
      job,
      0,
      Uint32Array.of(rows, slots.length + 1, this.#chunks.length, 0, ...slots),
    );
    return job;
  }
}

/** Ranges of at most 1024 weights, each within one tensor. */
function chunksOf({ tensorAt, groups }: PaddedLayout): Chunk[] {
  const most = chunkWeights / 4;
  const chunks: Chunk[] = [];
  for (let start = 0; start < groups;) {
    const tensor = tensorAt[4 * start]!;
    let count = 1;
    while (count < most && start + count < groups && tensorAt[4 * (start + count)] === tensor) count += 1;
    chunks.push({ tensor, start, count });
    start += count;
  }
  return chunks;
}

/** [group]: (tensor, mask of real weights). */
function placesOf({ tensorAt, parameterAt, groups }: PaddedLayout): Uint32Array<ArrayBuffer> {
  return Uint32Array.from({ length: 2 * groups }, (_, at) => {
    const first = 4 * Math.floor(at / 2);
    if (at % 2 === 0) return tensorAt[first]!;
    return [0, 1, 2, 3].reduce((bits, k) => bits | (parameterAt[first + k]! >= 0 ? 1 << k : 0), 0);
  });
}
