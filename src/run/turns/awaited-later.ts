/** Answers of an engine that are asked for now and awaited later, or never where a run is set aside meanwhile. */

/** The same promise; until it is awaited its failure is nobody's, and no unhandled one. */
export function awaitedLater<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  return answer;
}
