/** Which arms run: the usual and chosen ones, and the others behind "more", by role. */
import { useId, useState, useRef, type CSSProperties } from 'react';
import { armNames, armRecords } from '../../experiment/arms.ts';
import type { ArmWords } from '../../experiment/arms/record.ts';
import { fields } from '../../experiment/fields.ts';
import { Icon } from '../primitives/Icon.tsx';
import { armLabel, type ArmId, series } from '../primitives/arms.ts';
import css from './controls.module.css';
import { useField } from './use-field.ts';
import { useUi } from '../app/ui-context.ts';
import { useTip } from '../help/HelpTip.tsx';
import { LineSample } from '../primitives/LineSample.tsx';

const required: readonly ArmId[] = fields.arms.required;

const roles: readonly (readonly [title: string | null, roles: readonly ArmWords['role'][]])[] = [
  [null, ['control', 'subject']],
  ['Trivial rivals', ['rival']],
  ['Other forecasters', ['forecaster']],
  ['Placebos', ['placebo']],
];

export function ArmsRow() {
  const { field, value, set } = useField('arms');
  const [more, setMore] = useState(false);
  const id = useId();
  const isOpen = (arm: ArmId): boolean => armRecords[arm].usual === true || value.includes(arm);
  const hidden = armNames.filter((arm) => !isOpen(arm));
  const toggle = (arm: ArmId): void =>
    set(armNames.filter((other) => (other === arm ? !value.includes(arm) : value.includes(other))));
  const options = (shown: readonly ArmId[]) =>
    shown.map((arm) => (
      <ArmOption
        key={arm}
        arm={arm}
        chosen={value.includes(arm)}
        fixed={required.includes(arm)}
        onToggle={() => toggle(arm)}
      />
    ));
  return (
    <fieldset data-tour="arms" aria-describedby={`${id}-help`}>
      <legend className="visually-hidden">{field.label}</legend>
      {more
        ? roles.map(([title, members]) => (
            <div key={title} role="group" aria-label={title ?? 'Always compared'}>
              {title !== null && <p className={css['role']}>{title}</p>}
              {options(armNames.filter((arm) => members.includes(armRecords[arm].role)))}
            </div>
          ))
        : options(armNames.filter(isOpen))}
      {(more || hidden.length > 0) && (
        <button
          type="button"
          className={css['more']}
          aria-expanded={more}
          title={more ? undefined : hidden.map(armLabel).join(', ')}
          onClick={() => setMore(!more)}
        >
          {more ? 'Fewer arms' : `${hidden.length} more arms`}
          <Icon name={more ? 'up' : 'down'} size={12} />
        </button>
      )}
      <p id={`${id}-help`} hidden>
        {field.help}
      </p>
    </fieldset>
  );
}

interface ArmOptionProps {
  readonly arm: ArmId;
  readonly chosen: boolean;
  readonly fixed: boolean;
  readonly onToggle: () => void;
}

/** One arm: its line as charts draw it, its name, a check box; what it does on hover, focus or "?". */
function ArmOption({ arm, chosen, fixed, onToggle }: ArmOptionProps) {
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
