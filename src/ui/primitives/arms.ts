/** How arms and forecasters look: colour token, dash, words. Charts and controls share this one table. */
import { fields } from '../../experiment/fields.ts';
import type { ViewPreferences } from '../../store/state.ts';

export type ArmId = ViewPreferences['weightsArm'];

export const armLabel = (arm: ArmId): string => fields.arms.options[arm];

export type SeriesId = ArmId | 'line' | 'stay';

export interface SeriesLook {
  /** At the end of a line. */
  readonly label: string;
  readonly color: string;
  /** SVG dash pattern; null is solid. */
  readonly dash: string | null;
}

export const series: Readonly<Record<SeriesId, SeriesLook>> = {
  control: { label: armLabel('control'), color: 'var(--arm-control)', dash: null },
  // The one that curves call by what it does.
  farcaster: { label: 'with jumps', color: 'var(--arm-farcaster)', dash: null },
  scalar: { label: armLabel('scalar'), color: 'var(--arm-scalar)', dash: '2 3' },
  search: { label: armLabel('search'), color: 'var(--arm-search)', dash: '7 3' },
  endpoint: { label: armLabel('endpoint'), color: 'var(--arm-endpoint)', dash: '4 3' },
  recent: { label: armLabel('recent'), color: 'var(--arm-recent)', dash: '8 2 2 2 2 2' },
  quadratic: { label: armLabel('quadratic'), color: 'var(--arm-quadratic)', dash: '1 3' },
  aitken: { label: armLabel('aitken'), color: 'var(--arm-aitken)', dash: '10 4' },
  columns: { label: armLabel('columns'), color: 'var(--arm-columns)', dash: '5 2' },
  points: { label: armLabel('points'), color: 'var(--arm-points)', dash: '5 2 1 2' },
  introspection: { label: armLabel('introspection'), color: 'var(--arm-introspection)', dash: '3 2' },
  wnn: { label: armLabel('wnn'), color: 'var(--arm-wnn)', dash: '12 3 3 3' },
  average: { label: armLabel('average'), color: 'var(--arm-average)', dash: '6 2 6 5' },
  lookahead: { label: armLabel('lookahead'), color: 'var(--arm-lookahead)', dash: '2 2' },
  random: { label: armLabel('random'), color: 'var(--arm-random)', dash: '1 2' },
  surgery: { label: armLabel('surgery'), color: 'var(--arm-surgery)', dash: '3 5' },
  faster: { label: armLabel('faster'), color: 'var(--arm-faster)', dash: '9 3 2 3' },
  decay: { label: armLabel('decay'), color: 'var(--arm-decay)', dash: '7 2 1 2' },
  momentum: { label: armLabel('momentum'), color: 'var(--arm-momentum)', dash: '14 2 1 2' },
  line: { label: 'line', color: 'var(--arm-line)', dash: '7 3' },
  stay: { label: 'stay put', color: 'var(--arm-stay)', dash: '1.5 3.5' },
};
