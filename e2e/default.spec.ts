// Owns the main journey: the page opens running the default experiment and ends in a verdict.
import { expect, test } from '@playwright/test';
import { finished, open, result, run, watchErrors } from './farcast.ts';

test('opens running the default experiment and ends in a verdict with an interval', async ({ page }) => {
  const errors = watchErrors(page);
  await open(page);
  const done = await finished(page);
  expect(done.spec).toMatchObject({
    task: 'moons',
    layers: [8, 8],
    optimizer: 'sgd',
    learningRate: 0.3,
    steps: 800,
  });
  expect(done.arms.map(({ id, replicas }) => [id, replicas.length])).toEqual([
    ['control', 10],
    ['farcaster', 10],
    ['recent', 10],
    ['faster', 10],
    ['momentum', 10],
  ]);
  const { savedFraction, low, high, better, total, sentence } = done.verdict;
  expect(savedFraction).toBeGreaterThan(0.35);
  expect(savedFraction).toBeLessThan(0.65);
  expect(low).toBeLessThanOrEqual(savedFraction ?? NaN);
  expect(high).toBeGreaterThanOrEqual(savedFraction ?? NaN);
  expect([better, total]).toEqual([10, 10]);
  // The headline leads with the comparison: the arm that saves more is named with the jumps' saving and their paired
  // interval.
  expect(sentence).toMatch(/^Jumps saved \d+ % .*; momentum of \.9, the best of 3 rivals, saved \d+ %\./);
  expect(sentence).toMatch(/The farcaster loses to it by \d+ points \(95 % CI \d+ to \d+\)\.$/);
  await expect(page.getByRole('heading', { name: /Jumps saved .* momentum of \.9/ })).toBeVisible();
  expect(errors).toEqual([]);
});

test('the software adapter is not trusted with speed, and the page says so', async ({ page }) => {
  await open(page);
  const { engine } = await result(page);
  expect(engine).toMatchObject({ name: 'simd', backend: 'wasm' });
  expect(engine.reason).toMatch(/software adapter/);
  await expect(page.getByText(/software adapter/).first()).toBeVisible();
});

test('charges the ledger for every considered jump', async ({ page }) => {
  await open(page, 'seeds=2&steps=200');
  const { arms } = await finished(page);
  for (const { id, replicas } of arms) {
    for (const { ledger, jumps } of replicas) {
      const paid = jumps.reduce((sum, { cost }) => sum + cost, 0);
      expect(ledger.at(-1)).toBeCloseTo(200 + paid, 9);
      expect(jumps.length > 0).toBe(id === 'farcaster' || id === 'recent');
    }
  }
});

test('gives one digest for one link on the reference engine, and the control does not mind company', async ({
  page,
}) => {
  await open(page, 'steps=10');
  const link = '#v=1&steps=150&seeds=3&engine=reference';
  const [first, second] = [await run(page, link), await run(page, link)];
  expect(second.digest).toBe(first.digest);
  const alone = await run(page, `${link}&arms=control`);
  const controls = (done: typeof first): number[][] =>
    done.arms[0]?.replicas.map(({ loss }) => [...loss]) ?? [];
  expect(controls(alone)).toEqual(controls(first));
});
