/** Promises that are awaited later than they are created, or never if a run is stopped meanwhile. */

/** The same promise, marked as handled; the rejection surfaces on await. */
export function awaitedLater<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  return answer;
}
