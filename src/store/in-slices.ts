/** Works through a job on the page's own thread, in slices too short to be noticed. */

/** Time of one slice, ms. */
const slice = 10;

/**
 * Starts; calls one of `done` and `failed` once, later. Returns a function that cancels. Without `failed`, errors
 * are thrown.
 */
export function inSlices<View>(
  job: Generator<void, View>,
  done: (view: View) => void,
  failed: (error: unknown) => void = rethrow,
): () => void {
  const work = (): boolean => {
    const end = performance.now() + slice;
    do {
      const step = job.next();
      if (step.done === true) {
        // Using the result may take as long again.
        timer = setTimeout(() => done(step.value));
        return false;
      }
    } while (performance.now() < end);
    return true;
  };
  const go = (): void => {
    try {
      if (work()) timer = setTimeout(go);
    } catch (error) {
      failed(error);
    }
  };
  let timer = setTimeout(go);
  return () => clearTimeout(timer);
}

function rethrow(error: unknown): never {
  throw error;
}
