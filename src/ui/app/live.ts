/**
 * Schedules views. A view is computed while at least one mounted component uses it, and at most once per its pace. Each
 * animation frame draws pending views one by one until its time budget is used or input is waiting; the rest follow in
 * the next frame. Long computations run in slices beforehand. Nothing runs while the page is hidden (no frames then),
 * and the latest state is always drawn eventually.
 */
import { flushSync } from 'react-dom';
import { inSlices } from '../../store/in-slices.ts';
import type { App, AppState } from '../../store/state.ts';
import { isJob, makeView, type View } from '../../store/view.ts';
import type { Watched } from '../primitives/cell.ts';

/** The value of a view that is on screen; its empty value while no component uses it. */
export type Live = <Value>(view: View<Value>) => Watched<Value>;

/** Maximum main-thread time per frame for drawing, ms. */
const frameBudget = 6;
const aFrame = 16;

/** Whether a click or a key press is waiting; only some browsers support this. */
const isInputWaiting = (): boolean =>
  (navigator as { readonly scheduling?: { isInputPending?(): boolean } }).scheduling?.isInputPending?.() ??
  false;

/** A view that is in use. */
interface Job {
  /** The time from which there is something to draw; Infinity if there is nothing. */
  readonly due: () => number;
  readonly draw: () => void;
  readonly mark: (change: Change, state: AppState) => void;
}

export function startLive(app: Pick<App, 'store' | 'recorded'>): Live {
  const { store } = app;
  const known = new Map<View<unknown>, Watched<unknown>>();
  const jobs: Job[] = [];
  const ask = drawWhenDue(jobs);
  let seen = store.getState();
  store.subscribe(() => {
    const before = seen;
    seen = store.getState();
    const change = changeOf(seen, before);
    for (const { mark } of jobs) mark(change, seen);
    ask();
  });
  return <Value>(view: View<Value>) => {
    const watched = known.get(view) ?? watchedView(app, view, jobs, ask);
    known.set(view, watched);
    return watched as Watched<Value>;
  };
}

type Change = 'none' | 'data' | 'urgent';

/** A new run, another target or the end of the run is drawn immediately; more data at each view's pace. */
function changeOf({ run, revision }: AppState, before: AppState): Change {
  const restarted = run?.runId !== before.run?.runId || run?.lifecycle !== before.run?.lifecycle;
  if (restarted || run?.spec.goal !== before.run?.spec.goal) return 'urgent';
  return revision !== before.revision || run !== before.run ? 'data' : 'none';
}

/** In `jobs` while it has listeners. */
function watchedView<Value>(
  app: Pick<App, 'store' | 'recorded'>,
  view: View<Value>,
  jobs: Job[],
  ask: () => void,
): Watched<Value> {
  const listeners = new Set<() => void>();
  let shown: { readonly value: Value } | null = null;
  let end: () => void;
  const show = (value: Value): void => {
    if (shown !== null && Object.is(shown.value, value)) return;
    shown = { value };
    flushSync(() => {
      for (const listener of [...listeners]) listener();
    });
  };
  return {
    get: () => (shown ??= { value: view.empty(app.store.getState()) }).value,
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) {
        end = follow(app, view, show, jobs, ask);
        ask();
      }
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return;
        end();
        shown = null;
      };
    },
  };
}

/** Keeps a view up to date; returns a function that stops. */
function follow<Value>(
  app: Pick<App, 'store' | 'recorded'>,
  view: View<Value>,
  show: (value: Value) => void,
  jobs: Job[],
  ask: () => void,
): () => void {
  let look = view.look(app.store.getState());
  let isDue = true;
  let last = -Infinity;
  /** Cancels the computation in slices. */
  let cancel: (() => void) | null = null;
  /** Draws the result of a computation in slices. */
  let drawMade: (() => void) | null = null;
  const end = (draw: typeof drawMade): void => {
    cancel = null;
    drawMade = draw;
    ask();
  };
  const job: Job = {
    due: () => (drawMade ? -Infinity : isDue && !cancel ? last + view.pace : Infinity),
    draw() {
      if (drawMade !== null) {
        const draw = drawMade;
        drawMade = null;
        draw();
        return;
      }
      isDue = false;
      last = performance.now();
      const made = makeView(app, view);
      if (!isJob(made)) {
        show(made);
        return;
      }
      const failed = (error: unknown): never => {
        end(null);
        throw error;
      };
      cancel = inSlices(made, (value) => end(() => show(value)), failed);
    },
    mark(change, state) {
      const before = look;
      look = view.look(state);
      const isElsewhere = !isSame(look, before);
      if (change === 'urgent' || isElsewhere) last = -Infinity;
      isDue ||= change !== 'none' || isElsewhere;
    },
  };
  jobs.push(job);
  return () => {
    cancel?.();
    isDue = false;
    drawMade = null;
    jobs.splice(jobs.indexOf(job), 1);
  };
}

/** Whether all properties are identical. */
const isSame = (a: object, b: object): boolean =>
  Object.entries(a).every(([name, part]) => Object.is(part, (b as Record<string, unknown>)[name]));

/** Returns a function that requests one frame for the time when the first pending view may be drawn. */
function drawWhenDue(jobs: readonly Job[]): () => void {
  /** Index of the next view: round robin, so that none starves. */
  let turn = 0;
  let asked = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = (): void => {
    if (asked) return;
    clearTimeout(timer);
    const wait = Math.min(...jobs.map(({ due }) => due())) - performance.now();
    if (wait <= aFrame) {
      asked = true;
      requestAnimationFrame(frame);
    } else if (wait < Infinity) timer = setTimeout(ask, wait - aFrame / 2);
  };
  const frame = (): void => {
    asked = false;
    const end = performance.now() + frameBudget;
    for (const { due, draw } of [...jobs.slice(turn), ...jobs.slice(0, turn)]) {
      const now = performance.now();
      if (now > end || isInputWaiting()) break;
      turn = (turn + 1) % Math.max(1, jobs.length);
      if (due() <= now) draw();
    }
    ask();
  };
  return ask;
}
