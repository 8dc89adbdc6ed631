import { describe, expect, it } from 'vitest';
import { bundled } from './bundled.ts';

/** Resolves when everything has been sent, and nothing more came in two further turns of the event loop. */
async function sent(seen: number[][], wanted: number[][]): Promise<void> {
  await expect.poll(() => seen).toEqual(wanted);
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(seen).toEqual(wanted);
}

describe('bundled', () => {
  it('hands over together, in order, what was sent within one task, microtasks and all', async () => {
    const seen: number[][] = [];
    const send = bundled<number>((items) => seen.push(items));
    send(1);
    send(2);
    await Promise.resolve();
    send(3);
    expect(seen).toEqual([]);
    await sent(seen, [[1, 2, 3]]);
    send(4);
    await sent(seen, [[1, 2, 3], [4]]);
  });

  it('sends what is added while it sends the next time', async () => {
    const seen: number[][] = [];
    const send = bundled<number>((items) => {
      seen.push(items);
      if (items.includes(1)) send(2);
    });
    send(1);
    await sent(seen, [[1], [2]]);
  });

  it('does not wait for the end of the task once the maximum number waits', async () => {
    const seen: number[][] = [];
    const send = bundled<number>((items) => seen.push(items), 2);
    for (const item of [1, 2, 3, 4, 5]) send(item);
    expect(seen).toEqual([
      [1, 2],
      [3, 4],
    ]);
    await sent(seen, [[1, 2], [3, 4], [5]]);
    send(6);
    send(7);
    await sent(seen, [[1, 2], [3, 4], [5], [6, 7]]);
  });
});
