import type { KeyboardEvent } from 'react';
import { describe, expect, it } from 'vitest';
import {
  exploreCells,
  exploreOf,
  pointTo,
  shareOf,
  showBetween,
  shownOf,
  valueAt,
  type Explore,
} from './explore.ts';

const press = ({ onKey }: Explore, key: string, others: Partial<KeyboardEvent> = {}): boolean => {
  let isTaken = false;
  const event = { key, shiftKey: false, preventDefault: () => (isTaken = true), ...others };
  onKey(event as unknown as KeyboardEvent);
  return isTaken;
};

const steps = { domain: [0, 100], places: [40, 0, 20, 60, 80, 100] } as const;
/** Losses, falling to the right. */
const losses = { domain: [1, 0.01], logarithmic: true, places: [0.01, 0.1, 1] } as const;

describe('an axis', () => {
  it.each([
    [steps, 0.25, 25],
    [losses, 0.5, 0.1],
    [losses, 0, 1],
  ])('%# turns shares into values and back', (axis, share, value) => {
    expect(valueAt(axis, share)).toBeCloseTo(value, 12);
    expect(shareOf(axis, value)).toBeCloseTo(share, 12);
  });

  it('is shown from share to share, a falling one falling', () => {
    expect(shownOf(steps, null)).toEqual([0, 100]);
    expect(shownOf(steps, [0.2, 0.6])).toEqual([20, 60]);
    const [left, right] = shownOf(losses, [0.5, 1]);
    expect(left).toBeCloseTo(0.1, 12);
    expect(right).toBeCloseTo(0.01, 12);
  });
});

describe('keys', () => {
  it('go from place to place as they are drawn, and stop at the ends', () => {
    const explore = exploreOf(exploreCells(), steps);
    const seen = ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowLeft', 'End', 'ArrowRight', 'Home'].map(
      (key) => {
        expect(press(explore, key)).toBe(true);
        return explore.at.get();
      },
    );
    expect(seen).toEqual([0, 20, 0, 0, 100, 100, 0]);
    const falling = exploreOf(exploreCells(), losses);
    press(falling, 'ArrowLeft');
    expect(falling.at.get()).toBe(0.01);
    press(falling, 'ArrowLeft');
    expect(falling.at.get()).toBe(0.1);
  });

  it('take great strides with shift, and stay with the place when the places become more', () => {
    const cells = exploreCells();
    const places = Array.from({ length: 30 }, (_, i) => i);
    press(exploreOf(cells, { domain: [0, 29], places }), 'ArrowRight');
    press(exploreOf(cells, { domain: [0, 29], places }), 'ArrowRight', { shiftKey: true });
    expect(cells.at.get()).toBe(10);
    press(exploreOf(cells, { domain: [0, 40], places: [...places, 40] }), 'ArrowRight');
    expect(cells.at.get()).toBe(11);
  });

  it('start from the nearest place if the data no longer contain the one under the crosshair', () => {
    const cells = exploreCells();
    cells.at.set(61);
    press(exploreOf(cells, steps), 'ArrowRight');
    expect(cells.at.get()).toBe(80);
  });

  it('zoom around the crosshair, and Escape shows all of it', () => {
    const explore = exploreOf(exploreCells(), steps);
    explore.at.set(20);
    press(explore, '+');
    expect(shownOf(steps, explore.range.get())).toEqual([10, 60]);
    press(explore, '-');
    expect(explore.range.get()).toBeNull();
    press(explore, '+');
    press(explore, 'Escape');
    expect([explore.at.get(), explore.range.get()]).toEqual([null, null]);
  });

  it('do not zoom a way through a plane', () => {
    const explore = exploreOf(exploreCells(), { ...steps, isFixed: true });
    expect(press(explore, '+')).toBe(false);
    expect(press(explore, 'End')).toBe(true);
    expect([explore.at.get(), explore.range.get()]).toEqual([100, null]);
  });

  it('move between the rows of a grid, and stay where there is no cell', () => {
    const explore = exploreOf(exploreCells(), {
      domain: [0, 4],
      isFixed: true,
      columns: 2,
      places: [0, 1, 2, 3, 4],
    });
    const seen = ['End', 'ArrowUp', 'ArrowLeft', 'ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown', 'ArrowDown'];
    expect(seen.map((key) => (press(explore, key), explore.at.get()))).toEqual([4, 2, 1, 1, 1, 3, 3, 3]);
    const line = exploreOf(exploreCells(), steps);
    expect(press(line, 'ArrowDown')).toBe(false);
  });

  it('are left to the page where they mean nothing here', () => {
    const explore = exploreOf(exploreCells(), steps);
    expect(press(explore, 'a')).toBe(false);
    expect(press(explore, 'ArrowRight', { ctrlKey: true })).toBe(false);
    expect(explore.at.get()).toBeNull();
  });
});

describe('the pointer', () => {
  it('points at the nearest place of what is shown', () => {
    const explore = exploreOf(exploreCells(), steps);
    pointTo(explore, 0.33);
    expect(explore.at.get()).toBe(40);
    explore.range.set([0.5, 0.7]);
    pointTo(explore, 0.1);
    expect(explore.at.get()).toBe(60);
    const nowhere = exploreOf(exploreCells(), { domain: [0, 1], places: [] });
    pointTo(nowhere, 0.5);
    expect(nowhere.at.get()).toBeNull();
  });

  it('shows what it was drawn over, from what is shown; a press changes nothing', () => {
    const explore = exploreOf(exploreCells(), steps);
    showBetween(explore, 0.6, 0.2);
    expect(explore.range.get()).toEqual([0.2, 0.6]);
    showBetween(explore, 0.5, 1);
    expect(explore.range.get()).toEqual([0.4, 0.6]);
    showBetween(explore, 0.5, 0.5);
    expect(explore.range.get()).toEqual([0.4, 0.6]);
  });
});
