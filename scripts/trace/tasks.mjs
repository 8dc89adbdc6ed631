// Owns reading the browser's trace: which tasks the main thread of the page ran, and which of them drew.

/** @typedef {{ name: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number, args?: any }} TraceEvent */

/** @typedef {{ start: number, duration: number, worked: number, draws: boolean }} Task ms; `worked`: on the processor */

const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata'];

/**
 * Traces a page while an action runs in it.
 * @param {import('playwright').Page} page
 * @param {() => Promise<unknown>} happen
 * @returns {Promise<Task[]>} all tasks of the main thread
 */
export async function tasksDuring(page, happen) {
  const session = await page.context().newCDPSession(page);
  /** @type {TraceEvent[]} */
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of /** @type {any[]} */ (value)) events.push(event);
  });
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: categories,
      excludedCategories: ['*'],
      traceBufferSizeInKb: 600_000,
      recordMode: 'recordUntilFull',
    },
  });
  await happen();
  await session.send('Tracing.end');
  await complete;
  return mainTasks(events);
}

/** @param {TraceEvent[]} events @returns {Task[]} */
function mainTasks(events) {
  const mains = events.filter(
    ({ ph, name, args }) => ph === 'M' && name === 'thread_name' && args?.name === 'CrRendererMain',
  );
  const frames = events.filter(({ name }) => name === 'Paint');
  const count = (/** @type {TraceEvent} */ { pid, tid }) =>
    frames.filter((frame) => frame.pid === pid && frame.tid === tid).length;
  const [main] = mains.sort((a, b) => count(b) - count(a));
  if (main === undefined || count(main) === 0) throw new Error('the trace shows no painting of the page');
  const own = (/** @type {TraceEvent} */ { pid, tid }) => pid === main.pid && tid === main.tid;
  const drawn = frames
    .filter(own)
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  let next = 0;
  return events
    .filter((event) => own(event) && event.ph === 'X' && event.name === 'RunTask')
    .sort((a, b) => a.ts - b.ts)
    .map(({ ts, dur = 0, tdur = 0 }) => {
      while (next < drawn.length && /** @type {number} */ (drawn[next]) < ts) next += 1;
      const draws = next < drawn.length && /** @type {number} */ (drawn[next]) < ts + dur;
      return { start: ts / 1000, duration: dur / 1000, worked: tdur / 1000, draws };
    });
}
