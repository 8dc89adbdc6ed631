/** Runs an engine and the reference engine side by side and measures their differences. */
import type { Engine, EngineFactory, EngineSetup, SnapshotId } from '../engine.ts';
import { startFusedEngine } from '../fused/fused-engine.ts';
import { startReferenceEngine } from '../reference/reference-engine.ts';
import { startTensorflowEngine } from '../tensorflow/start.ts';

/** Every engine that is compared with the reference engine. */
export type Way = 'fused' | 'fused in workgroup memory' | 'webgpu' | 'wasm' | 'cpu';

const starters: Readonly<Record<Way, EngineFactory>> = {
  fused: (setup) => startFusedEngine(setup),
  'fused in workgroup memory': (setup) => startFusedEngine(setup, { place: 'workgroup' }),
  webgpu: (setup) => startTensorflowEngine(setup, { backend: 'webgpu', trusted: true }),
  wasm: (setup) => startTensorflowEngine(setup, { backend: 'wasm' }),
  cpu: (setup) => startTensorflowEngine(setup, { backend: 'cpu' }),
};

export interface Pair {
  readonly engine: Engine;
  readonly reference: Engine;
}

/** Does something with both engines of a setup and disposes of them. */
export async function withPair<T>(
  way: Way,
  setup: EngineSetup,
  work: (pair: Pair) => Promise<T>,
): Promise<T> {
  const engine = await starters[way](setup);
  const reference = await startReferenceEngine(setup);
  try {
    return await work({ engine, reference });
  } finally {
    engine.dispose();
    reference.dispose();
  }
}

type Numbers = Float32Array | Float64Array;

/** Largest |a - b|; Infinity where lengths differ or only one of two is NaN. */
export function largestDifference(a: Numbers, b: Numbers): number {
  if (a.length !== b.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < a.length; i += 1) {
    if (Number.isNaN(a[i]!) && Number.isNaN(b[i]!)) continue;
    const difference = Math.abs(a[i]! - b[i]!);
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
  }
  return worst;
}

/** Largest magnitude; NaN counts for nothing. */
const largestOf = (values: Numbers): number =>
  Array.from(values, Math.abs).reduce((most, value) => (value > most ? value : most), 0);

/** Largest difference over the largest magnitude; 0 where nothing differs. */
export function relativeError(a: Numbers, b: Numbers): number {
  const difference = largestDifference(a, b);
  return difference === 0 ? 0 : difference / largestOf(b);
}

/**
 * Worst gradient error of any tensor, relative to that tensor's largest gradient. The setup must use plain sgd. A tensor
 * whose true gradient is 0, as that of a bias of keys, has only rounding: its error is relative to a hundredth of the
 * replica's largest gradient.
 */
export function gradientError(way: Way, setup: EngineSetup): Promise<number> {
  // So large that w0 - w1 is the gradient and rounding of w0 is negligible.
  const learningRate = 1024;
  const steep = { ...setup, replicas: setup.replicas.map((replica) => ({ ...replica, learningRate })) };
  return withPair(way, steep, async ({ engine, reference }) => {
    const gradients = [];
    for (const each of [engine, reference]) {
      await each.train(1);
      const { weights } = await each.checkpoint();
      gradients.push(weights.map((w, i) => (setup.weights[i]! - w) / learningRate));
    }
    const [found, expected] = gradients as [Float32Array, Float32Array];
    const { tensors, count: parameterCount } = setup.model.parameters;
    const errors = setup.replicas.flatMap((_, r) => {
      const [own, truth] = [found, expected].map((all) =>
        all.subarray(r * parameterCount, (r + 1) * parameterCount),
      ) as [Float32Array, Float32Array];
      const least = largestOf(truth) / 100;
      return tensors.map(({ offset, length }) => {
        const expectedOwn = truth.subarray(offset, offset + length);
        const difference = largestDifference(own.subarray(offset, offset + length), expectedOwn);
        return difference / Math.max(least, largestOf(expectedOwn));
      });
    });
    return Math.max(...errors);
  });
}

/**
 * Errors over 100 steps, or the given number, in five blocks: losses relative to the loss, watched weights relative to
 * the largest of them.
 */
export function trajectoryError(way: Way, setup: EngineSetup, steps = 100): Promise<number> {
  return withPair(way, setup, async ({ engine, reference }) => {
    const blocks = await Promise.all(Array.from({ length: 5 }, () => engine.train(steps / 5)));
    const errors = [];
    for (const { loss, watched } of blocks) {
      const expected = await reference.train(steps / 5);
      const ratios = loss.map((value, i) => value / expected.loss[i]!);
      errors.push(largestDifference(ratios, new Float32Array(ratios.length).fill(1)));
      errors.push(relativeError(watched, expected.watched));
    }
    const [found, expected] = await Promise.all([engine.checkpoint(), reference.checkpoint()]);
    errors.push(relativeError(found.weights, expected.weights));
    found.moments.forEach((moment, i) => errors.push(relativeError(moment, expected.moments[i]!)));
    return Math.max(...errors);
  });
}

/** Takes a snapshot of the same weights on both engines every `every` steps, `count` times. */
export async function takeSnapshots(
  { engine, reference }: Pair,
  count: number,
  every: number,
): Promise<SnapshotId[]> {
  const ids: SnapshotId[] = [];
  for (let i = 0; i < count; i += 1) {
    await engine.train(every);
    reference.restore(await engine.checkpoint());
    ids.push(engine.snapshot());
    if (reference.snapshot() !== ids[i]) throw new Error('the engines number their snapshots differently');
  }
  return ids;
}
