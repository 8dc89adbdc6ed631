/** Device memory of the fused engine: unchanged after ten thousand steps, and all freed on disposal. */
import { expect, test } from 'vitest';
import { currentWeights, type Columns, type Engine, type EngineSetup, type Mix } from '../engine.ts';
import { smallSetup } from '../testing/setups.ts';
import { watchDevices } from '../testing/devices.ts';
import { startFusedEngine } from './fused-engine.ts';

/** Number of network changes; `VITE_CHANGES=50` for the long test. */
const changes = Number((import.meta.env['VITE_CHANGES'] as string | undefined) ?? 6);

const devices = watchDevices();

/** All engine calls that a run makes around one jump. */
async function jump(engine: Engine, { model, replicas: each, weights }: EngineSetup): Promise<void> {
  const replicas = each.length;
  const tensors = model.parameters.tensors.length;
  const first = engine.snapshot();
  const loaded = engine.load(weights);
  await engine.train(50);
  const columns: Columns = {
    snapshots: [first, currentWeights],
    count: 2,
    coefficients: Float64Array.of(-1, 1, 0, 0, 0, 1),
  };
  const coefficients = new Float32Array(2 * replicas * tensors * 3).fill(0.5);
  const mix: Mix = { snapshots: [first, currentWeights], rows: 2, coefficients };
  const all = Array.from({ length: replicas }, () => true);
  await Promise.all([
    engine.gram(columns),
    engine.meanAbsolute(mix),
    engine.lossOf(mix, 'guard', all),
    engine.nextLoss(),
  ]);
  engine.adopt(
    mix,
    all.map((_, r) => r === 0),
    { state: 'zero-moments', advance: null },
  );
  await engine.sample([loaded, currentWeights], Uint32Array.of(0, 1));
  await engine.checkpoint();
  engine.release(first);
  engine.release(loaded);
}

test(
  'ten thousand steps and two hundred jumps take no more memory than the first',
  { timeout: 120_000 },
  async () => {
    const setup = smallSetup({ optimizer: { name: 'adam' } }, { batch: 4 });
    const engine = await startFusedEngine(setup);
    for (let i = 0; i < 10; i += 1) await jump(engine, setup);
    const before = engine.bytes;
    expect(before).toBeGreaterThan(0);
    for (let i = 0; i < 200; i += 1) await jump(engine, setup);
    expect(engine.bytes).toBe(before);
    engine.dispose();
    expect(engine.bytes).toBe(0);
  },
);

test(
  `${changes} changes of network leave no device behind`,
  { timeout: 1000 * Math.max(60, 4 * changes) },
  async () => {
    devices.length = 0;
    for (let i = 0; i < changes; i += 1) {
      const setup = smallSetup({ widths: [3, 4 + (i % 7), 2] });
      const engine = await startFusedEngine(setup);
      await jump(engine, setup);
      engine.dispose();
      expect(engine.bytes).toBe(0);
    }
    expect(devices).toHaveLength(changes);
    for (const device of devices) expect((await device.lost).reason).toBe('destroyed');
  },
);
