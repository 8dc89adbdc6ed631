/** Where a slider can stand: a linear field natively, a logarithmic one at round numbers. */
import type { NumberField } from '../../experiment/kinds.ts';

/** Round numbers of one decade, about evenly spread over the logarithm. */
const decade = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

export interface SliderScale {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Value of the field -> place of the slider, and back. */
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

/** Ascending; the ends, the default and the current value are always among them. */
function stopsOf(field: NumberField, current: number): number[] {
  const stops = new Set([field.min, field.max, field.default, current]);
  const last = Math.ceil(Math.log10(field.max));
  // A field that begins at 0, for which it has a word, has decades from its increment on.
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
