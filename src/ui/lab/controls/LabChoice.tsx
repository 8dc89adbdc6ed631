/** One of several in the lab: a native select at the right of its label. */
import { useId } from 'react';
import type { ChoiceField } from '../../../experiment/kinds.ts';
import type { LabFieldName } from '../../../experiment/lab/lab-fields.ts';
import css from '../../controls/controls.module.css';
import { FieldShell } from '../../controls/FieldShell.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { useLabField } from './use-lab-field.ts';

interface LabChoiceProps {
  readonly name: LabFieldName;
  readonly field: ChoiceField;
  readonly value: string;
}

export function LabChoice({ name, field, value }: LabChoiceProps) {
  const { set, reset } = useLabField(name);
  const id = useId();
  return (
    <FieldShell
      label={field.label}
      help={field.help}
      id={id}
      reset={value === field.default ? null : reset}
      value={
        <span className={css['choice']}>
          <select
            id={id}
            className={css['select']}
            aria-describedby={`${id}-help`}
            value={value}
            onChange={({ target }) => set(target.value)}
          >
            {Object.entries(field.options).map(([option, words]) => (
              <option key={option} value={option}>
                {words}
              </option>
            ))}
          </select>
          <Icon name="down" size={12} />
        </span>
      }
    />
  );
}
