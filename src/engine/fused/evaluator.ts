/** Runs the evaluation kernel: losses and accuracies of weight vectors on splits and on batches. */
import type { Split } from '../../core/data/data-set.ts';
import type { EngineSetup } from '../engine.ts';
import { streamsOf, type ExampleBuffers } from './examples.ts';
import type { Gpu } from './gpu.ts';
import { planKernel, type KernelLimits, type KernelPlan } from './kernel-plan.ts';
import type { PaddedLayout } from './padded-layout.ts';
import { evaluateShader } from './wgsl/evaluate.ts';

/** [row, replica] pairs of (mean loss, fraction of correct predictions). */
export type Evaluations = Float32Array;

/** Examples of one replica to evaluate: pool rows from `start`, or a batch's indexes relative to it. */
interface Range {
  readonly start: number;
  readonly count: number;
  readonly stream: number;
}

interface Pipelines {
  readonly range: GPUComputePipeline;
  readonly batch: GPUComputePipeline | null;
}

export class Evaluator {
  readonly #gpu: Gpu;
  readonly #setup: EngineSetup;
  readonly #examples: ExampleBuffers;
  readonly #plan: KernelPlan;
  readonly #pipelines: Pipelines;

  static async start(
    gpu: Gpu,
    setup: EngineSetup,
    layout: PaddedLayout,
    limits: KernelLimits,
    examples: ExampleBuffers,
    place?: KernelPlan['place'],
  ): Promise<Evaluator> {
    const plan = planKernel(layout, 64, limits, false, place);
    const shader = {
      plan,
      activation: layout.activation,
      loss: layout.loss,
      replicas: setup.replicas.length,
    };
    const compile = (indexed: boolean): Promise<GPUComputePipeline> =>
      gpu.pipeline(`evaluate ${indexed ? 'a batch' : 'a range'}`, evaluateShader({ ...shader, indexed }));
    // Full batches are the training split: no index table is needed.
    const [range, batch] = await Promise.all([compile(false), setup.batch === 0 ? null : compile(true)]);
    return new Evaluator(gpu, setup, examples, plan, { range, batch });
  }

  private constructor(
    gpu: Gpu,
    setup: EngineSetup,
    examples: ExampleBuffers,
    plan: KernelPlan,
    pipelines: Pipelines,
  ) {
    this.#gpu = gpu;
    this.#setup = setup;
    this.#examples = examples;
    this.#plan = plan;
    this.#pipelines = pipelines;
  }

  /** Evaluates `rows` vectors per replica, stored in `weights` [row, replica, group] from its start. */
  onSplit(
    weights: GPUBufferBinding,
    rows: number,
    split: Split,
    active: readonly boolean[],
  ): Promise<Evaluations> {
    const { replicas, data } = this.#setup;
    const ranges = replicas.map(({ dataSet }, r): Range => {
      const { start, count } = data.sets[dataSet]![split];
      return { start, count: active[r] === true ? count : 0, stream: 0 };
    });
    return this.#run(this.#pipelines.range, weights, rows, ranges, null);
  }

  /** Evaluates the current batch, given as indexes [stream, batch] into the training splits. */
  onBatch(weights: GPUBufferBinding, indices: Uint32Array<ArrayBuffer>): Promise<Evaluations> {
    const { replicas, data } = this.#setup;
    const { orders, streamOf } = streamsOf(this.#setup);
    const ranges = replicas.map(({ dataSet }, r): Range => ({
      start: data.sets[dataSet]!.train.start,
      count: orders[0]!.size,
      stream: streamOf[r]!,
    }));
    if (this.#pipelines.batch === null) throw new Error('full batches have no indexes');
    return this.#run(this.#pipelines.batch, weights, 1, ranges, indices);
  }

  async #run(
    pipeline: GPUComputePipeline,
    weights: GPUBufferBinding,
    rows: number,
    ranges: readonly Range[],
    indices: Uint32Array<ArrayBuffer> | null,
  ): Promise<Evaluations> {
    const gpu = this.#gpu;
    const vectors = rows * this.#setup.replicas.length;
    const table = Uint32Array.from(ranges.flatMap(({ start, count, stream }) => [start, count, stream, 0]));
    const inStorage = this.#plan.place === 'storage';
    const own = {
      ranges: gpu.filled('ranges', table),
      results: gpu.storage('evaluations', 8 * vectors),
      indices: indices === null ? null : gpu.filled('batch', indices),
      scratch: inStorage ? gpu.storage('scratch', 16 * vectors * this.#plan.scratch) : null,
    };
    const bindings = gpu.bind(pipeline, {
      0: weights,
      1: { buffer: this.#examples.inputs },
      2: { buffer: this.#examples.targets },
      3: { buffer: own.ranges },
      ...(own.indices === null ? {} : { 4: { buffer: own.indices } }),
      5: { buffer: own.results },
      ...(own.scratch === null ? {} : { 6: { buffer: own.scratch } }),
    });
    const read = { from: own.results, bytes: 8 * vectors };
    const values = await gpu.run(pipeline, bindings, [this.#setup.replicas.length, rows], read)!;
    for (const buffer of Object.values(own)) if (buffer !== null) gpu.free(buffer);
    return new Float32Array(values);
  }
}
