import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { requireData } from '../../../core/data/task-data.ts';
import { fileTask } from '../../../experiment/tasks.ts';
import { sampleOf, type TaskSample } from '../../../core/data/task-sample.ts';
import type { RunHistory } from '../../../record/history.ts';
import { done, hosted } from '../../../record/testing/hosted.ts';
import { confusionJob } from './view.ts';
import { jumpLineJob } from '../line/view.ts';

const look = { at: null, focusAnchor: null, weightsArm: 'farcaster', weightsSeed: 1 } as const;

describe('what images are taken for', () => {
  let history: RunHistory;
  let images: TaskSample;

  beforeAll(async () => {
    const task = fileTask('fashion-mnist')!;
    const packed = readFileSync(join(import.meta.dirname, '../../../../public', task.file));
    const all = requireData(task, new Uint8Array(gunzipSync(packed)));
    images = sampleOf(all);
    history = await hosted(
      {
        task: 'fashion-mnist',
        layers: [6],
        batch: 64,
        optimizer: 'adam',
        arms: ['control', 'farcaster'],
        learningRate: 0.003,
        steps: 60,
        seeds: [1],
        gate: 'always',
      },
      all,
    );
  });

  it('has as many right as the run measured on its test split', () => {
    const view = done(confusionJob(history, look, images));
    expect(view).toMatchObject({ count: 1000, of: 1000, step: 60, seed: 1, empty: null });
    view.sides.forEach(({ right, counts, arm }) => {
      const [replica] = history.replicasOf(arm);
      expect(right).toBe(Math.round(1000 * history.evaluated!.testAccuracy[replica!]!));
      expect(counts.reduce((sum, times) => sum + times, 0)).toBe(1000);
      expect(counts.filter((_, at) => at % 11 === 0).reduce((sum, times) => sum + times, 0)).toBe(right);
      for (let truth = 0; truth < 10; truth += 1)
        expect(counts.subarray(10 * truth, 10 * truth + 10).reduce((sum, times) => sum + times, 0)).toBe(100);
    });
  });

  it('shows mistakes first, and says what each network took them for', () => {
    const { samples, classes, short, columns } = done(confusionJob(history, look, images));
    expect(samples).toHaveLength(10);
    expect(classes).toHaveLength(10);
    expect([classes[9], short[9], columns]).toEqual(['Ankle boot', 'Boo', 28]);
    for (const { truth, taken, wrong, pixels, index } of samples) {
      expect(wrong).toBe(taken.some((name) => name !== truth));
      expect(truth).toBe(classes[index % 10]);
      expect(pixels).toHaveLength(784);
    }
    const wrong = samples.map(({ taken, truth }) => taken.filter((name) => name !== truth).length);
    expect(wrong).toEqual([...wrong].sort((a, b) => b - a));
  });

  it('follows the step looked at', () => {
    const start = done(confusionJob(history, { ...look, at: 0 }, images));
    expect(start.step).toBe(0);
    expect(start.sides[0]!.right).toBeLessThan(300);
    expect(start.sides[0]!.right).toBe(start.sides[1]!.right);
  });

  it('waits for the images, or says why there are none', () => {
    expect(done(confusionJob(history, look, null)).empty).toMatch(/loading/);
    expect(done(confusionJob(history, look, 'the server answered 404')).empty).toMatch(/answered 404/);
    expect(done(jumpLineJob(history, look, null)).empty).toMatch(/loading/);
  });

  it('the loss along a forecast is taken of some of the images, and says of how many', () => {
    const { curves, empty } = done(jumpLineJob(history, look, images));
    expect(empty).toBeNull();
    expect(curves.map(({ split, examples, of }) => [split, examples, of])).toEqual([
      ['train', 300, 6000],
      ['guard', 300, 1000],
    ]);
  });
});
