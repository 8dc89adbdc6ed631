/** Gradients of every operation, and of whole networks, are those of PyTorch in float64 (../testing/pytorch.ts). */
import { expect, test } from 'vitest';
import { errorsOf, pytorchModels, type PytorchCase } from '../testing/pytorch.ts';
import fixture from '../testing/pytorch-gradients.json';
import { ops } from './ops.ts';

const cases: Readonly<Record<string, PytorchCase>> = fixture;

test.each(Object.entries(pytorchModels))('%s', (name, model) => {
  const { loss, gradient } = errorsOf(model, cases[name]!);
  expect(loss).toBeLessThan(1e-6);
  expect(gradient).toBeLessThan(1e-5);
});

test('every operation is compared', () => {
  const compared = new Set(Object.values(pytorchModels).flatMap(({ nodes }) => nodes.map(({ op }) => op)));
  expect([...compared].sort()).toEqual(Object.keys(ops).sort());
  expect(Object.keys(cases)).toEqual(Object.keys(pytorchModels));
});
