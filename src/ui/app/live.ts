/**
 * When which view is computed and drawn. Every view is a cell with a pace of its own; a frame draws
 * due views one by one until its budget is spent or someone presses something, the rest wait for the next
 * frame. Nothing runs while the page is hidden (no frames then), and the newest state is always drawn in the end.
 */
import { flushSync } from 'react-dom';
import type { App, AppState } from '../../store/state.ts';
import type { DifferenceView, ErrorView, LossView, ProgressView, WeightsView } from '../../store/views.ts';
import type { VerdictView } from '../../record/judgement/verdict-view.ts';
import { createCell, type Cell } from '../primitives/cell.ts';

export interface Live {
  readonly loss: Cell<LossView>;
  /** The same view four times, each drawn in a turn of its own: two small multiples look at each. */
  readonly weights: readonly Cell<WeightsView>[];
  readonly error: Cell<ErrorView>;
  readonly difference: Cell<DifferenceView>;
  readonly verdict: Cell<VerdictView>;
  readonly progress: Cell<ProgressView>;
  /** Computes a view into a cell, no more often than the pace (ms), until the returned function is called. */
  readonly follow: <View>(cell: Cell<View>, pace: number, compute: () => View) => () => void;
}

interface Job {
  readonly draw: () => void;
  /** Least time between two draws, ms. */
  readonly pace: number;
  /** Made due by another job instead of by new data. */
  readonly follows: boolean;
  due: boolean;
  last: number;
}

/** Main-thread time that one frame may spend on drawing before it leaves the rest to the next, ms. */
const frameBudget = 6;
const weightTurns = 4;
const aFrame = 16;

/** Whether a press or a key waits for the page; only some browsers tell. */
const isInputWaiting = (): boolean =>
  (navigator as { readonly scheduling?: { isInputPending?(): boolean } }).scheduling?.isInputPending?.() ??
  false;

export function startLive({ store, views }: App): Live {
  const jobs: Job[] = [];
  const ask = drawWhenDue(jobs, (mark) => store.subscribe((state, before) => mark(changeOf(state, before))));
  const keep = <View>(pace: number, compute: () => View): Cell<View> => {
    const cell = createCell(compute());
    jobs.push({ draw: () => cell.set(compute()), pace, follows: false, due: false, last: -Infinity });
    return cell;
  };
  return {
    progress: keep(120, views.progress),
    loss: keep(180, views.loss),
    weights: keepInTurns(jobs, 220, views.weights),
    error: keep(250, views.error),
    difference: keep(250, views.difference),
    verdict: keep(1000, views.verdict),
    follow(cell, pace, compute) {
      const job = { draw: () => cell.set(compute()), pace, follows: false, due: true, last: -Infinity };
      jobs.push(job);
      ask();
      return () => {
        jobs.splice(jobs.indexOf(job), 1);
      };
    },
  };
}

/** Computes a view once and hands it out cell by cell, each in a job of its own that follows the first. */
function keepInTurns<View>(jobs: Job[], pace: number, compute: () => View): Cell<View>[] {
  let view = compute();
  const cells = Array.from({ length: weightTurns }, () => createCell(view));
  const [first, ...others] = cells;
  const followers = others.map((cell): Job => ({
    draw: () => cell.set(view),
    pace: 0,
    follows: true,
    due: false,
    last: -Infinity,
  }));
  const lead = (): void => {
    view = compute();
    first?.set(view);
    for (const follower of followers) follower.due = true;
  };
  jobs.push({ draw: lead, pace, follows: false, due: false, last: -Infinity }, ...followers);
  return cells;
}

type Change = 'none' | 'data' | 'urgent';

/** A new run, a new way to look at it, another target or its end is drawn at once; more data at each view's pace. */
export function changeOf(state: AppState, before: AppState): Change {
  const restarted = state.run?.runId !== before.run?.runId || state.run?.lifecycle !== before.run?.lifecycle;
  const aimed = state.run?.spec.goal !== before.run?.spec.goal;
  if (restarted || aimed || state.view !== before.view) return 'urgent';
  return state.revision !== before.revision || state.run !== before.run ? 'data' : 'none';
}

/** Returns what asks for a frame, for jobs that are due from the beginning. */
function drawWhenDue(jobs: readonly Job[], listen: (mark: (change: Change) => void) => void): () => void {
  let turn = 0;
  let asked = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = (): void => {
    clearTimeout(timer);
    if (asked) return;
    asked = true;
    requestAnimationFrame(frame);
  };
  /** Asks for a frame when the first of the due jobs may be drawn, not for every one until then. */
  const askAgain = (): void => {
    const due = jobs.filter((job) => job.due);
    if (due.length === 0) return;
    const wait = Math.min(...due.map(({ last, pace }) => last + pace)) - performance.now();
    if (wait <= aFrame) ask();
    else timer = setTimeout(ask, wait - aFrame / 2);
  };
  const drawOne = (job: Job): void => {
    const now = performance.now();
    if (!job.due || now - job.last < job.pace) return;
    job.due = false;
    job.last = now;
    flushSync(job.draw);
  };
  const frame = (): void => {
    asked = false;
    const end = performance.now() + frameBudget;
    const waiting = [...jobs.slice(turn), ...jobs.slice(0, turn)];
    for (const job of waiting) {
      if (performance.now() > end || isInputWaiting()) break;
      turn = (turn + 1) % jobs.length;
      drawOne(job);
    }
    askAgain();
  };
  listen((change) => {
    if (change === 'none') return;
    for (const job of jobs) {
      if (!job.follows) job.due = true;
      if (change === 'urgent') job.last = -Infinity;
    }
    ask();
  });
  return ask;
}
