/** Fetches and unpacks the file of a task, reporting progress. */
import { requireData, type TaskData } from '../core/data/task-data.ts';
import type { FileTask } from '../experiment/tasks.ts';

const loaded = new Map<string, TaskData>();

/** `report` gets the fraction of bytes received. */
export async function loadData(
  baseUrl: string,
  task: FileTask,
  report: (fraction: number) => void,
): Promise<TaskData> {
  const known = loaded.get(task.file);
  if (known !== undefined) return known;
  // If the cached copy is damaged, it is fetched once more past the browser's cache.
  const data = await fetchData(baseUrl, task, 'default', report).catch(() =>
    fetchData(baseUrl, task, 'reload', report),
  );
  loaded.set(task.file, data);
  return data;
}

async function fetchData(
  baseUrl: string,
  task: FileTask,
  cache: RequestCache,
  report: (fraction: number) => void,
): Promise<TaskData> {
  const response = await fetch(new URL(task.file, baseUrl), { cache });
  if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
  let come = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        come += chunk.length;
        report(Math.min(1, come / task.bytes));
        controller.enqueue(chunk);
      },
    }),
  );
  const unpacked = new Response(counted.pipeThrough(new DecompressionStream('gzip')));
  return requireData(task, new Uint8Array(await unpacked.arrayBuffer()));
}
