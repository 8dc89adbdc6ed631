/** The knobs of the lab that have an effect now, in two groups. */
import { memo } from 'react';
import {
  isLabRelevant,
  labFieldNames,
  labFields,
  type LabFieldName,
  type LabSettings,
} from '../../../experiment/lab/lab-fields.ts';
import css from '../Lab.module.css';
import { LabChoice } from './LabChoice.tsx';
import { LabNumber } from './LabNumber.tsx';

const groups = [
  ['task', 'Sequences'],
  ['farcaster', 'Forecast'],
] as const;

export const LabControls = memo(function LabControls({ settings }: { readonly settings: LabSettings }) {
  return (
    <div className={css['controls']} data-export="no">
      {groups.map(([group, title]) => (
        <fieldset key={group} className={css['group']}>
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
  const field = labFields[name];
  if (field.kind === 'choice') return <LabChoice name={name} field={field} value={String(value)} />;
  return typeof value === 'number' ? <LabNumber name={name} field={field} value={value} /> : null;
});
