import { describe, expect, it } from 'vitest';
import { fields } from '../../experiment/fields.ts';
import { sliderScale } from './NumberRow.tsx';

describe('sliderScale', () => {
  it('takes a linear field as it is', () => {
    const scale = sliderScale(fields.noise, 0.1);
    expect([scale.min, scale.max, scale.step]).toEqual([0, 0.5, 0.01]);
    expect(scale.value(scale.place(0.2))).toBe(0.2);
  });

  it('stands at round numbers on a logarithmic field, ends included', () => {
    const scale = sliderScale(fields.learningRate, 0.3);
    expect(scale.value(scale.min)).toBe(0.0001);
    expect(scale.value(scale.max)).toBe(10);
    expect(scale.value(scale.place(0.3) + 1)).toBe(0.4);
    expect(scale.value(scale.place(0.3) - 1)).toBe(0.25);
  });

  it('has a place for a word before the decades of a logarithmic field', () => {
    const scale = sliderScale(fields.goal, 0);
    expect(scale.value(scale.place(0))).toBe(0);
    expect(scale.value(scale.min + 1)).toBe(fields.goal.step);
    expect(scale.value(scale.max)).toBe(fields.goal.max);
  });

  it('keeps a typed value that is not round', () => {
    const scale = sliderScale(fields.steps, 777);
    expect(scale.value(scale.place(777))).toBe(777);
    expect(scale.value(scale.place(777) + 1)).toBe(800);
  });
});
