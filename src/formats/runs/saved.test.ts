import { expect, test } from 'vitest';
import { mlpLayout } from '../../core/model/mlp.ts';
import { bytesSource } from '../source.ts';
import { proposeRuns } from './propose.ts';
import { openRuns } from './runs.ts';
import { savedSnapshot, saveTrajectory, type Snapshot } from './saved.ts';
import { archiveOf, collected, fileOf } from './testing/sources.ts';

const layout = mlpLayout([2, 3, 1]);
const link = '#v=3&task=moons';

async function* snapshots(): AsyncGenerator<Snapshot> {
  const weights = new Float32Array(layout.count);
  for (const step of [0, 50, 100, 1_000_000])
    for (const [seed, arm] of [
      [1, 'control'],
      [1, 'farcaster'],
      [12, 'farcaster'],
    ] as const) {
      const jumps = arm === 'control' ? [] : [50, 100].filter((jump) => jump < step);
      // One array for all: a snapshot is written before the next one is requested.
      yield { arm, seed, step, jumps, weights: weights.map((_, index) => index + step / 100 + seed) };
    }
}

test('a trajectory that was saved is read as the runs that it was', async () => {
  const archive = bytesSource('farcast.zip', await collected(saveTrajectory(layout, snapshots(), link)));
  const { arrangement, sources } = await proposeRuns([archive]);
  expect(sources.map(({ name }) => name).slice(0, 2)).toEqual([
    'farcast.zip/control-seed-1/step-000000.safetensors',
    'farcast.zip/farcaster-seed-1/step-000000.safetensors',
  ]);
  const { recorded, saved, notes } = await openRuns(arrangement, sources);
  expect(recorded.parameters).toEqual(layout);
  expect(recorded.steps).toEqual([0, 50, 100, 1_000_000]);
  expect(recorded.runs).toEqual([
    { name: 'control-seed-1', jumps: [] },
    { name: 'farcaster-seed-1', jumps: [50, 100] },
    { name: 'farcaster-seed-12', jumps: [50, 100] },
  ]);
  expect(saved.map((each) => [each?.link, each?.arm, each?.seed])).toEqual([
    [link, 'control', 1],
    [link, 'farcaster', 1],
    [link, 'farcaster', 12],
  ]);
  expect([...(await recorded.read(2, 1, 4, 8))]).toEqual([16.5, 17.5, 18.5, 19.5]);
  expect(notes).toEqual(['Checkpoints are not evenly spaced: 50 to 999900 steps apart']);
});

const whole = {
  'farcast.link': link,
  'farcast.arm': 'control',
  'farcast.seed': '1',
  'farcast.step': '50',
  'farcast.jumps': '10,20',
};

test('metadata are read only if all of them are what this page writes', () => {
  expect(savedSnapshot(whole)).toEqual({ link, arm: 'control', seed: 1, step: 50, jumps: [10, 20] });
  expect(savedSnapshot({ ...whole, 'farcast.jumps': '' })?.jumps).toEqual([]);
  for (const [key, values] of Object.entries({
    link: ['', 'a b', 'x'.repeat(20_001), '\n'],
    arm: ['', '../x', 'a'.repeat(41), '<b>'],
    seed: ['', '-1', '1.5', '1e3', '9'.repeat(16)],
    step: ['', 'NaN', ' 5'],
    jumps: ['20,10', '10,10', '10,', 'x', '-1', '1'.repeat(8_000_001)],
  }))
    for (const value of values)
      expect(
        savedSnapshot({ ...whole, [`farcast.${key}`]: value }),
        `${key} ${value.slice(0, 20)}`,
      ).toBeNull();
  expect(savedSnapshot({})).toBeNull();
  expect(
    savedSnapshot(JSON.parse('{"__proto__":{"farcast.link":"#"}}') as Record<string, string>),
  ).toBeNull();
});

test('damaged metadata are said', async () => {
  const files = await Promise.all(
    [0, 1, 2].map((step) =>
      fileOf(
        `step_${step}.safetensors`,
        { w: { shape: [1], values: step } },
        step === 1 ? { ...whole, 'farcast.jumps': '?' } : whole,
      ),
    ),
  );
  const { arrangement, sources } = await proposeRuns(files);
  const { notes, recorded } = await openRuns(arrangement, sources);
  expect(notes).toEqual([
    'What this page wrote beside the weights is damaged, and jumps are not known: in “step_1.safetensors”',
  ]);
  expect(recorded.runs[0]!.jumps).toEqual([10, 20]);
});

/** A .npy file of version 1 with float32 numbers. */
async function array(name: string, shape: readonly number[], values: readonly number[]) {
  const dims = shape.length === 1 ? `${shape[0]!},` : shape.join(', ');
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dims}), }`;
  const header = text.padEnd(117) + '\n';
  const codes = (letters: string): number[] => Array.from(letters, (letter) => letter.charCodeAt(0));
  const start = [0x93, ...codes('NUMPY'), 1, 0, header.length, 0];
  const numbers = new Uint8Array(Float32Array.from(values).buffer);
  return bytesSource(name, Uint8Array.from([...start, ...codes(header), ...numbers]));
}

test('stacked arrays with their steps are a run in one file', async () => {
  const rows = (each: number) => Array.from({ length: 3 * each }, (_, index) => index);
  const of = async (steps: readonly number[]) => {
    const arrays = [
      array('w.npy', [3, 2, 2], rows(4)),
      array('b.npy', [3, 2], rows(2)),
      array('loss.npy', [3], rows(1)),
      array('steps.npy', [3], steps),
    ];
    const { arrangement, sources } = await proposeRuns([
      await archiveOf('run1.npz', await Promise.all(arrays)),
    ]);
    return openRuns(arrangement, sources);
  };
  const { recorded } = await of([5, 10, 15]);
  expect(recorded.steps).toEqual([5, 10, 15]);
  expect(recorded.parameters.tensors.map(({ name, shape }) => [name, ...shape])).toEqual([
    ['w', 2, 2],
    ['b', 2],
  ]);
  expect([...(await recorded.read(0, 1, 0, 6))]).toEqual([4, 5, 6, 7, 2, 3]);
  expect([...(await recorded.read(0, 2, 3, 5))]).toEqual([11, 4]);
  await expect(of([5, 5, 15])).rejects.toThrow(
    '“run1.npz”: Its list “steps” is not of whole numbers that ascend, below 16,777,216',
  );
});
