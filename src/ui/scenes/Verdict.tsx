/** A recorded verdict: its numbers in the colour of their arm. */
import type { Scene } from '../../record/scenes/talk.ts';
import { series } from '../primitives/arms.ts';
import { unbroken } from '../primitives/numbers.ts';

export function Verdict({ parts }: { readonly parts: Scene['verdict'] }) {
  return parts.map(({ text, arm }, index) =>
    arm === null ? (
      unbroken(text)
    ) : (
      <strong key={index} style={{ color: series[arm].color }}>
        {unbroken(text)}
      </strong>
    ),
  );
}
