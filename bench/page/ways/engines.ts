/** The app's own engines, started as the app starts them, without the self-test. */
import type { Engine, EngineFactory } from '../../../src/engine/engine.ts';
import { startFusedEngine } from '../../../src/engine/fused/fused-engine.ts';
import { startHere } from '../../../src/engine/host/processor.ts';
import type { TensorflowBackend } from '../../../src/engine/tensorflow/backend.ts';
import { startTensorflowEngine } from '../../../src/engine/tensorflow/start.ts';
import { startPooled } from '../../../src/worker/engine-pool.ts';
import { setupOf } from '../cases.ts';
import type { EngineWay } from '../protocol.ts';
import type { StartTrainer, Trainer } from './trainer.ts';

const tensorflow =
  (backend: TensorflowBackend): EngineFactory =>
  (setup) =>
    startTensorflowEngine(setup, { backend, trusted: true });

export const engineFactories: Readonly<Record<EngineWay, EngineFactory>> = {
  fused: startFusedEngine,
  'simd-1': (setup) => startHere('simd', setup),
  'simd-all': (setup) => startPooled('simd', setup),
  'reference-1': (setup) => startHere('reference', setup),
  'reference-all': (setup) => startPooled('reference', setup),
  'tensorflow-webgpu': tensorflow('webgpu'),
  'tensorflow-wasm': tensorflow('wasm'),
  'tensorflow-cpu': tensorflow('cpu'),
};

/** Steps requested at once, so that a block of losses stays small. */
const block = 2000;

export const startEngineTrainer =
  (way: EngineWay): StartTrainer =>
  async (experiment) =>
    new EngineTrainer(await engineFactories[way](setupOf(experiment)), experiment.replicas);

class EngineTrainer implements Trainer {
  readonly #engine: Engine;
  readonly #replicas: number;

  constructor(engine: Engine, replicas: number) {
    this.#engine = engine;
    this.#replicas = replicas;
  }

  async train(steps: number): Promise<number> {
    let last = NaN;
    for (let done = 0; done < steps; done += block) {
      const count = Math.min(block, steps - done);
      const { loss } = await this.#engine.train(count);
      last = loss[(count - 1) * this.#replicas]!;
    }
    return last;
  }
}
