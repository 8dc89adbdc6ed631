/** Which arms run: check boxes in the arms' colours. Required ones are fixed. */
import { useId } from 'react';
import type { CSSProperties } from 'react';
import { fields } from '../../experiment/fields.ts';
import { useTip } from '../help/use-tip.ts';
import { armLabel, series, type ArmId } from '../primitives/arms.ts';
import css from './controls.module.css';
import { useField } from './use-field.ts';

const arms = Object.keys(fields.arms.options) as readonly ArmId[];
const required: readonly ArmId[] = fields.arms.required;

export function ArmsRow() {
  const { field, value, set } = useField('arms');
  const tip = useTip(field.help);
  const id = useId();
  const toggle = (arm: ArmId): void =>
    set(arms.filter((other) => (other === arm ? !value.includes(arm) : value.includes(other))));
  return (
    <fieldset {...tip} className={css['arms']} aria-describedby={`${id}-help`}>
      <legend className="visually-hidden">{field.label}</legend>
      {arms.map((arm) => (
        <label
          key={arm}
          className={css['arm']}
          title={required.includes(arm) ? 'Always there' : undefined}
          style={{ '--arm': series[arm].color } as CSSProperties}
        >
          <span className={css['armName']}>{armLabel(arm)}</span>
          <input
            type="checkbox"
            className={css['check']}
            checked={value.includes(arm)}
            disabled={required.includes(arm)}
            onChange={() => toggle(arm)}
          />
        </label>
      ))}
      <p id={`${id}-help`} hidden>
        {field.help}
      </p>
    </fieldset>
  );
}
