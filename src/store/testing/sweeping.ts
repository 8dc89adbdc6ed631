/** The app with a sweep whose workers run in the tests' own thread, for tests. */
import type { RunCommand } from '../../worker/protocol.ts';
import type { OpenedApp } from '../app.ts';
import type { OpenWorker } from '../state.ts';
import { besides } from './besides.ts';
import { inProcess } from './in-process.ts';
import { openPage, pausePages, reached, type OpenedPage } from './opened-page.ts';
import { sweepOf } from '../sweep/sweep.ts';
import type { SweepApp, SweepState } from '../sweep/sweep-state.ts';

export const quick = 'v=2&samples=32&layers=4&steps=90&seeds=3&lr=0.5';
export const swept = `${quick}&sweep=learningRate&values=0.2,0.5,1`;

/** With the sweep that its instrument would ask for. */
interface SweepingApp extends OpenedApp {
  readonly sweep: SweepApp;
}

export interface Sweeping extends OpenedPage {
  readonly app: SweepingApp;
  /** What the worker of the sweep was told, in order. */
  readonly commands: RunCommand[];
  readonly state: () => SweepState;
  readonly until: (done: (state: SweepState) => boolean) => Promise<SweepState>;
}

const opened: SweepApp[] = [];

/** Ends what is still running: for after each test. */
export function endAll(): void {
  pausePages();
  for (const { actions } of opened.splice(0)) actions.stop();
}

/** The page's first worker runs the experiment on screen, its second the sweep. */
export function open(hash: string, sweepWorker: OpenWorker = inProcess): Sweeping {
  const { openWorker, commands } = besides(sweepWorker);
  const page = openPage(hash, openWorker);
  const sweep = sweepOf(page.app);
  opened.push(sweep);
  const { store } = sweep;
  return { ...page, app: { ...page.app, sweep }, commands, state: store.getState, until: reached(store) };
}

/** The learning rates of every run, those that train together in one. */
export const prepared = (commands: readonly RunCommand[]): (readonly number[])[] =>
  commands.flatMap((command) => (command.type === 'prepare' ? [ratesOf(command)] : []));

export const ratesOf = ({ rates, spec }: Extract<RunCommand, { type: 'prepare' }>): readonly number[] =>
  rates ?? [spec.learningRate];

/** A worker whose runs that one learning rate takes part in cannot be had, as often as `times`. */
export const failingAt =
  (rate: number, times: number): OpenWorker =>
  (receive, crashed) => {
    let left = times;
    const worker = inProcess(receive, crashed);
    return {
      post(command) {
        if (command.type !== 'prepare' || !ratesOf(command).includes(rate) || left === 0) {
          worker.post(command);
          return;
        }
        left -= 1;
        queueMicrotask(() =>
          receive({ type: 'failed', runId: command.runId, code: 'engine', message: 'no engine' }),
        );
      },
    };
  };
