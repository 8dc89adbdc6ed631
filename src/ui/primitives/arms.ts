/** How arms and forecasters look: colour token, dash, words. Charts and controls share this one table. */
import { fields } from '../../experiment/fields.ts';
import type { ViewPreferences } from '../../store/state.ts';

export type ArmId = ViewPreferences['weightsArm'];

export type SeriesId = ArmId | 'line' | 'stay';

interface SeriesLook {
  /** At the end of a line. */
  readonly label: string;
  readonly color: string;
  /** SVG dash pattern; null is solid. */
  readonly dash: string | null;
}

export const series: Readonly<Record<SeriesId, SeriesLook>> = {
  control: { label: 'control', color: 'var(--arm-control)', dash: null },
  farcaster: { label: 'with jumps', color: 'var(--arm-farcaster)', dash: null },
  scalar: { label: 'fitted scalar', color: 'var(--arm-scalar)', dash: '2 3' },
  search: { label: 'line search', color: 'var(--arm-search)', dash: '7 3' },
  faster: { label: 'rate × 2', color: 'var(--arm-faster)', dash: '9 3 2 3' },
  line: { label: 'line', color: 'var(--arm-line)', dash: '7 3' },
  stay: { label: 'stay put', color: 'var(--arm-stay)', dash: '1.5 3.5' },
};

export const armLabel = (arm: ArmId): string => fields.arms.options[arm];
