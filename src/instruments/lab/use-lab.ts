/** What the lab shows now: the settings asked for, and the newest finished experiment. */
import { useEffect, useState } from 'react';
import { defaultLab, type LabSettings } from '../../experiment/lab/lab-fields.ts';
import { labView, type LabView } from './view/view.ts';
import { useAppState } from '../../ui/app/ui-context.ts';
import { labExperiment } from '../../core/lab/lab.ts';
import { inSlices } from '../../store/in-slices.ts';

/** Computing that lasts longer than this is told, ms. */
const patience = 250;

export interface Lab {
  readonly settings: LabSettings;
  /** Null before the first is finished; of earlier settings while a new one is computed. */
  readonly view: LabView | null;
  readonly busy: boolean;
}

export function useLab(): Lab {
  const settings = useAppState(({ lab }) => lab ?? defaultLab);
  const [view, setView] = useState<LabView | null>(null);
  const [late, setLate] = useState<LabSettings | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setLate(settings), patience);
    const cancel = startLab(settings, (done) => {
      clearTimeout(timer);
      setView(done);
    });
    return () => {
      clearTimeout(timer);
      cancel();
    };
  }, [settings]);
  return { settings, view, busy: late === settings && view?.settings !== settings };
}

/** Starts; `done` is called once, later. Returns what cancels it. */
export const startLab = (settings: LabSettings, done: (view: LabView) => void): (() => void) =>
  inSlices(labExperiment(settings), (lab) => {
    done(labView(settings, lab));
  });
