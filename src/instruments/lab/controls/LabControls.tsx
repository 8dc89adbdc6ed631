/** The knobs of the lab that have an effect now, in two groups. */
import { memo } from 'react';
import {
  isLabRelevant,
  labFieldNames,
  labFieldOf,
  labFields,
  type LabFieldName,
  type LabSettings,
} from '../../../experiment/lab/lab-fields.ts';
import { useActions } from '../../../ui/app/ui-context.ts';
import { ChoiceControl } from '../../../ui/controls/ChoiceRow.tsx';
import { NumberControl } from '../../../ui/controls/NumberRow.tsx';
import { handleOf } from '../../../ui/controls/use-field.ts';
import css from '../Lab.module.css';

const groups = [
  ['task', 'Sequences'],
  ['farcaster', 'Forecast'],
] as const;

export const LabControls = memo(function LabControls({ settings }: { readonly settings: LabSettings }) {
  return (
    <div className={css['controls']} data-export="no">
      {groups.map(([group, title]) => (
        <fieldset key={group}>
          <legend className={css['legend']}>{title}</legend>
          <div className={css['fields']}>
            {labFieldNames
              .filter((name) => labFields[name].group === group && isLabRelevant(name, settings))
              .map((name) => (
                <Row key={name} name={name} value={settings[name]} />
              ))}
          </div>
        </fieldset>
      ))}
    </div>
  );
});

interface RowProps {
  readonly name: LabFieldName;
  readonly value: LabSettings[LabFieldName];
}

/** Draws anew only when its own value has changed. */
const Row = memo(function Row({ name, value }: RowProps) {
  const { changeLab } = useActions();
  const field = labFieldOf(name);
  const set = (next: unknown): void => changeLab({ [name]: next });
  if (field.kind === 'choice') return <ChoiceControl {...handleOf(field, String(value), set)} />;
  if (field.kind !== 'number' || typeof value !== 'number') return null;
  return <NumberControl {...handleOf(field, value, set)} narrow />;
});
