/** The pool of examples on the device, and which batch stream each replica follows. */
import { BatchOrder } from '../../core/batches.ts';
import type { EngineSetup } from '../engine.ts';
import type { Gpu } from './gpu.ts';
import { padRows } from './padded-layout.ts';

export interface ExampleBuffers {
  /** [example, groups of features]. */
  readonly inputs: GPUBuffer;
  /** [example, groups of outputs]. */
  readonly targets: GPUBuffer;
}

export function uploadExamples(gpu: Gpu, { data }: EngineSetup): ExampleBuffers {
  return {
    inputs: gpu.filled('inputs', padRows(data.inputs, data.features)),
    targets: gpu.filled('targets', padRows(data.targets, data.outputs)),
  };
}

/** One stream per distinct (seed, data set); `streamOf` [replica]. Rejects splits of unequal size. */
export function streamsOf({ replicas, data, batch }: EngineSetup): {
  readonly orders: readonly BatchOrder[];
  readonly streamOf: readonly number[];
} {
  const keys = replicas.map(({ seed, dataSet }) => `${seed} ${dataSet}`);
  const distinct = [...new Set(keys)];
  const examples = data.sets[0]!.train.count;
  if (data.sets.some(({ train }) => train.count !== examples))
    throw new RangeError('all data sets must be of one size');
  const orders = distinct.map((key) => new BatchOrder({ examples, batch }, Number(key.split(' ')[0])));
  return { orders, streamOf: keys.map((key) => distinct.indexOf(key)) };
}
