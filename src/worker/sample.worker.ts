/** The entry of a worker that fetches and checks a task's file and samples its examples, so that the page is never blocked. */
import { sampleOf, type TaskSample } from '../core/data/task-sample.ts';
import { fileTask, type TaskName } from '../experiment/tasks.ts';
import { loadData } from './load-data.ts';
import { isSign, ping, pong } from './protocol-pulse.ts';

addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isSign(event.data, ping)) {
    postMessage(pong);
    return;
  }
  const { baseUrl, task } = event.data as { readonly baseUrl: unknown; readonly task: TaskName };
  sampled(String(baseUrl), task).then(
    (sample) => postMessage({ sample }),
    (error: unknown) => postMessage({ failure: error instanceof Error ? error.message : String(error) }),
  );
});

async function sampled(baseUrl: string, name: TaskName): Promise<TaskSample> {
  const task = fileTask(name);
  if (task === null) throw new Error('this task has no file');
  return sampleOf(await loadData(baseUrl, task, () => undefined));
}
