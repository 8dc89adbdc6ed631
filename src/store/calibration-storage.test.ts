import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { mostCalibrations, type Calibration } from '../worker/protocol-calibrations.ts';
import { calibrationStorage } from './browser-storage.ts';

const of = (shape: string, rate = 9): Calibration => ({ shape, rates: [{ engine: 'fused', rate }] });

let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

it('keeps calibrations over a reload, under one key', () => {
  calibrationStorage('1').add(of('a'));
  calibrationStorage('1').add(of('b'));
  expect(calibrationStorage('1').load()).toEqual([of('a'), of('b')]);
  expect([...kept.keys()]).toEqual(['farcast-calibrations']);
});

it('keeps the latest for each shape, and no more than a few shapes', () => {
  const storage = calibrationStorage('1');
  for (let i = 0; i < mostCalibrations + 5; i += 1) storage.add(of(String(i)));
  storage.add(of('20', 70));
  const shapes = storage.load().map(({ shape }) => shape);
  expect(shapes).toHaveLength(mostCalibrations);
  expect(shapes[0]).toBe('5');
  expect(shapes.filter((shape) => shape === '20')).toHaveLength(1);
  expect(storage.load().at(-1)).toEqual(of('20', 70));
});

it('forgets what another version measured', () => {
  calibrationStorage('1').add(of('a'));
  expect(calibrationStorage('2').load()).toEqual([]);
  calibrationStorage('2').add(of('b'));
  expect(calibrationStorage('2').load()).toEqual([of('b')]);
});

it.each([
  '',
  'null',
  '{',
  '[]',
  '{"version":"1"}',
  '{"version":"1","calibrations":"all"}',
  '{"version":"1","calibrations":[{"shape":"a","rates":[{"engine":"evil","rate":1}]}]}',
])('takes nothing from what was tampered with: %s', (text) => {
  kept.set('farcast-calibrations', text);
  const storage = calibrationStorage('1');
  expect(storage.load()).toEqual([]);
  storage.add(of('a'));
  expect(calibrationStorage('1').load()).toEqual([of('a')]);
});

it('sees what another tab added', () => {
  const storage = calibrationStorage('1');
  storage.add(of('a'));
  calibrationStorage('1').add(of('b'));
  storage.add(of('c'));
  expect(calibrationStorage('1').load()).toEqual([of('a'), of('b'), of('c')]);
});

it('lasts as long as the page where nothing can be kept', () => {
  const refuse = (): never => {
    throw new Error('full');
  };
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse });
  const storage = calibrationStorage('1');
  storage.add(of('a'));
  storage.add(of('b'));
  expect(storage.load()).toEqual([of('a'), of('b')]);
  for (let i = 0; i < mostCalibrations; i += 1) storage.add(of(String(i)));
  expect(storage.load()).toHaveLength(mostCalibrations);
});
