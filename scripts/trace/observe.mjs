// Owns what a page records of itself while it is measured: long tasks, interactions, and when its first curve moves.

/**
 * @typedef {object} Noted
 * @property {{ start: number, duration: number }[]} longTasks tasks over 50 ms
 * @property {{ id: number, kind: string, duration: number, start: number }[]} events that took 16 ms or more
 * @property {number | null} moved when a curve of the loss chart was seen to grow, ms since navigation
 */

/** Runs in the page before its own script. */
export function observe() {
  /** @type {Noted} */
  const noted = { longTasks: [], events: [], moved: null };
  Object.assign(window, { noted });
  new PerformanceObserver((list) => {
    for (const { startTime: start, duration } of list.getEntries()) noted.longTasks.push({ start, duration });
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { interactionId: id, name, duration, startTime } = /** @type {any} */ (entry);
      if (id > 0) noted.events.push({ id, kind: name, duration, start: startTime });
    }
  }).observe(/** @type {any} */ ({ type: 'event', durationThreshold: 16, buffered: true }));
  let before = 0;
  const look = () => {
    const paths = [...document.querySelectorAll('figure[data-area="loss"] svg path')];
    const longest = Math.max(0, ...paths.map((path) => path.getAttribute('d')?.length ?? 0));
    // An empty chart has only grid lines; a curve of some steps is longer than those.
    if (before > 60 && longest > before) noted.moved = performance.now();
    else requestAnimationFrame(look);
    before = longest;
  };
  requestAnimationFrame(look);
}
