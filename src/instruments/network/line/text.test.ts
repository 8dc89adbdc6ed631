import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { requireData } from '../../../core/data/task-data.ts';
import { fileTask } from '../../../experiment/tasks.ts';
import { done, hosted } from '../../../record/testing/hosted.ts';
import { jumpLineJob } from './view.ts';

it('says that the loss along a forecast is not shown for text, where no examples can be drawn anew', async () => {
  const task = fileTask('century')!;
  const history = await hosted(
    {
      ...{ task: 'century', network: 'encoder', context: 8, width: 8, blocks: 1, heads: 1, batch: 8 },
      ...{ arms: ['control', 'farcaster'], gate: 'always', steps: 60, seeds: [1] },
    },
    requireData(task, gunzipSync(readFileSync(`public/${task.file}`))),
  );
  const look = { at: null, focusAnchor: null, weightsArm: 'farcaster', weightsSeed: 1 } as const;
  expect(done(jumpLineJob(history, look, null)).empty).toBe(
    'The loss along a forecast is not shown for tasks of text.',
  );
});
