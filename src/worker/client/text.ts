/** The page's side of the worker that generates a text: one worker for one text, which ends with it. */
import type { GenerateText, TextAnswer } from '../../core/inspect/text.ts';
import { watchPulse } from './pulse.ts';

export const generateText: GenerateText = (request, report) => {
  const worker = new Worker(new URL('../text.worker.ts', import.meta.url), { type: 'module' });
  const end = (): void => {
    pulse.end();
    worker.terminate();
  };
  const fail = (failure: string): void => {
    end();
    report({ failure });
  };
  const pulse = watchPulse(worker, fail);
  worker.onmessage = ({ data }: MessageEvent<TextAnswer>) => {
    if (pulse.heard(data)) return;
    if (!('failure' in data) && data.done) end();
    report(data);
  };
  worker.onerror = (event) => fail(event.message || 'the worker could not be loaded');
  worker.onmessageerror = () => fail('the text could not be read');
  worker.postMessage(request);
  return end;
};
