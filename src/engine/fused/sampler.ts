/** Reads individual weights of snapshots back, bit for bit. */
import type { ParameterLayout } from '../../core/model/layout.ts';
import type { SnapshotId } from '../engine.ts';
import type { Gpu } from './gpu.ts';
import type { PaddedLayout } from './padded-layout.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import { sampleShader } from './wgsl/sample.ts';

/** Maximum bytes read back at once. */
const maxBytes = 2 ** 26;

/** Maximum workgroups in one dimension: a thread then continues past the last of them. */
const maxGroups = 1024;

export class Sampler {
  readonly #gpu: Gpu;
  readonly #snapshots: SnapshotStore;
  readonly #replicas: number;
  readonly #threads: number;
  readonly #pipeline: GPUComputePipeline;
  /** [parameter]: its index in the padded vector. */
  readonly #placeOf: Uint32Array;

  static async start(
    gpu: Gpu,
    { count }: ParameterLayout,
    layout: PaddedLayout,
    replicas: number,
    snapshots: SnapshotStore,
    threads: number,
  ): Promise<Sampler> {
    const shader = { groups: layout.groups, slotStride: snapshots.stride, threads };
    const pipeline = await gpu.pipeline('sample', sampleShader(shader));
    const placeOf = new Uint32Array(count);
    layout.parameterAt.forEach((parameter, place) => {
      if (parameter >= 0) placeOf[parameter] = place;
    });
    return new Sampler(gpu, snapshots, replicas, threads, pipeline, placeOf);
  }

  private constructor(
    gpu: Gpu,
    snapshots: SnapshotStore,
    replicas: number,
    threads: number,
    pipeline: GPUComputePipeline,
    placeOf: Uint32Array,
  ) {
    this.#gpu = gpu;
    this.#snapshots = snapshots;
    this.#replicas = replicas;
    this.#threads = threads;
    this.#pipeline = pipeline;
    this.#placeOf = placeOf;
  }

  /** Values [snapshot, replica, parameter of the list]. */
  async sample(snapshots: readonly SnapshotId[], parameters: Uint32Array): Promise<Float32Array> {
    const perSnapshot = this.#replicas * parameters.length;
    const values = new Float32Array(snapshots.length * perSnapshot);
    if (values.length === 0) return values;
    const places = this.#gpu.filled(
      'places',
      Uint32Array.from(parameters, (parameter) => this.#placeOf[parameter]!),
    );
    const atOnce = Math.max(1, Math.floor(maxBytes / (4 * perSnapshot)));
    const parts: Promise<void>[] = [];
    for (let from = 0; from < snapshots.length; from += atOnce) {
      const part = this.#part(snapshots.slice(from, from + atOnce), places, parameters.length);
      parts.push(part.then((bytes) => values.set(new Float32Array(bytes), from * perSnapshot)));
    }
    this.#gpu.free(places);
    await Promise.all(parts);
    return values;
  }

  #part(snapshots: readonly SnapshotId[], places: GPUBuffer, count: number): Promise<ArrayBuffer> {
    const bytes = 4 * snapshots.length * this.#replicas * count;
    const slots = this.#gpu.filled(
      'slots',
      Uint32Array.from(snapshots, (id) => this.#snapshots.slot(id)),
    );
    const target = this.#gpu.storage('sample', bytes);
    const job = this.#gpu.filled('sample job', Uint32Array.of(count, this.#replicas));
    const bindings = this.#gpu.bind(this.#pipeline, {
      0: { buffer: job },
      1: { buffer: this.#snapshots.buffer },
      2: { buffer: slots },
      3: { buffer: places },
      4: { buffer: target },
    });
    const groups = Math.min(maxGroups, Math.ceil(count / this.#threads));
    const size = [groups, this.#replicas, snapshots.length] as const;
    const answer = this.#gpu.run(this.#pipeline, bindings, size, { from: target, bytes })!;
    for (const buffer of [slots, target, job]) this.#gpu.free(buffer);
    return answer;
  }
}
