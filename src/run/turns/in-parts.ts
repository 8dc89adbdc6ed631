/**
 * Runs long computations of a run one part at a time. Owns the length of a part; what runs in between is up to the
 * caller.
 */
import type { Parts } from '../../core/parts.ts';

/** Yields to other tasks, called with the fraction done; resolves to whether to continue. */
export type Turn = (share: number) => Promise<boolean>;

/** Minimum time between two yields, ms: a pause takes effect soon, however long the computation is. */
const partTime = 30;

/**
 * Calls `turn` every few hundredths of a second; short computations run without a pause. Rejects when `turn` returns
 * false.
 */
export async function inParts<Answer>(parts: Parts<Answer>, turn: () => Promise<boolean>): Promise<Answer> {
  let end = performance.now() + partTime;
  for (;;) {
    const next = parts.next();
    if (next.done === true) return next.value;
    if (performance.now() < end) continue;
    if (!(await turn())) throw new Error('it was cancelled');
    end = performance.now() + partTime;
  }
}
