import { expect, it } from 'vitest';
import { awaitedLater } from './awaited-later.ts';

it('is the same promise, and its rejection surfaces on await', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): number => unhandled.push(reason);
  process.on('unhandledRejection', note);
  const failing = awaitedLater(Promise.reject(new Error('gone')));
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
  await expect(failing).rejects.toThrow('gone');
  expect(await awaitedLater(Promise.resolve(3))).toBe(3);
});
