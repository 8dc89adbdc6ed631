/** The history of a real experiment: the host on the reference engine, run to its end. For tests. */
import { expect } from 'vitest';
import type { LabelledImages } from '../../core/data/fashion-mnist.ts';
import { startReferenceEngine } from '../../engine/reference/reference-engine.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { createHost } from '../../worker/host.ts';
import { RunHistory } from '../../record/history.ts';

export async function hosted(
  values: Partial<ExperimentSpec>,
  images: LabelledImages | null = null,
): Promise<RunHistory> {
  const { spec, corrections } = checkSpec(values);
  expect(corrections).toEqual([]);
  return new Promise((resolve, reject) => {
    let history: RunHistory | null = null;
    const host = createHost({
      loadImages: () => (images === null ? Promise.reject(new Error('no images')) : Promise.resolve(images)),
      startReference: startReferenceEngine,
      chooseEngine: async (setup) => ({ engine: await startReferenceEngine(setup), reason: 'test' }),
      emit: (message) => {
        if (message.type === 'failed') reject(new Error(message.message));
        if (message.type === 'happened') {
          for (const event of message.events) {
            if (event.type === 'prepared') history = new RunHistory(spec, event);
            history?.take(event);
          }
        }
        if (message.type === 'moved' && message.lifecycle === 'finished' && history !== null)
          resolve(history);
      },
    });
    host.handle({ type: 'prepare', runId: 1, spec, baseUrl: 'http://localhost/', playing: true });
  });
}

/** Works through a job at once. */
export function done<View>(job: Generator<void, View>): View {
  let step = job.next();
  while (step.done !== true) step = job.next();
  return step.value;
}
