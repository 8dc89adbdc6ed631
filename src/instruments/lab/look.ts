/** How the lab's forecasters look: colours and dashes of the arms of the same name, and words at line ends. */
import type { LabForecaster } from '../../core/lab/score.ts';
import { series } from '../../ui/primitives/arms.ts';

interface Look {
  readonly label: string;
  readonly color: string;
  readonly dash: string | null;
}

export const look: Readonly<Record<LabForecaster, Look>> = {
  farcaster: { ...series.farcaster, label: 'farcaster' },
  scalar: series.scalar,
  stay: series.stay,
  endpoint: series.endpoint,
  recent: series.recent,
};

export const ink = 'var(--ink)';
export const softInk = 'var(--ink-soft)';
