import { describe, expect, it } from 'vitest';
import { belongsToFocus, shortcutFor, shortcuts } from './shortcuts.ts';

const press = (key: string, more: Partial<Parameters<typeof shortcutFor>[0]> = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  ...more,
});

const labelOf = (...args: Parameters<typeof press>): string | undefined => shortcutFor(press(...args))?.label;

describe('shortcutFor', () => {
  it('tells keys by their modifiers', () => {
    expect(labelOf('r')).toMatch(/^Rewind/);
    expect(labelOf('R', { shiftKey: true })).toBe('New seeds');
    expect(labelOf('r', { ctrlKey: true })).toBeUndefined();
    expect(labelOf('s', { metaKey: true })).toBe('Copy the link');
    expect(labelOf('s')).toBeUndefined();
    expect(labelOf('?', { shiftKey: true })).toBe('This sheet');
    expect(labelOf('f')).toBe('Full screen');
    expect(labelOf('f', { ctrlKey: true })).toBeUndefined();
    expect(labelOf('P', { shiftKey: true })).toBeUndefined();
  });

  it('repeats steps, and nothing else, while a key is held', () => {
    expect(labelOf('ArrowRight', { repeat: true })).toBe('One step');
    expect(labelOf(' ', { repeat: true })).toBeUndefined();
  });

  it('gives every press to one row at most', () => {
    const presses = shortcuts.flatMap(({ on, modifier }) => on.map((key) => `${modifier} ${key}`));
    expect(new Set(presses).size).toBe(presses.length);
  });
});

describe('belongsToFocus', () => {
  it('leaves typing alone', () => {
    expect(belongsToFocus('text', press('r'))).toBe(true);
    expect(belongsToFocus('text', press('s', { ctrlKey: true }))).toBe(false);
  });

  it('lets a slider keep its arrows and the page its space bar', () => {
    expect(belongsToFocus('range', press('ArrowRight'))).toBe(true);
    expect(belongsToFocus('range', press(' '))).toBe(false);
    expect(belongsToFocus('button', press(' '))).toBe(true);
  });
});
