/** Works through a job on the page's own thread, in slices short enough that nobody notices. */

/** Time of one slice, ms. */
const slice = 10;

/** Starts; `done` is called once, later. Returns what cancels it. */
export function inSlices<View>(job: Generator<void, View>, done: (view: View) => void): () => void {
  const go = (): void => {
    const end = performance.now() + slice;
    do {
      const step = job.next();
      if (step.done === true) {
        // What is made of it may take as long again.
        timer = setTimeout(() => done(step.value));
        return;
      }
    } while (performance.now() < end);
    timer = setTimeout(go);
  };
  let timer = setTimeout(go);
  return () => clearTimeout(timer);
}
