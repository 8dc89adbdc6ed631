/** Hidden layers, seeds and other lists of numbers, and a number that is more often left to the page: typed. */
import { useId, useState, type ReactNode } from 'react';
import { useAppState } from '../app/ui-context.ts';
import { exampleForm } from '../../experiment/tasks.ts';
import { fieldOf, type FieldName, type fields } from '../../experiment/fields.ts';
import { formatValue } from '../../experiment/kinds.ts';
import css from './controls.module.css';
import { FieldShell } from './FieldShell.tsx';
import { TextEntry } from './TextEntry.tsx';
import { useField } from './use-field.ts';

export type ListName = {
  [Name in FieldName]: (typeof fields)[Name]['kind'] extends 'widths' | 'seeds' | 'numbers' ? Name : never;
}[FieldName];

export function ListRow({ name }: { readonly name: ListName | 'sweepTarget' }) {
  const { field, value, isDefault, reset, read } = useField(name);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const entry = (
    <TextEntry
      id={id}
      helpId={`${id}-help`}
      text={formatValue(fieldOf(name), value).replaceAll(',', ', ')}
      read={read}
      onProblem={setProblem}
    />
  );
  return (
    <FieldShell
      label={field.label}
      help={field.help}
      id={id}
      reset={isDefault ? null : reset}
      problem={problem}
      value={name === 'layers' ? <BetweenEnds>{entry}</BetweenEnds> : entry}
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
