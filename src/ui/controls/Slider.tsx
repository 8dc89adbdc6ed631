/** A thin native range input, filled up to its thumb. */
import type { CSSProperties } from 'react';
import { Range } from '../primitives/Range.tsx';
import css from './controls.module.css';

interface SliderProps {
  readonly id: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  /** The value as it is said aloud. */
  readonly valueText: string;
  readonly onChange: (value: number) => void;
}

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
