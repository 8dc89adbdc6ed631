/** A number: typed at the right, slid underneath. */
import { useId, useState, type CSSProperties } from 'react';
import type { ExperimentSpec, FieldName } from '../../experiment/fields.ts';
import type { NumberField } from '../../experiment/kinds.ts';
import { fieldNumber } from '../primitives/numbers.ts';
import { FieldShell } from './FieldShell.tsx';
import { TextEntry } from './TextEntry.tsx';
import { useField, type FieldHandle } from './use-field.ts';
import { Range } from '../primitives/Range.tsx';
import css from './controls.module.css';

export type NumberName = {
  [Name in FieldName]: ExperimentSpec[Name] extends number ? Name : never;
}[FieldName];

export const NumberRow = ({ name }: { readonly name: NumberName }) => <NumberControl {...useField(name)} />;

interface NumberControlProps extends FieldHandle<NumberField, number> {
  /** Omits the unit. */
  readonly narrow?: boolean;
}

/** The same for any field table. */
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

interface SliderProps {
  readonly id: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  readonly valueText: string;
  readonly onChange: (value: number) => void;
}

/** A thin native range input, filled up to its thumb. */
export function Slider({ id, min, max, step, value, valueText, onChange }: SliderProps) {
  const share = max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0;
  return (
    <Range
      id={id}
      className={css['slider']}
      style={{ '--share': share } as CSSProperties}
      min={min}
      max={max}
      step={step}
      value={value}
      aria-valuetext={valueText}
      aria-describedby={`${id}-help`}
      onChange={onChange}
    />
  );
}

const decade = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

interface SliderScale {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly place: (value: number) => number;
  readonly value: (place: number) => number;
}

export function sliderScale(field: NumberField, current: number): SliderScale {
  if (field.logarithmic !== true) {
    const { min, max, step } = field;
    return { min, max, step, place: (value) => value, value: (place) => place };
  }
  const stops = stopsOf(field, current);
  return {
    min: 0,
    max: stops.length - 1,
    step: 1,
    place: (value) => stops.indexOf(value),
    value: (place) => stops[Math.round(place)] ?? current,
  };
}

/** Ascending, with the ends, the default and the current value. */
function stopsOf(field: NumberField, current: number): number[] {
  const stops = new Set([field.min, field.max, field.default, current]);
  const last = Math.ceil(Math.log10(field.max));
  // A field from 0 up has decades from its increment up.
  const least = field.min > 0 ? field.min : field.step;
  for (let power = Math.floor(Math.log10(least)); power <= last; power += 1) {
    for (const mantissa of decade) {
      const raw = Number((mantissa * 10 ** power).toPrecision(2));
      const value = field.integer ? Math.round(raw / field.step) * field.step : raw;
      if (value >= field.min && value <= field.max) stops.add(value);
    }
  }
  return [...stops].sort((a, b) => a - b);
}
