/** The page's side of the worker that samples a task's images. Loaded when a panel first needs images. */
import { requireImageSample, type ImageSample } from '../../core/data/image-sample.ts';
import type { TaskName } from '../../experiment/tasks.ts';
import { watchPulse, type Pulse } from './pulse.ts';

interface Answer {
  readonly sample?: unknown;
  readonly failure?: string;
}

const loaded = new Map<TaskName, ImageSample>();

/** Rejects with an Error that says why there are no images; the next call tries again. */
export async function loadImageSample(baseUrl: string, task: TaskName): Promise<ImageSample> {
  const sample = loaded.get(task) ?? (await askWorker(baseUrl, task));
  loaded.set(task, sample);
  return sample;
}

function askWorker(baseUrl: string, task: TaskName): Promise<ImageSample> {
  const worker = new Worker(new URL('../images.worker.ts', import.meta.url), { type: 'module' });
  let pulse: Pulse | null = null;
  const asked = new Promise<ImageSample>((resolve, reject) => {
    pulse = watchPulse(worker, (reason) => {
      reject(new Error(reason));
    });
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (pulse?.heard(data) === true) return;
      const { sample, failure } = data;
      try {
        if (failure !== undefined) throw new Error(failure);
        resolve(requireImageSample(sample));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    worker.onerror = (event) => {
      reject(new Error(event.message || 'the worker could not be loaded'));
    };
    worker.onmessageerror = () => {
      reject(new Error('the images could not be read'));
    };
  });
  worker.postMessage({ baseUrl, task });
  return asked.finally(() => {
    pulse?.end();
    worker.terminate();
  });
}
