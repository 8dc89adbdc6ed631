/**
 * The run on screen and its recorded data: starts runs in the worker, takes what they tell, drops what
 * other runs still say, and keeps the run before so that a change can be undone.
 */
import type { StoreApi } from 'zustand/vanilla';
import { experimentId } from '../core/digest.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import { canonicalText } from '../experiment/link.ts';
import type { RunEvent } from '../run/events.ts';
import type { Obstacle, RunCommand, RunMessage } from '../worker/protocol.ts';
import { RunHistory } from './history.ts';
import type { OpenWorker } from './open-worker.ts';
import { reduceRun } from './reduce.ts';
import type { AppState, Notice, RunState } from './state.ts';

type Prepare = Extract<RunCommand, { type: 'prepare' }>;

interface Kept {
  readonly run: RunState;
  /** Null where it would take too much memory beside another one. */
  readonly history: RunHistory | null;
}

/** Most bytes of records that are kept of the run before. */
const mostKept = 64 * 2 ** 20;

/** A run that is trained again behind the records on screen, until it has as many steps. */
interface Repetition {
  readonly until: number;
  history: RunHistory | null;
}

export class RunSession {
  /** Recorded data of the run on screen; null until it is prepared. */
  history: RunHistory | null = null;
  readonly #store: StoreApi<AppState>;
  readonly #post: (command: RunCommand) => void;
  readonly #base: string;
  #lastRunId = 0;
  #previous: Kept | null = null;
  #repetition: Repetition | null = null;

  constructor(store: StoreApi<AppState>, openWorker: OpenWorker, base: string) {
    this.#store = store;
    this.#base = base;
    const worker = openWorker(
      (message) => {
        this.#receive(message);
      },
      (reason) => {
        this.#fail(
          `The background worker stopped: ${reason}. What was recorded is kept, and a new one can go on from there.`,
        );
      },
      (reason) => {
        this.#silence(reason);
      },
    );
    this.#post = (command) => {
      worker.post(command);
    };
  }

  /**
   * Starts a run; the one on screen is kept for `undo` if it recorded anything. Where a page `returns` to an experiment,
   * what was kept of it from an earlier visit comes first.
   */
  start(spec: ExperimentSpec, playing: boolean, returns = false): void {
    const { run } = this.#store.getState();
    if (run !== null && this.history !== null && this.history.steps > 0)
      this.#previous = setAside(run, this.history);
    this.history = null;
    this.#repetition = null;
    if (this.#store.getState().notice?.step !== undefined) this.#store.setState({ notice: null });
    this.#prepare(spec, playing, returns ? 'offer' : undefined);
  }

  /**
   * Goes on with a run whose worker was lost. Runs repeat to the bit on one engine and adapter: a new worker repeats it,
   * from what was kept or else from the start, and takes over when it is where the other one ended. Until then what was
   * recorded stays.
   */
  resume(): void {
    const { run } = this.#store.getState();
    if (run?.failure?.code !== 'crashed' && run?.failure?.code !== 'silent') return;
    const until = this.history?.steps ?? 0;
    this.#repetition = until === 0 ? null : { until, history: null };
    this.#prepare(run.spec, true, 'go-on');
    if (until > 0) this.#store.setState({ notice: repetitionNotice(until) });
  }

  #prepare(spec: ExperimentSpec, playing: boolean, returning?: Prepare['returning']): void {
    this.#lastRunId += 1;
    this.#show({
      runId: this.#lastRunId,
      spec,
      experimentId: experimentId(canonicalText(spec)),
      lifecycle: 'preparing',
      phase: 'Preparing',
      fraction: null,
      secondsLeft: null,
      isAccepted: false,
      engine: null,
      failure: null,
      elapsed: 0,
    });
    this.#post({ type: 'prepare', runId: this.#lastRunId, spec, baseUrl: this.#base, playing, returning });
  }

  /** Judges what is recorded by another target, and what is still to come: nothing is computed anew. 0: automatic. */
  judgeBy(goal: number): void {
    const { run, revision } = this.#store.getState();
    if (run === null || run.spec.goal === goal) return;
    this.history?.judgeBy(goal);
    this.#repetition?.history?.judgeBy(goal);
    this.#store.setState({ run: { ...run, spec: { ...run.spec, goal } }, revision: revision + 1 });
  }

  send(
    command:
      | { readonly type: 'play' | 'pause' | 'jump' | 'stop' }
      | { readonly type: 'advance'; readonly steps: number },
  ): void {
    const { run } = this.#store.getState();
    if (run !== null) this.#post({ ...command, runId: run.runId });
  }

  /** Swaps the run on screen with the one before; where that was not kept, it is trained again. */
  undo(): ExperimentSpec | null {
    const { run } = this.#store.getState();
    const previous = this.#previous;
    if (previous === null || run === null) return null;
    this.#post({ type: 'stop', runId: run.runId });
    this.#previous = this.history === null ? null : setAside(run, this.history);
    this.history = previous.history;
    this.#repetition = null;
    if (previous.history !== null) this.#show(previous.run);
    else {
      this.#prepare(previous.run.spec, true);
      this.#store.setState({ notice: againNotice });
    }
    return previous.run.spec;
  }

  /** A worker that does not answer may do so again: the run stays as it is, and whoever waits no longer can go on anew. */
  #silence(reason: string | null): void {
    const { run, revision } = this.#store.getState();
    const isSilent = run?.failure?.code === 'silent';
    if (
      run === null ||
      isSilent !== (reason === null) ||
      (!isSilent && (isOver(run) || run.lifecycle === 'finished'))
    )
      return;
    const message = `The background worker ended or hangs: ${reason}. What was recorded is kept, and a new one can go on from there.`;
    this.#store.setState({
      run: { ...run, failure: isSilent ? null : { code: 'silent', message } },
      revision: revision + 1,
    });
  }

  #receive(message: RunMessage): void {
    const { run, revision } = this.#store.getState();
    if (run?.runId !== message.runId || isOver(run)) return;
    try {
      if (message.type === 'happened') this.#record(message.events, message.elapsed, run.spec);
    } catch (error) {
      this.#fail(`What the worker recorded does not fit this run: ${String(error)}`);
      return;
    }
    const next = reduceRun(run, message);
    this.#store.setState({
      run: next,
      // What was asked for on the way is part of the experiment from now on.
      ...(next.spec === run.spec
        ? {}
        : { draft: { ...this.#store.getState().draft, extra: next.spec.extra } }),
      revision: revision + 1,
      ...noticeOf(message, run, this.history?.steps ?? 0),
    });
  }

  #record(events: readonly RunEvent[], elapsed: number, spec: ExperimentSpec): void {
    // The session itself has a `history` as a repetition has: events go to whichever is being recorded.
    const recorder: { history: RunHistory | null } = this.#repetition ?? this;
    for (const event of events) {
      if (event.type === 'prepared') recorder.history = new RunHistory(spec, event);
      recorder.history?.take(event);
    }
    recorder.history?.tick(elapsed);
    if (this.#repetition === null || (recorder.history?.steps ?? 0) < this.#repetition.until) return;
    this.history = recorder.history;
    this.#repetition = null;
    this.#store.setState({ notice: null });
  }

  #fail(message: string): void {
    const { run, revision } = this.#store.getState();
    if (run === null) return;
    this.#store.setState({
      run: { ...run, lifecycle: 'failed', failure: { code: 'crashed', message } },
      revision: revision + 1,
    });
  }

  #show(run: RunState): void {
    const { revision } = this.#store.getState();
    this.#store.setState({ run, revision: revision + 1, canUndo: this.#previous !== null });
  }
}

