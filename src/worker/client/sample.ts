/** The page's side of the worker that samples a task's examples. Loaded when a panel first needs some. */
import { requireSample, type TaskSample } from '../../core/data/task-sample.ts';
import type { TaskName } from '../../experiment/tasks.ts';
import { watchPulse, type Pulse } from './pulse.ts';

interface Answer {
  readonly sample?: unknown;
  readonly failure?: string;
}

const loaded = new Map<TaskName, TaskSample>();

/** Rejects with an Error that says why there are none; the next call tries again. */
export async function loadSample(baseUrl: string, task: TaskName): Promise<TaskSample> {
  const sample = loaded.get(task) ?? (await askWorker(baseUrl, task));
  loaded.set(task, sample);
  return sample;
}

function askWorker(baseUrl: string, task: TaskName): Promise<TaskSample> {
  const worker = new Worker(new URL('../sample.worker.ts', import.meta.url), { type: 'module' });
  let pulse: Pulse | null = null;
  const asked = new Promise<TaskSample>((resolve, reject) => {
    pulse = watchPulse(worker, (reason) => {
      reject(new Error(reason));
    });
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (pulse?.heard(data) === true) return;
      const { sample, failure } = data;
      try {
        if (failure !== undefined) throw new Error(failure);
        resolve(requireSample(sample));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    worker.onerror = (event) => {
      reject(new Error(event.message || 'the worker could not be loaded'));
    };
    worker.onmessageerror = () => {
      reject(new Error('the examples could not be read'));
    };
  });
  worker.postMessage({ baseUrl, task });
  return asked.finally(() => {
    pulse?.end();
    worker.terminate();
  });
}
