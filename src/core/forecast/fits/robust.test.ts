import { expect, it } from 'vitest';
import { randomStream } from '../../rng.ts';
import { atOnce } from '../../parts.ts';
import type { Design } from './design.ts';
import { fitAbsolute, fitHuber, robustMultiplies, robustPasses } from './robust.ts';

/** The same design with a counter: each read of a feature is one product. */
function counted(design: Design): { readonly design: Design; readonly looks: () => number } {
  let looks = 0;
  const features = new Proxy(design.features, {
    get(target, name) {
      if (typeof name === 'string' && /^\d+$/.test(name)) looks += 1;
      return Reflect.get(target, name, target) as unknown;
    },
  });
  return { design: { ...design, features }, looks: () => looks };
}

it.each([
  ['absolute', fitAbsolute],
  ['huber', fitHuber],
] as const)('%s: whole passes, and no more multiply-adds than the ledger charges', (loss, fit) => {
  const rows = 40;
  const random = randomStream(1, 'data');
  const heavy = (): number => random.normal() ** 5;
  const { design, looks } = counted({
    columns: 2,
    rows,
    horizons: 1,
    free: [0, 1, 2],
    features: Float64Array.from({ length: 3 * rows }, (_, i) => (i % 3 === 2 ? 1 : heavy())),
    targets: new Float64Array(),
  });
  atOnce(fit(design, Float64Array.from({ length: rows }, heavy)));
  const onePass = 6 + 2 * 3;
  expect(looks() % (rows * onePass)).toBe(0);
  expect(looks() / (rows * onePass)).toBeGreaterThan(8);
  expect(looks() / (rows * onePass)).toBeLessThanOrEqual(robustPasses[loss]);
  expect(robustMultiplies(loss, 3, 8)).toBe(8 * robustPasses[loss] * onePass);
});
