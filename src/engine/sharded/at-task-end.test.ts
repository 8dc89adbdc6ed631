import { describe, expect, it } from 'vitest';
import { atTaskEnd } from './at-task-end.ts';

/** Resolves when that many acts were seen, and no more came in two further turns of the event loop. */
async function acted(seen: readonly string[], wanted: readonly string[]): Promise<void> {
  await expect.poll(() => seen).toEqual(wanted);
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(seen).toEqual(wanted);
}

describe('at the end of a task', () => {
  it('acts once for all requests of the task, microtasks included, and again for a later one', async () => {
    const seen: string[] = [];
    const request = atTaskEnd(() => seen.push('act'));
    request();
    request();
    await Promise.resolve();
    request();
    expect(seen).toEqual([]);
    await acted(seen, ['act']);
    request();
    await acted(seen, ['act', 'act']);
  });

  it('acts in the next task on a request that is made while it acts', async () => {
    const seen: string[] = [];
    const request = atTaskEnd(() => {
      seen.push('act');
      if (seen.length === 1) {
        request();
        seen.push('requested');
      }
    });
    request();
    await acted(seen, ['act', 'requested', 'act']);
  });
});
