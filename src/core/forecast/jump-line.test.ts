import { describe, expect, it } from 'vitest';
import { mlpLayout } from '../model/mlp.ts';
import { jumpingTensors } from './jump-part.ts';
import { anchorBeforeJump, jumpLine, onLine, projectionOn, type TensorForecast } from './jump-line.ts';

/** Two tensors of two weights and one: yhat = -1 w_0 + 2 w_n, and yhat = .5 w_0 + w_n + 3. */
const tensors: readonly TensorForecast[] = [
  { offset: 0, length: 2, terms: Float64Array.of(-1, 2, 0), jumps: true },
  { offset: 2, length: 1, terms: Float64Array.of(0.5, 1, 3), jumps: true },
];
const first = Float32Array.of(1, 2, 4);
const anchor = Float32Array.of(2, 5, 6);

describe('the line through an anchor and its forecast', () => {
  it('has the forecast at 1, persistence at 0, and fractions of it between', () => {
    const line = jumpLine([first, anchor], tensors);
    expect([...line.direction]).toEqual([1, 3, 5]);
    expect([...onLine(line, 0)]).toEqual([2, 5, 6]);
    expect([...onLine(line, 1)]).toEqual([3, 8, 11]);
    expect([...onLine(line, 0.5)]).toEqual([2.5, 6.5, 8.5]);
  });

  it('stays in tensors that do not jump', () => {
    const line = jumpLine([first, anchor], [tensors[0]!, { ...tensors[1]!, jumps: false }]);
    expect([...line.direction]).toEqual([1, 3, 0]);
  });

  it('projects other weights onto it', () => {
    const line = jumpLine([first, anchor], tensors);
    expect(projectionOn(line, onLine(line, 1.5))).toEqual({ g: 1.5, apart: 0 });
    // (3, -1, 0) is at right angles to (1, 3, 5), whose length is the root of 35.
    const beside = projectionOn(line, Float32Array.of(2 + 3 + 2, 5 - 1 + 6, 6 + 10));
    expect(beside.g).toBeCloseTo(2, 6);
    expect(beside.apart).toBeCloseTo(Math.sqrt(10 / 35), 6);
    expect(projectionOn({ origin: anchor, direction: new Float32Array(3) }, first).g).toBeNaN();
  });
});

describe('the anchor before a jump', () => {
  it('is found again from where the jump landed, at any damping', () => {
    const line = jumpLine([first, anchor], tensors);
    for (const alpha of [1, 0.5, 1.75]) {
      const found = anchorBeforeJump(onLine(line, alpha), [first], tensors, alpha);
      found!.forEach((value, p) => expect(value).toBeCloseTo(anchor[p]!, 5));
    }
  });

  it('is what it was where nothing jumped', () => {
    const still = tensors.map((tensor) => ({ ...tensor, jumps: false }));
    expect([...anchorBeforeJump(anchor, [first], still, 1)!]).toEqual([...anchor]);
  });

  it('is not guessed where the forecast hardly depends on it', () => {
    const deaf = [{ offset: 0, length: 3, terms: Float64Array.of(1, 0.01, 0), jumps: true }];
    expect(anchorBeforeJump(anchor, [first], deaf, 1)).toBeNull();
    expect(
      anchorBeforeJump(anchor, [first], [{ ...deaf[0]!, terms: Float64Array.of(1, NaN, 0) }], 1),
    ).toBeNull();
  });
});

it('what jumps is a layer, or a kind, or all', () => {
  const layout = mlpLayout([2, 3, 1]);
  const parts = ['all', 'first', 'last', 'kernels', 'biases'] as const;
  expect(parts.map((part) => jumpingTensors(part, layout))).toEqual([
    [true, true, true, true],
    [true, true, false, false],
    [false, false, true, true],
    [true, false, true, false],
    [false, true, false, true],
  ]);
});
