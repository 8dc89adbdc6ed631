import { describe, expect, it } from 'vitest';
import { mostCalibrations, readCalibrations, readRecollection, readReport } from './protocol-calibrations.ts';

const named = (shape: string) => ({
  shape,
  rates: [
    { engine: 'fused', rate: 2000.5 },
    { engine: 'reference', rate: 1000 },
  ],
});
const good = named('acme|one||2-8-8-2');

describe('calibrations from outside', () => {
  it('are taken where they fit, in their order', () => {
    expect(readCalibrations([named('a'), named('b')])).toEqual([named('a'), named('b')]);
  });

  it.each<[string, unknown]>([
    ['no list', { ...good }],
    ['nothing', undefined],
    ['a string', '[]'],
  ])('%s gives none', (_, data) => {
    expect(readCalibrations(data)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['no rates', { shape: 'a', rates: [] }],
    ['an unknown engine', { shape: 'a', rates: [{ engine: 'auto', rate: 1 }] }],
    ['a rate in words', { shape: 'a', rates: [{ engine: 'fused', rate: '1' }] }],
    ['a rate of zero', { shape: 'a', rates: [{ engine: 'fused', rate: 0 }] }],
    ['a rate below zero', { shape: 'a', rates: [{ engine: 'fused', rate: -1 }] }],
    ['a rate without end', { shape: 'a', rates: [{ engine: 'fused', rate: Infinity }] }],
    ['rates out of order', { shape: 'a', rates: good.rates.toReversed() }],
    ['too many rates', { shape: 'a', rates: Array(5).fill(good.rates[0]) }],
    ['no shape', { rates: good.rates }],
    ['an endless shape', named('x'.repeat(1001))],
  ])('an entry with %s is left out, the others stay', (_, entry) => {
    expect(readCalibrations([entry, good])).toEqual([good]);
  });

  it('are cut to the latest', () => {
    const many = Array.from({ length: mostCalibrations + 3 }, (_, i) => named(String(i)));
    expect(readCalibrations(many).map(({ shape }) => shape)).toEqual(many.slice(3).map(({ shape }) => shape));
  });
});

describe('messages', () => {
  it('are distinguished from those about runs', () => {
    for (const read of [readRecollection, readReport]) {
      for (const other of [{ type: 'play', runId: 1 }, 'recall', null, {}]) expect(read(other)).toBeNull();
    }
  });

  it('carry what fits, and nothing where nothing does', () => {
    expect(readRecollection({ type: 'recall', calibrations: [good, 3] })).toEqual([good]);
    expect(readRecollection({ type: 'recall' })).toEqual([]);
    expect(readReport({ type: 'calibrated', calibration: good })).toEqual([good]);
    expect(readReport({ type: 'calibrated', calibration: 'good' })).toEqual([]);
    expect(readReport({ type: 'calibrated' })).toEqual([]);
  });
});
