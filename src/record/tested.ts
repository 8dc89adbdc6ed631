/** What the last evaluation of a recorded run says of a replica. */
import type { RunHistory } from './history.ts';

/**
 * A replica's value at the last evaluation; NaN before it, where it does not apply, and of a replica that had stopped:
 * weights that are not finite still take every example for some class.
 */
export function testedOf(history: RunHistory, what: 'testLoss' | 'testAccuracy', replica: number): number {
  const { evaluated } = history;
  return evaluated === null || evaluated.step >= history.stopOf(replica) ? NaN : evaluated[what][replica]!;
}
