/** Jobs are generators that offer pauses; this is how to have one done where nobody waits for a turn. */

/** Works through a job here and now, pauses and all. */
export function atOnce<View>(job: Generator<void, View>): View {
  for (;;) {
    const step = job.next();
    if (step.done === true) return step.value;
  }
}
