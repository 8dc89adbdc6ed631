/** One of a few, side by side: native radio buttons in a row. */
import { useId } from 'react';
import css from './primitives.module.css';

interface SegmentedProps<Value extends string> {
  readonly legend: string;
  readonly options: readonly (readonly [value: Value, label: string])[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  /** Plain words, the chosen one underlined. */
  readonly quiet?: boolean;
}

export function Segmented<Value extends string>(props: SegmentedProps<Value>) {
  const { legend, options, value, onChange, quiet = false } = props;
  const name = useId();
  return (
    <fieldset className={quiet ? css['quiet'] : css['group']}>
      <legend className="visually-hidden">{legend}</legend>
      {options.map(([option, label]) => (
        <label key={option} className={css['option']}>
          <input
            type="radio"
            className={css['input']}
            name={name}
            value={option}
            checked={option === value}
            onChange={() => onChange(option)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
