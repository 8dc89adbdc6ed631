/** How the treatment looks that a run is about: the farcaster, or else the first that is not the control. */
import { mainArm } from '../../record/judgement/judgement.ts';
import { useAppState } from '../app/ui-context.ts';
import { subjectArm } from '../../experiment/arms.ts';
import { series, type SeriesLook } from '../primitives/arms.ts';

export const useSubject = (): SeriesLook =>
  series[useAppState(({ run, draft }) => mainArm(run?.spec ?? draft) ?? subjectArm)];
