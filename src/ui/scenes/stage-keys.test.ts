/** Which keys of keyboards and clickers mean what on stage. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { actOf, stageKeys, type StageAct } from './stage-keys.ts';

const press = (key: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent =>
  ({ key, code: '', target: null, ctrlKey: false, metaKey: false, altKey: false, ...more }) as KeyboardEvent;

// There is no page here.
beforeAll(() => void vi.stubGlobal('Element', Map));
afterAll(() => void vi.unstubAllGlobals());

it.each<[key: string, act: StageAct | null]>([
  ['PageDown', 'next'],
  ['ArrowRight', 'next'],
  [' ', 'next'],
  ['PageUp', 'back'],
  ['b', 'black'],
  ['B', 'black'],
  ['.', 'black'],
  ['Escape', 'leave'],
  ['f', 'screen'],
  ['1', null],
  ['r', null],
])('%s is %s', (key, act) => {
  expect(actOf(press(key))).toBe(act);
});

it('leaves the browser its own keys, and has no key twice', () => {
  expect(actOf(press('l', { ctrlKey: true }))).toBeNull();
  expect(actOf(press('ArrowLeft', { altKey: true }))).toBeNull();
  const keys = stageKeys.flatMap(({ on }) => on);
  expect(new Set(keys).size).toBe(keys.length);
});
