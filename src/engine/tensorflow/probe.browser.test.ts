import { test } from 'vitest';
import { startReferenceEngine } from '../reference/reference-engine.ts';
import { TensorflowEngine } from './tensorflow-engine.ts';
import { smallSetup } from './testing/setups.ts';
let count = 0, buffers = 0, submits = 0;
const proto = GPUComputePassEncoder.prototype;
const original = proto.dispatchWorkgroups;
proto.dispatchWorkgroups = function (x: number, y?: number, z?: number) { count++; original.call(this, x, y, z); };
const cb = GPUDevice.prototype.createBuffer;
GPUDevice.prototype.createBuffer = function (d) { buffers++; return cb.call(this, d); };
const sb = GPUQueue.prototype.submit;
GPUQueue.prototype.submit = function (d) { submits++; return sb.call(this, d); };
test('counts', async () => {
  for (const batch of [0, 16]) for (const name of ['sgd', 'momentum', 'nesterov', 'rmsprop', 'adam', 'adamw'] as const) {
    const setup = smallSetup({ widths: [2, 8, 8, 2], learningRates: [.3,.3], examples: 32, ownData: true, optimizer: { name } }, { batch, watched: new Uint32Array(0) });
    const engine = await TensorflowEngine.start(setup, 'webgpu');
    await engine.train(20);
    count = 0; buffers = 0; submits = 0;
    await engine.train(20);
    console.warn(batch, name, 'dispatches', count / 20, 'buffers', buffers / 20, 'submits', submits / 20);
    engine.dispose();
  }
});
test.each(['webgpu', 'wasm'] as const)('%s mnist', async (kind) => {
  const learningRates = Array.from({ length: 16 }, () => 0.1);
  const setup = smallSetup({ widths: [784, 32, 10], learningRates, examples: 256 }, { batch: 64 });
  const engine = await TensorflowEngine.start(setup, kind);
  const reference = await startReferenceEngine(setup);
    await engine.train(2);
    const t3 = performance.now();
    await engine.train(5);
    console.warn(kind, 'mnist ms/step', (performance.now() - t3) / 5);
    const t4 = performance.now();
    await reference.train(3);
    console.warn('reference ms/step', (performance.now() - t4) / 3);
    const a = engine.snapshot(), b = engine.snapshot();
    await engine.train(1);
    const t5 = performance.now();
    await engine.gram({ snapshots: [a, b, 0 as any], count: 3, coefficients: Float64Array.of(-1, 1, 0, 0, -1, 0, 1, 0, 0, 0, 0, 1) });
    console.warn(kind, 'gram ms', (performance.now() - t5));
  engine.dispose();
});
