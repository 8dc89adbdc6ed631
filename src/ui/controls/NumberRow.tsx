/** A number: typed at the right, slid underneath. */
import { useId, useState } from 'react';
import type { ExperimentSpec, FieldName } from '../../experiment/fields.ts';
import type { NumberField } from '../../experiment/kinds.ts';
import { fieldNumber } from '../primitives/numbers.ts';
import { FieldShell } from './FieldShell.tsx';
import { Slider } from './Slider.tsx';
import { sliderScale } from './slider-scale.ts';
import { TextEntry } from './TextEntry.tsx';
import { useField, type FieldHandle } from './use-field.ts';

export type NumberName = {
  [Name in FieldName]: ExperimentSpec[Name] extends number ? Name : never;
}[FieldName];

export const NumberRow = ({ name }: { readonly name: NumberName }) => <NumberControl {...useField(name)} />;

interface NumberControlProps extends FieldHandle<NumberField, number> {
  /** Leaves the unit to the help, where rows are narrow. */
  readonly narrow?: boolean;
}

/** The same for a field of whatever table. */
export function NumberControl({ field, narrow = false, ...handle }: NumberControlProps) {
  const { value } = handle;
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const scale = sliderScale(field, value);
  const text = fieldNumber(field, value);
  const unit = value === 0 && field.zero !== undefined ? undefined : field.unit;
  return (
    <FieldShell
      label={field.label}
      help={field.help}
      id={id}
      reset={handle.isDefault ? null : handle.reset}
      problem={problem}
      value={
        <TextEntry
          id={`${id}-entry`}
          helpId={`${id}-help`}
          label={`${field.label}, exact value`}
          text={text}
          unit={narrow ? undefined : unit}
          numeric
          read={handle.read}
          onProblem={setProblem}
        />
      }
    >
      <Slider
        id={id}
        min={scale.min}
        max={scale.max}
        step={scale.step}
        value={scale.place(value)}
        valueText={unit === undefined ? text : `${text} ${unit}`}
        onChange={(place) => {
          setProblem(null);
          handle.set(scale.value(place));
        }}
      />
    </FieldShell>
  );
}
