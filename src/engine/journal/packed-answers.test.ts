import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  answered,
  packAnswers,
  PackedReader,
  type PackedAnswers,
  type PackedQuestion,
} from './packed-answers.ts';

interface Given {
  readonly to: PackedQuestion;
  readonly answer: Parameters<typeof answered>[1];
  readonly rows: number;
}

const packedOf = (all: readonly Given[]): PackedAnswers =>
  packAnswers(all.map(({ to, answer, rows }) => answered(to, answer, rows)));

const singles = fc.float32Array({ maxLength: 6 });
const symmetric = fc.tuple(fc.integer({ min: 2, max: 4 }), fc.double()).map(([rows, value]): Given => {
  // Two matrices in which no number occurs twice except across the diagonal.
  const answer = Float64Array.from({ length: 2 * rows ** 2 }, (_, at) => {
    const [i, j] = [Math.floor(at / rows) % rows, at % rows];
    return value / (1 + Math.min(i, j) + 10 * Math.max(i, j));
  });
  return { to: 'gram', answer, rows };
});
const anything = fc.oneof(
  singles.map((answer): Given => ({ to: 'lossOf', answer, rows: 0 })),
  singles.map((loss): Given => ({ to: 'score', answer: { loss, accuracy: loss.slice() }, rows: 0 })),
  symmetric,
  // Not quite symmetric, or only except for the sign of a zero.
  fc.double().map((value): Given => ({ to: 'gram', answer: Float64Array.of(1, 0, -0, value), rows: 2 })),
  fc.float64Array({ maxLength: 5 }).map((answer): Given => ({ to: 'meanAbsolute', answer, rows: 0 })),
  fc.integer({ min: 0 }).map((step): Given => {
    const state = { step, weights: Float32Array.of(1), moments: [], clocks: new Int32Array(2) };
    return { to: 'checkpoint', answer: state, rows: 0 };
  }),
);

it('returns what was packed, bit for bit and in order', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 12 }), (answers) => {
      const reader = new PackedReader(structuredClone(packedOf(answers)));
      for (const { to, answer } of answers) expect(reader.next(to)).toStrictEqual(answer);
      expect(reader.isThrough).toBe(true);
    }),
  );
});

it('keeps half of symmetric matrices, and gives nothing where something else is asked or missing', () => {
  const gram: Given = { to: 'gram', answer: Float64Array.of(1, 2, 2, 3), rows: 2 };
  const packed = packedOf([gram]);
  expect([...packed.doubles]).toEqual([1, 2, 3]);
  expect(new PackedReader(packed).next('score')).toBeNull();
  expect(new PackedReader({ ...packed, doubles: packed.doubles.slice(1) }).next('gram')).toBeNull();
  expect(new PackedReader(packedOf([])).next('gram')).toBeNull();
});

it('gives nothing where numbers, a state or the answer itself are missing, and says when it is through', () => {
  const loss = Float32Array.of(1, 2);
  const state = { step: 1, weights: loss, moments: [], clocks: new Int32Array(2) };
  const packed = packedOf([
    { to: 'lossOf', answer: loss, rows: 0 },
    { to: 'score', answer: { loss, accuracy: loss }, rows: 0 },
    { to: 'meanAbsolute', answer: Float64Array.of(1), rows: 0 },
    { to: 'checkpoint', answer: state, rows: 0 },
  ]);
  const asked: PackedQuestion[] = ['lossOf', 'score', 'meanAbsolute', 'checkpoint'];
  const read = (of: PackedAnswers): boolean[] => {
    const reader = new PackedReader(of);
    return asked.map((to) => reader.next(to) !== null);
  };
  const singles = (count: number): PackedAnswers => ({ ...packed, singles: packed.singles.slice(0, count) });
  expect(read(packed)).toEqual([true, true, true, true]);
  expect(read(singles(5))).toEqual([true, false, true, true]);
  expect(read(singles(3))).toEqual([true, false, true, true]);
  expect(read(singles(1))).toEqual([false, false, true, true]);
  expect(read({ ...packed, doubles: new Float64Array(0) })).toEqual([true, true, false, true]);
  expect(read({ ...packed, states: [] })).toEqual([true, true, true, false]);
  const reader = new PackedReader(packed);
  const left = asked.map((to) => [reader.isThrough, reader.next(to) === null]);
  expect(left).toEqual(asked.map(() => [false, false]));
  expect([reader.isThrough, reader.next('checkpoint')]).toEqual([true, null]);
});
