import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { browserStorage, defaultPreferences } from './browser-storage.ts';

let stored: Map<string, string>;

beforeEach(() => {
  stored = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

it('brings preferences back, and not what belongs to one run', () => {
  browserStorage().save({ ...defaultPreferences, axis: 'steps', theme: 'dark', hidden: ['control'] });
  expect(browserStorage().load()).toEqual({ ...defaultPreferences, axis: 'steps', theme: 'dark' });
  expect(Object.keys(JSON.parse(stored.get('farcast-view') ?? '') as object).sort()).toEqual([
    ...['axis', 'logarithmicLoss', 'theme', 'tourSeen'],
  ]);
});

it('falls back to the default axis where the stored one is no longer offered, and keeps the rest', () => {
  stored.set('farcast-view', JSON.stringify({ axis: 'seconds', theme: 'dark', logarithmicLoss: false }));
  expect(browserStorage().load()).toEqual({
    ...defaultPreferences,
    axis: 'ledger',
    theme: 'dark',
    logarithmicLoss: false,
  });
});

it('does without what cannot be read', () => {
  stored.set('farcast-view', '{');
  expect(browserStorage().load()).toEqual(defaultPreferences);
});

it('changes what was changed, and leaves the rest to the other tabs', () => {
  const [a, b, c] = [browserStorage(), browserStorage(), browserStorage()];
  a.save({ theme: 'dark' });
  b.save({ tourSeen: true });
  c.save({ logarithmicLoss: false });
  b.save({ hidden: ['control'], bench: 'maps' });
  expect(a.load()).toEqual({ ...defaultPreferences, theme: 'dark', tourSeen: true, logarithmicLoss: false });
});

it.each(['{', '3', 'null', '"x"'])('begins anew over %s', (text) => {
  stored.set('farcast-view', text);
  browserStorage().save({ theme: 'dark' });
  expect(browserStorage().load()).toEqual({ ...defaultPreferences, theme: 'dark' });
  expect(stored.get('farcast-view')).toBe('{"theme":"dark"}');
});
