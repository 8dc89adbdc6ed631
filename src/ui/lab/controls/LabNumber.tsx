/** A number of the lab: typed at the right, slid underneath. */
import { useId, useState } from 'react';
import type { NumberField } from '../../../experiment/kinds.ts';
import type { LabFieldName } from '../../../experiment/lab/lab-fields.ts';
import { FieldShell } from '../../controls/FieldShell.tsx';
import { Slider } from '../../controls/Slider.tsx';
import { sliderScale } from '../../controls/slider-scale.ts';
import { TextEntry } from '../../controls/TextEntry.tsx';
import { fieldNumber } from '../../primitives/numbers.ts';
import { useLabField } from './use-lab-field.ts';

interface LabNumberProps {
  readonly name: LabFieldName;
  readonly field: NumberField;
  readonly value: number;
}

export function LabNumber({ name, field, value }: LabNumberProps) {
  const { set, reset, read } = useLabField(name);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const scale = sliderScale(field, value);
  const text = fieldNumber(field, value);
  return (
    <FieldShell
      label={field.label}
      help={field.help}
      id={id}
      reset={value === field.default ? null : reset}
      problem={problem}
      value={
        <TextEntry
          id={`${id}-entry`}
          helpId={`${id}-help`}
          label={`${field.label}, exact value`}
          text={text}
          numeric
          read={read}
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
        valueText={field.unit === undefined ? text : `${text} ${field.unit}`}
        onChange={(place) => {
          setProblem(null);
          set(scale.value(place));
        }}
      />
    </FieldShell>
  );
}
