/** The app with a sweep whose workers run in the tests' own thread, for tests. */
import type { RunCommand } from '../../worker/protocol.ts';
import { openApp, type OpenedApp } from '../app.ts';
import { automationOf, type Automation } from '../automation.ts';
import { defaultPreferences } from '../browser-storage.ts';
import type { OpenWorker } from '../open-worker.ts';
import { inProcess } from './in-process.ts';
import { sweepOf } from '../sweep/sweep.ts';
import type { SweepApp, SweepState } from '../sweep/sweep-state.ts';

export const quick = 'samples=32&layers=4&steps=90&seeds=3&lr=0.5';
export const swept = `${quick}&sweep=learningRate&values=0.2,0.5,1`;

/** With the sweep that its instrument would ask for. */
interface SweepingApp extends OpenedApp {
  readonly sweep: SweepApp;
}

export interface Opened {
  readonly app: SweepingApp;
  readonly api: Automation;
  /** What the worker of the sweep was told, in order. */
  readonly commands: RunCommand[];
  readonly pushed: string[];
  readonly state: () => SweepState;
  readonly until: (done: (state: SweepState) => boolean) => Promise<SweepState>;
}

const opened: SweepingApp[] = [];

/** Ends what is still running: for after each test. */
export function endAll(): void {
  for (const app of opened.splice(0)) {
    app.actions.pause();
    app.sweep.actions.stop();
  }
}

/** The page's first worker runs the experiment on screen, its second the sweep. */
export function open(hash: string, sweepWorker: OpenWorker = inProcess): Opened {
  const commands: RunCommand[] = [];
  const pushed: string[] = [];
  let workers = 0;
  const openWorker: OpenWorker = (receive, crashed) => {
    workers += 1;
    if (workers === 1) return inProcess(receive, crashed);
    const worker = sweepWorker(receive, crashed);
    return {
      post(command) {
        commands.push(command);
        worker.post(command);
      },
    };
  };
  const main = openApp({
    openWorker,
    storage: { load: () => defaultPreferences, save: () => undefined },
    copy: () => Promise.resolve(true),
    address: {
      read: () => hash,
      full: (part) => `http://localhost/#${part}`,
      base: 'http://localhost/',
      write: (part) => void pushed.push(part),
      onChange: () => undefined,
    },
  });
  const app = { ...main, sweep: sweepOf(main) };
  opened.push(app);
  const { store } = app.sweep;
  return {
    app,
    api: automationOf(app, 'test'),
    commands,
    pushed,
    state: store.getState,
    until: (done) =>
      new Promise((resolve) => {
        if (done(store.getState())) resolve(store.getState());
        const end = store.subscribe((state) => {
          if (!done(state)) return;
          end();
          resolve(state);
        });
      }),
  };
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
