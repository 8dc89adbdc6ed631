/** A sentence in parts: those about an arm are in its colour. */
import { series, type SeriesId } from '../primitives/arms.ts';
import { unbroken } from '../primitives/numbers.ts';

interface ArmWordsProps {
  readonly parts: readonly { readonly text: string; readonly arm: SeriesId | null }[];
}

export const ArmWords = ({ parts }: ArmWordsProps) =>
  parts.map(({ text, arm }, index) =>
    arm === null ? (
      unbroken(text)
    ) : (
      <strong key={index} style={{ color: series[arm].color }}>
        {unbroken(text)}
      </strong>
    ),
  );
