/** One of several: a native select at the right of its label. */
import { useId } from 'react';
import type { FieldName, fields } from '../../experiment/fields.ts';
import type { ChoiceField } from '../../experiment/kinds.ts';
import { Icon } from '../primitives/Icon.tsx';
import css from './controls.module.css';
import { FieldShell } from './FieldShell.tsx';
import { useField, type FieldHandle } from './use-field.ts';

export type ChoiceName = {
  [Name in FieldName]: (typeof fields)[Name]['kind'] extends 'choice' ? Name : never;
}[FieldName];

export const ChoiceRow = ({ name }: { readonly name: ChoiceName }) => <ChoiceControl {...useField(name)} />;

/** The same for any field table. */
export function ChoiceControl({ field, ...handle }: FieldHandle<ChoiceField, string>) {
  const id = useId();
  return (
    <FieldShell
      label={field.label}
      help={field.help}
      id={id}
      reset={handle.isDefault ? null : handle.reset}
      value={
        <span className={css['choice']}>
          <select
            id={id}
            className={css['select']}
            aria-describedby={`${id}-help`}
            value={handle.value}
            onChange={({ target }) => void handle.read(target.value)}
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
