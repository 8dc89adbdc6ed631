/** Does long computations of a run a part at a time. Owns how long a part is; what others do in between is theirs. */
import type { Parts } from '../../core/parts.ts';

/** Yields to other tasks, called with the share done; resolves to whether to go on. */
export type Turn = (share: number) => Promise<boolean>;

/** Least time between two turns of others, ms: a pause is heard soon, however long it takes. */
const partTime = 30;

/** Handing over to `turn` every few hundredths of a second; what is short is done at once. Rejects when it says no. */
export async function inParts<Answer>(parts: Parts<Answer>, turn: () => Promise<boolean>): Promise<Answer> {
  let end = performance.now() + partTime;
  for (;;) {
    const next = parts.next();
    if (next.done === true) return next.value;
    if (performance.now() < end) continue;
    if (!(await turn())) throw new Error('it was given up');
    end = performance.now() + partTime;
  }
}
