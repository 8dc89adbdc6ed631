/** Computes what the lab shows on the page's own thread, in slices short enough that nobody notices. */
import { labExperiment } from '../../core/lab/lab.ts';
import type { LabSettings } from '../../experiment/lab/lab-fields.ts';
import { labView, type LabView } from './lab-view.ts';

/** Time of one slice, ms. */
const slice = 10;

/** Starts; `done` is called once, later. Returns what cancels it. */
export function startLab(settings: LabSettings, done: (view: LabView) => void): () => void {
  const work = labExperiment(settings);
  const go = (): void => {
    const end = performance.now() + slice;
    while (performance.now() < end) {
      const step = work.next();
      if (step.done === true) {
        done(labView(settings, step.value));
        return;
      }
    }
    timer = setTimeout(go);
  };
  let timer = setTimeout(go);
  return () => clearTimeout(timer);
}
