import { describe, expect, it } from 'vitest';
import { tour } from './Tour.tsx';

describe('the tour', () => {
  it('has at most seven stops, each with words and a place of its own', () => {
    expect(tour.length).toBeGreaterThan(3);
    expect(tour.length).toBeLessThanOrEqual(7);
    expect(new Set(tour.map(({ target }) => target)).size).toBe(tour.length);
    for (const { title, text } of tour) expect(title.length * text.length).toBeGreaterThan(0);
  });

  it('can be read in a minute or so', () => {
    expect(
      tour
        .map(({ text }) => text)
        .join(' ')
        .split(' ').length,
    ).toBeLessThan(280);
  });
});
