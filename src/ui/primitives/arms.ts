/** The look of arms and forecasters: colour, dash, words. */
import { armNames, armRecords, type ArmId } from '../../experiment/arms.ts';

export type { ArmId };

export const armLabel = (arm: ArmId): string => armRecords[arm].label;

export type SeriesId = ArmId | 'line' | 'stay';

export interface SeriesLook {
  readonly label: string;
  readonly color: string;
  readonly dash: string | null;
}

const look = (id: SeriesId, label: string, dash: string | null): [SeriesId, SeriesLook] => [
  id,
  { label, color: `var(--arm-${id})`, dash },
];

export const series = Object.fromEntries([
  ...armNames.map((arm) => look(arm, armRecords[arm].curve ?? armLabel(arm), armRecords[arm].dash)),
  look('line', 'line', '7 3'),
  look('stay', 'persistence', '1.5 3.5'),
]) as Readonly<Record<SeriesId, SeriesLook>>;

/** Sets the colour of each arm as a variable of the page's style, for both themes. */
export function setArmColors(): void {
  const { style } = document.documentElement;
  for (const arm of armNames)
    style.setProperty(`--arm-${arm}`, `light-dark(${armRecords[arm].color.join(', ')})`);
}
