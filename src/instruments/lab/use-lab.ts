/** What the lab shows now: the settings asked for, and the newest finished experiment. */
import { useEffect, useState } from 'react';
import { defaultLab, type LabSettings } from '../../experiment/lab/lab-fields.ts';
import { startLab } from './view/job.ts';
import type { LabView } from './view/view.ts';
import { useAppState } from '../../ui/app/ui-context.ts';

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
