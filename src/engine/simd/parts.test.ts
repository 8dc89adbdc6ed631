import { expect, test } from 'vitest';
import type { Stage } from './kernels/stage.ts';
import { Parts } from './parts.ts';

const kernel = { name: 'kernel', index: 0, parameters: 4 };
const stages: readonly Stage[] = [
  { kernel, units: 'panels', width: 100 },
  { kernel, units: 1, width: 0 },
  { kernel, units: 7, width: 10 },
];

function listed(parts: Parts, panels: number, length: number): (readonly [number, number, number])[] {
  return Array.from({ length: parts.begin(panels, length) }, (_, index) => {
    parts.seek(index);
    return [parts.stage, parts.from, parts.to] as const;
  });
}

test('what is short is one part', () => {
  const parts = new Parts(stages, 1e6);
  parts.begin(8, 3);
  parts.seek(0);
  expect([parts.begin(8, 3), parts.stage]).toEqual([1, -1]);
});

test('what is long is cut between pairs of panels, and every unit is in one part', () => {
  const parts = new Parts(stages, 450);
  // Panels take 100 each, units of the last stage 10 for each of 8 panels.
  expect(listed(parts, 8, 3)).toEqual([
    ...[[0, 0, 4] as const, [0, 4, 8] as const],
    [1, 0, 1],
    ...[[2, 0, 4] as const, [2, 4, 7] as const],
  ]);
  expect(listed(parts, 8, 1)).toEqual([
    [0, 0, 4],
    [0, 4, 8],
  ]);
});

test('a part has two units, however long they take', () => {
  expect(listed(new Parts(stages, 1), 2, 3)).toEqual([
    [0, 0, 2],
    [1, 0, 1],
    ...[0, 2, 4, 6].map((from) => [2, from, Math.min(7, from + 2)] as const),
  ]);
});
