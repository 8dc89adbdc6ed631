/**
 * Long computations in parts, so that whoever does one can let others have their turn in between. Where it is divided
 * changes nothing of the answer. Owns the type and doing it in one go; who pauses, when and for what, is the caller's.
 */

/** Hands over wherever it can be divided, and returns its answer. */
export type Parts<Answer> = Generator<void, Answer>;

/** Does it here and now. For what is short, and for where nobody waits, such as tests. */
export function atOnce<Answer>(parts: Parts<Answer>): Answer {
  for (;;) {
    const next = parts.next();
    if (next.done === true) return next.value;
  }
}
