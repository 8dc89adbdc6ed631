/** One arm: its line as charts draw it, its name, a check box; what it does on hover, focus or "?". */
import { useId, useRef } from 'react';
import type { CSSProperties } from 'react';
import { armRecords } from '../../experiment/arms.ts';
import { useUi } from '../app/ui-context.ts';
import { useTip } from '../help/use-tip.ts';
import { armLabel, series, type ArmId } from '../primitives/arms.ts';
import { LineSample } from '../primitives/LineSample.tsx';
import css from './arms.module.css';

interface ArmOptionProps {
  readonly arm: ArmId;
  readonly chosen: boolean;
  /** Always there. */
  readonly fixed: boolean;
  readonly onToggle: () => void;
}

export function ArmOption({ arm, chosen, fixed, onToggle }: ArmOptionProps) {
  const { tip } = useUi();
  const row = useRef<HTMLDivElement>(null);
  const { blurb, formula, citation } = armRecords[arm];
  const text = fixed ? `${blurb} Always there.` : blurb;
  const pointing = useTip(text, { formula, citation });
  const id = useId();
  const explain = (): void => {
    if (row.current !== null) tip.set({ text, formula, citation, anchor: row.current });
  };
  return (
    <div
      ref={row}
      {...pointing}
      className={css['arm']}
      data-chosen={chosen}
      style={{ '--arm': series[arm].color } as CSSProperties}
    >
      <label className={css['name']} htmlFor={`${id}-box`}>
        <LineSample look={series[arm]} />
        <span className={css['word']}>{armLabel(arm)}</span>
        {!armLabel(arm).includes(series[arm].label) && (
          <span className={css['drawn']} aria-hidden="true">
            {series[arm].label}
          </span>
        )}
      </label>
      {/* The keyboard has it by focus, and screen readers by description. */}
      <button type="button" className={css['what']} tabIndex={-1} aria-hidden="true" onClick={explain}>
        ?
      </button>
      <input
        type="checkbox"
        id={`${id}-box`}
        className={css['check']}
        checked={chosen}
        disabled={fixed}
        aria-describedby={id}
        onChange={onToggle}
      />
      <p id={id} hidden>
        {text} {formula}. {citation}
      </p>
    </div>
  );
}
