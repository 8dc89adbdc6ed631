/** Hidden layers, seeds and other lists of numbers, and a number that is more often left to the page: typed. */
import { Fragment, useId, useState, type ComponentType, type ReactNode } from 'react';
import { useAppState } from '../app/ui-context.ts';
import { exampleForm } from '../../experiment/tasks.ts';
import type { FieldName, fields } from '../../experiment/fields.ts';
import { formatValue, type Field } from '../../experiment/kinds.ts';
import css from './controls.module.css';
import { FieldShell } from './FieldShell.tsx';
import { TextEntry } from './TextEntry.tsx';
import { useField, type FieldHandle } from './use-field.ts';

export type ListName = {
  [Name in FieldName]: (typeof fields)[Name]['kind'] extends 'widths' | 'seeds' | 'numbers' ? Name : never;
}[FieldName];

export const ListRow = ({ name }: { readonly name: ListName | 'sweepTarget' }) => (
  <ListControl {...useField(name)} around={name === 'layers' ? BetweenEnds : Fragment} />
);

interface ListControlProps extends Omit<FieldHandle<Field, unknown>, 'set'> {
  /** Draws the entry with what belongs beside it. */
  readonly around?: ComponentType<{ readonly children: ReactNode }>;
}

/** The same for any field table. */
export function ListControl({
  field,
  value,
  isDefault,
  reset,
  read,
  around: Around = Fragment,
}: ListControlProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  return (
    <FieldShell
      label={field.label}
      help={field.help}
      id={id}
      reset={isDefault ? null : reset}
      problem={problem}
      value={
        <Around>
          <TextEntry
            id={id}
            helpId={`${id}-help`}
            text={formatValue(field, value).replaceAll(',', ', ')}
            read={read}
            onProblem={setProblem}
          />
        </Around>
      }
    />
  );
}

/** The widths of input and output. */
function BetweenEnds({ children }: { readonly children: ReactNode }) {
  const { features, outputs } = exampleForm(useAppState(({ draft }) => draft));
  return (
    <>
      <span className={css['end']}>{features} –</span>
      {children}
      <span className={css['end']}>– {outputs.join(' × ')}</span>
    </>
  );
}
