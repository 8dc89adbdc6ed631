/** The last evaluation of a recorded run, for one replica. */
import type { RunHistory } from './history.ts';

/**
 * A replica's value at the last evaluation; NaN before it, if not applicable, and for a replica that had stopped:
 * non-finite weights still classify every example.
 */
export function testedOf(history: RunHistory, what: 'testLoss' | 'testAccuracy', replica: number): number {
  const { evaluated } = history;
  return evaluated === null || evaluated.step >= history.stopOf(replica) ? NaN : evaluated[what][replica]!;
}