/** Nothing more is taken from a run that failed or was set aside; a failure notice may still follow its move. */
const isOver = ({ lifecycle, failure }: RunState): boolean =>
  lifecycle === 'stopped' || (failure !== null && failure.code !== 'silent');

/** A run that was set aside cannot be resumed: its weights are gone, its records are not. */
const ended = (run: RunState): RunState =>
  run.lifecycle === 'finished' || run.lifecycle === 'failed' ? run : { ...run, lifecycle: 'stopped' };

const setAside = (run: RunState, history: RunHistory): Kept => ({
  run: ended(run),
  history: history.bytes > mostKept ? null : history,
});

const againNotice: Notice = {
  tone: 'info',
  title: 'The run before is trained again.',
  lines: ['What was recorded of it was too much to be kept; its experiment gives the same again.'],
  action: null,
};

/** What to tell while a run is repeated behind its records. */
const repetitionNotice = (steps: number): Notice =>
  told('The run is being repeated.', [
    `A new worker repeats the first ${steps} steps, which gives the same. What is shown goes on from there.`,
  ]);

const told = (title: string, lines: readonly string[] = [], action: Notice['action'] = null): Notice => ({
  tone: 'info',
  title,
  lines,
  action,
});

const obstacles: Readonly<Record<Obstacle, string>> = {
  damaged: 'What was kept of this run is damaged: it starts anew.',
  'other-build': 'This run was kept by another version of the page: it starts anew.',
  taken: 'This run is open in another tab: here it starts anew.',
};

/** What to tell of a message to a run that has so many steps; the notice there is stays otherwise. */
function noticeOf(message: RunMessage, { lifecycle, returned }: RunState, steps: number): Partial<AppState> {
  switch (message.type) {
    case 'happened':
      return recoveryNotice(message);
    case 'returned':
      return message.obstacle === null ? {} : { notice: told(obstacles[message.obstacle]) };
    case 'unkept':
      return { notice: told('This run is not kept.', [`A reload starts it again: ${message.reason}.`]) };
    default:
      break;
  }
  if (message.type !== 'moved' || returned !== true) return {};
  if (lifecycle === 'paused' && message.lifecycle === 'running') return { notice: null };
  if (lifecycle !== 'preparing') return {};
  if (message.lifecycle === 'finished')
    return { notice: { ...told('This run was kept, and has come back.'), step: steps } };
  return message.lifecycle === 'paused'
    ? {
        notice: {
          ...told(`This run was recorded up to step ${steps.toLocaleString('en')}.`, [], 'go-on'),
          step: steps,
        },
      }
    : {};
}

/** What to tell when training went on with another engine. */
function recoveryNotice({ events }: Extract<RunMessage, { type: 'happened' }>): Partial<AppState> {
  const recovered = events.findLast(({ type }) => type === 'recovered');
  if (recovered?.type !== 'recovered') return {};
  const { name, backend } = recovered.engine;
  const on = backend === 'none' ? name : `${name} on ${backend}`;
  const lines = [
    `${recovered.reason}.`,
    `Nothing recorded was lost: training goes on from a checkpoint, with the ${on} engine.`,
  ];
  return { notice: told('The engine was lost and started anew.', lines) };
}
