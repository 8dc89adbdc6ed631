/**
 * Long computations in parts, so that the caller can let other tasks run in between. The division does not change the
 * result. Owns the type and running it without pauses; when and why to pause is up to the caller.
 */

/** Yields at every point where it can pause, and returns its result. */
export type Parts<Answer> = Generator<void, Answer>;

/** Runs it without pauses, for short computations and where nothing waits, such as tests. */
export function atOnce<Answer>(parts: Parts<Answer>): Answer {
  for (;;) {
    const next = parts.next();
    if (next.done === true) return next.value;
  }
}
