/** Medians over seeds with their intervals, as the sweep's table, map and readouts write them. Formats only. */
import type { ArmSummary, Saved, Spread } from '../../../record/sweep/sweep.ts';
import { percent } from '../../../ui/primitives/numbers.ts';

type Text = (value: number) => string;

export const none = '–';

const share: Text = (value) => percent(value, 0);

/** One end of an interval of costs. */
const costEnd =
  (text: Text): Text =>
  (value) =>
    Number.isFinite(value) ? text(value) : 'never';

/** One end of an interval of shares: who never got there saved nothing that has a number. */
export const shareEnd: Text = (value) =>
  Number.isFinite(value) ? share(value) : value < 0 ? 'never' : 'only it';

const withEnds = ({ median, low, high }: Spread, text: Text): string =>
  low === null || high === null ? text(median) : `${text(median)} [${text(low)}, ${text(high)}]`;

/** "97 [71, 120]" */
export const numberText = (spread: Spread | null, text: Text): string =>
  spread === null ? none : withEnds(spread, text);

/** "97 [71, never]", "not reached in 5 of 8" */
export const costText = (
  spread: Spread | null,
  { reached, seeds }: Pick<ArmSummary, 'reached' | 'seeds'>,
  text: Text,
): string =>
  spread === null
    ? none
    : Number.isFinite(spread.median)
      ? withEnds(spread, costEnd(text))
      : `not reached in ${seeds - reached} of ${seeds}`;

/** "47 % [34 %, 49 %]", "not reached in 5 of 8", "only it got there in 5 of 8" */
export function savedText(saved: Saved | null): string {
  if (saved === null) return none;
  const { median, count, verdict, alone } = saved;
  if (Number.isFinite(median)) return withEnds(saved, shareEnd);
  return median < 0
    ? `not reached in ${verdict.unreached} of ${count}`
    : `only it got there in ${alone} of ${count}`;
}
