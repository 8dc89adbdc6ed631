/** `window.farcast`: the page for scripts. Does what a person can do, and answers when it is done. */
import type { OpenedApp } from './app.ts';
import type * as automationWork from './automation-work.ts';
import type { OpenedFiles } from './automation-work.ts';
import type { PublishedReport } from '../record/recorded/published.ts';
import type { RunResult } from '../record/result.ts';
import type { AppState, RunState } from './state.ts';
import type { SweepRow } from '../record/sweep/tables.ts';

export interface Automation {
  readonly version: string;
  /** Resolves when the page can be used: an experiment is prepared, or could not be. */
  readonly ready: Promise<void>;
  /**
   * Prepares the experiment of a full link or a hash, paused. Rejects, changing nothing, when it cannot be used. Of one
   * that learns from other runs first it answers when that begins.
   */
  load(link: string): Promise<{ corrections: string[] }>;
  link(): string;
  play(): Promise<void>;
  /** Continues a run whose worker ended or hangs, or that was restored after a reload; resolves when it runs. */
  resume(): Promise<void>;
  pause(): Promise<void>;
  /** Runs n steps (1) and pauses. */
  step(n?: number): Promise<void>;
  rewind(): Promise<void>;
  /** The result once the budget is spent. Rejects when the run fails or is replaced. */
  finished(): Promise<RunResult>;
  /** The result so far. Throws before the experiment is prepared. */
  result(): RunResult;
  /** The same as a JSON file, written in parts while the page can draw. */
  file(): Promise<Blob>;
  /**
   * Runs the sweep of the present link (`load` one with `sweep` and `values`), beside the experiment on screen;
   * after a change of values only the new ones. Resolves with a row for every arm of every point: the values of the
   * swept settings by link key, `status` ("failed" with a reason), the `target` loss, how many seeds `reached` it,
   * medians over seeds with intervals of `steps` and `ledger` to it, the paired `gain` on the ledger, the verdict's
   * `saved` fraction, final loss and test scores; null for missing numbers. For a learning rate or batch size also
   * `targets`: the saving at other losses, in the row of the control's best value for each. Rejects without a sweep
   * in the link, and if the sweep is stopped or replaced.
   */
  sweep(): Promise<SweepRow[]>;
  /**
   * Opens the checkpoints of recorded runs in place of those that were open, and shows them. Resolves with what was
   * read: names of `runs`, number of `checkpoints`, `steps` that all runs have, `tensors`, number of `weights`, what
   * was `ignored` and why, and `notes` about what was guessed. Or opens a merged sweep, and resolves with its `rows`. Rejects with the reason, and then what was open stays.
   */
  open(files: readonly File[]): Promise<OpenedFiles>;
  /** The analysis of the runs that are open, with the settings on screen. Rejects if none is open, or if it fails. */
  trajectory(): Promise<PublishedReport>;
}

export function automationOf(app: OpenedApp, version: string): Automation {
  const { store, session, actions } = app;
  const work = laterWork();
  const result = (): RunResult => {
    const now = work.now();
    if (now === null) throw new Error('The experiment is not prepared yet.');
    return now.resultNow(app);
  };
  const until = (done: (run: RunState) => boolean): Promise<void> => waitFor(store, done).then(work.tried);
  return {
    version,
    ready: whenReady(store).then(work.tried),
    async load(link) {
      const read = await app.load(link);
      if (!read.ok) throw new Error(read.reason);
      await until(accepted);
      return { corrections: [...read.corrections] };
    },
    link: actions.link,
    async play() {
      actions.play();
      await until(goesOn);
    },
    async resume() {
      const run = store.getState().run;
      if (run?.failure !== null) actions.resume();
      else if (run.lifecycle !== 'finished') actions.play();
      await until(goesOn);
    },
    async pause() {
      actions.pause();
      await until((run) => run.lifecycle === 'paused' || run.lifecycle === 'finished');
    },
    async step(n = 1) {
      if (!Number.isInteger(n) || n < 1) throw new RangeError('step takes a whole number of at least 1.');
      const goal = Math.min(store.getState().run?.spec.steps ?? 0, (session.history?.steps ?? 0) + n);
      actions.step(n);
      await until((run) => (session.history?.steps ?? 0) >= goal && run.lifecycle !== 'running');
    },
    async rewind() {
      actions.rewind();
      await until(accepted);
    },
    async finished() {
      await until((run) => run.lifecycle === 'finished');
      return (await work.load()).resultInSlices(app);
    },
    result,
    async file() {
      return (await work.load()).fileInSlices(app);
    },
    sweep: () => {
      const now = work.now();
      return now === null ? work.load().then(({ runSweep }) => runSweep(app)) : now.runSweep(app);
    },
    ...onRecorded(app, work),
  };
}

const onRecorded = (
  app: OpenedApp,
  work: ReturnType<typeof laterWork>,
): Pick<Automation, 'open' | 'trajectory'> => ({
  async open(files) {
    return (await work.load()).openRuns(app, files);
  },
  async trajectory() {
    return (await work.load()).analyseRuns(app);
  },
});

const accepted = ({ lifecycle, isAccepted, engine }: RunState): boolean =>
  lifecycle === 'preparing' ? isAccepted && engine === null : engine !== null;

const goesOn = ({ lifecycle }: RunState): boolean => lifecycle === 'running' || lifecycle === 'finished';

type Work = typeof automationWork;

/** Loads it once; retries after a failure. */
function laterWork() {
  let work: Work | null = null;
  const load = async (): Promise<Work> => (work ??= await import('./automation-work.ts'));
  return {
    now: () => work,
    load,
    tried: () => load().then(ignore, ignore),
  };
}

const ignore = (): void => undefined;

/** Resolves when any experiment is prepared, or has failed to be: the page can then be used. */
function whenReady(store: OpenedApp['store']): Promise<void> {
  const isReady = ({ run }: AppState): boolean =>
    run !== null && (run.engine !== null || run.failure !== null);
  return new Promise((resolve) => {
    const end = store.subscribe((state) => {
      if (!isReady(state)) return;
      end();
      resolve();
    });
  });
}

/** Resolves when the run on screen satisfies `done`; rejects when it fails or another takes its place. */
function waitFor(store: OpenedApp['store'], done: (run: RunState) => boolean): Promise<void> {
  let first: RunState['runId'] | undefined;
  return new Promise((resolve, reject) => {
    const look = ({ run }: AppState): boolean => {
      if (run === null) return false;
      first ??= run.runId;
      if (run.failure !== null) reject(new Error(run.failure.message));
      else if (run.runId !== first || run.lifecycle === 'stopped')
        reject(new Error('Another experiment took its place.'));
      else if (done(run)) resolve();
      else return false;
      return true;
    };
    if (look(store.getState())) return;
    const end = store.subscribe((state) => {
      if (look(state)) end();
    });
  });
}
