import { expect, it } from 'vitest';
import { HostPace } from './pace.ts';

it('waits while paused, and continues when played, within a long operation', async () => {
  const told: string[] = [];
  const pace = new HostPace(true, (state) => told.push(state));
  expect(await pace.turn(0.25)).toBe(true);
  expect(pace.share).toBe(0.25);
  expect(told).toEqual([]);
  pace.pause();
  const waiting = pace.turn(0.5);
  await expect.poll(() => told).toEqual(['paused']);
  pace.play();
  expect(await waiting).toBe(true);
  expect(told).toEqual(['paused', 'running']);
  await pace.allowance(async () => undefined);
  expect(pace.share).toBeNull();
});

it('gives up what is long when it is stopped, also while paused', async () => {
  const pace = new HostPace(true, () => undefined);
  pace.pause();
  const waiting = pace.turn(0.5);
  pace.stop();
  expect(await waiting).toBe(false);
  expect(await pace.turn(0.6)).toBe(false);
});

it('does not wait while it repeats what was recorded', async () => {
  const pace = new HostPace(false, () => undefined);
  pace.repeat({ remaining: () => 3, jumps: [] });
  expect(await pace.turn(0.5)).toBe(true);
});
