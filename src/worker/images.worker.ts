/** The entry of a worker that fetches, checks and samples a task's images, so that the page is never blocked. */
import { imageSample } from '../core/data/sample-images.ts';
import { imagesOf } from '../core/data/task-data.ts';
import { imageTask, type TaskName } from '../experiment/tasks.ts';
import { loadData } from './load-data.ts';
import { isSign, ping, pong } from './protocol-pulse.ts';

addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isSign(event.data, ping)) {
    postMessage(pong);
    return;
  }
  const { baseUrl, task } = event.data as { readonly baseUrl: unknown; readonly task: TaskName };
  sampleOf(String(baseUrl), task).then(
    (sample) => postMessage({ sample }),
    (error: unknown) => postMessage({ failure: error instanceof Error ? error.message : String(error) }),
  );
});

async function sampleOf(baseUrl: string, name: TaskName): Promise<ReturnType<typeof imageSample>> {
  const task = imageTask(name);
  if (task === null) throw new Error('this task has no images');
  return imageSample(imagesOf(await loadData(baseUrl, task, () => undefined)));
}
