import { describe, expect, it } from 'vitest';
import { recorded } from '../testing/recorded.ts';
import { resultOf } from '../result.ts';
import { codeOf, levelsBetween, lossCode, lossOf, valueOf } from './codes.ts';
import { readPicture, writePicture } from './picture.ts';
import { headlineOf, readShared, sharedResultOf, writeShared, type SharedResult } from './shared-result.ts';
import { stampOf, stampUnread } from './stamp.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';

const seeds = Array.from({ length: 16 }, (_, at) => at + 1);
type Loss = Parameters<typeof recorded>[0]['loss'];
const falling: Loss = (arm, seed, step) => seed * 2 ** (-(arm === 'farcaster' ? 2 * step : step) / 20);

function historyOf(loss: Loss = falling) {
  return recorded({
    spec: { arms: ['control', 'farcaster', 'search'], seeds, steps: 120, period: 21 },
    loss,
    jumps: seeds.map((seed) => ({ arm: 'farcaster', seed, step: 40, cost: 2 })),
  });
}
const history = historyOf();
const spec: ExperimentSpec = history.spec;
const result = resultOf(history, 'abcdef');
const own = sharedResultOf(result, '0.1.0');
const other = (loss: Loss, changes: Partial<SharedResult> = {}): SharedResult => ({
  ...sharedResultOf(resultOf(historyOf(loss), 'abcdef'), '0.1.0'),
  ...changes,
});

describe('codes', () => {
  it('write whole numbers and losses, and read them back', () => {
    for (const value of [0, 1, 63, 64, 4095]) expect(valueOf(codeOf(value, 2))).toBe(value);
    for (const loss of [1e-15, 3.7e-4, 0.02, 1, 812])
      expect(lossOf(lossCode(loss)) / loss).toBeCloseTo(1, 1.9);
    expect([lossOf(lossCode(0)), lossOf(lossCode(NaN)), lossOf(lossCode(Infinity))]).toEqual([0, NaN, NaN]);
    expect(valueOf('a!')).toBeNaN();
    expect(levelsBetween(lossCode(0), lossCode(0.1))).toBe(Infinity);
  });
});

describe('a result in a link', () => {
  const text = writeShared(own);

  it('is about 200 letters, and is read back as it was', () => {
    expect(text.length).toBeLessThan(210);
    expect(text).toMatch(/^[\w;.,:-]+$/);
    expect(readShared(text)).toEqual(own);
  });

  it('with any one letter altered is read as damaged, or as newer', () => {
    for (let at = 0; at < text.length; at += 1) {
      const altered = `${text.slice(0, at)}${text[at] === 'b' ? 'c' : 'b'}${text.slice(at + 1)}`;
      expect(stampUnread(readShared(altered), 'abcdef')?.kind, altered).toBe('damaged');
    }
    expect(stampUnread(readShared(`2${text.slice(1)}`), 'abcdef')?.kind).toBe('newer');
    for (const hostile of ['', ';;;;', '1;', '1;'.repeat(200), 'x'.repeat(1000)])
      expect(readShared(hostile)).toBeNull();
  });

  it('is one sentence, which says when the seeds are too few', () => {
    const some = { ...own, saved: 48, low: 45, high: 52, better: 5, total: 6 };
    expect(headlineOf(some)).toBe('saved 48 % (45 to 52 %), better in 5 of 6 seeds');
    expect(headlineOf({ ...some, total: 5 })).toMatch(/better in 5 of 5 seeds, too few for a claim$/);
  });

  it('belongs to one experiment', () => {
    expect(stampUnread(own, 'abcdef')).toBeNull();
    expect(stampUnread(own, 'abcdeg')).toMatchObject({ kind: 'altered' });
  });
});

describe('the stamp', () => {
  /** The same until seed 3 departs from it, after step 71. */
  const departs: Loss = (arm, seed, step) => falling(arm, seed, step) * (seed === 3 && step > 71 ? 1.2 : 1);
  const slightly: Loss = (arm, seed, step) => falling(arm, seed, step) * (1 + seed / 1000);

  it.each([
    ['same', own],
    ['same', { ...own, version: '0.0.9', engine: 'fused' }],
    ['version', other(departs, { version: '0.0.9' })],
    ['tolerance', other(slightly, { engine: 'fused' })],
    ['differs', other(departs, { engine: 'fused' })],
    ['differs', other(slightly)],
    ['differs', { ...own, digest: '000000000000' }],
  ] as const)('says %s', (kind, theirs) => {
    expect(stampOf(theirs, own, spec).kind).toBe(kind);
  });

  it('says at which seed, within which steps, and both losses', () => {
    expect(stampOf(other(departs), own, spec)).toEqual({
      kind: 'differs',
      title: 'Differs at seed 3, first within steps 71 to 80',
      detail: 'Its control ended at loss 0.056 in the link and at 0.047 here. Reference engine.',
    });
  });

  it('does not say where between engines that round differently', () => {
    const { title, detail } = stampOf(other(departs, { engine: 'fused' }), own, spec);
    expect(title).toBe('Differs at seed 3');
    expect(detail).toMatch(/^Its control .* Shared from the fused engine, run here on reference\. Rounding/);
  });

  it('reports what is known if no loss differs', () => {
    expect(stampOf({ ...own, digest: '000000000000' }, own, spec).title).toBe('Differs, though no loss does');
  });
});

describe('the picture', () => {
  const text = writePicture(history);

  it('has the curves, to 2 %', () => {
    expect(text.length).toBeLessThan(900);
    const picture = readPicture(text)!;
    expect(picture.curves.map(({ arm }) => arm)).toEqual(['control', 'farcaster', 'search']);
    const control = history.statistics[0]!;
    const { points } = picture.curves[0]!;
    expect(points).toHaveLength(36);
    for (const { x, median } of points) expect(median / control.median[Math.floor(x)]!).toBeCloseTo(1, 1.6);
  });

  it('altered, or of unknown arms, is none', () => {
    expect(readPicture(text.replace('control', 'kontrol'))).toBeNull();
    expect(readPicture(text.slice(0, -1))).toBeNull();
    expect(readPicture('')).toBeNull();
  });
});
