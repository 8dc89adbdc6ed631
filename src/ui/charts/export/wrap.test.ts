import { describe, expect, it } from 'vitest';
import { wrapped } from './elements.ts';

/** Every letter is one wide. */
const measure = (text: string): number => text.length;

describe('wrapped', () => {
  it('breaks between words, as late as it can', () => {
    expect(wrapped('Experiment abcdef · moons · 130 weights', 20, measure)).toEqual([
      'Experiment abcdef ·',
      'moons · 130 weights',
    ]);
    expect(wrapped('one line', 8, measure)).toEqual(['one line']);
    expect(wrapped('  ', 8, measure)).toEqual([]);
  });

  it('is whole at any width, and never wider', () => {
    const text = 'Experiment abcdef · Fashion-MNIST · gradient descent';
    for (let width = 1; width <= text.length; width += 1) {
      const lines = wrapped(text, width, measure);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }
  });
});
