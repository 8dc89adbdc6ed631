/** Computes what the lab shows on the page's own thread. */
import { labExperiment } from '../../../core/lab/lab.ts';
import type { LabSettings } from '../../../experiment/lab/lab-fields.ts';
import { inSlices } from '../../../store/in-slices.ts';
import { labView, type LabView } from './view.ts';

/** Starts; `done` is called once, later. Returns what cancels it. */
export const startLab = (settings: LabSettings, done: (view: LabView) => void): (() => void) =>
  inSlices(labExperiment(settings), (lab) => {
    done(labView(settings, lab));
  });
