/**
 * The run on screen and its recorded data: records events, updates the state, and saves the previous run for undo.
 */
import { engineLabel, type ExperimentSpec } from '../experiment/fields.ts';
import type { StoreApi } from 'zustand/vanilla';
import type { RunEvent } from '../run/events.ts';
import type { Obstacle, RunMessage } from '../worker/protocol.ts';
import { recordEvent, type RunHistory } from '../record/history.ts';
import type { OpenWorker, AppState, Notice, RunState } from './state.ts';
import { RemoteRun, type RunOrder } from './remote-run.ts';

interface Kept {
  readonly run: RunState;
  /** Null if it would take too much memory. */
  readonly history: RunHistory | null;
}

/** Maximum size of the previous run's records, bytes. */
const mostKept = 64 * 2 ** 20;

/** A run that is repeated behind the records on screen, until it has the same number of steps. */
interface Repetition {
  readonly until: number;
  history: RunHistory | null;
}

export class RunSession {
  history: RunHistory | null = null;
  readonly #store: StoreApi<AppState>;
  readonly #remote: RemoteRun;
  #previous: Kept | null = null;
  #repetition: Repetition | null = null;

  constructor(store: StoreApi<AppState>, openWorker: OpenWorker, base: string) {
    this.#store = store;
    const follower = {
      take: (event: RunEvent): void => {
        this.#take(event);
      },
      changed: (run: RunState, before: RunState | null, message?: RunMessage): void => {
        this.#changed(run, before, message);
      },
    };
    this.#remote = new RemoteRun(openWorker, base, follower, true);
  }

  /**
   * Starts a run; saves the one on screen for `undo` if it has records. `returning`: continues from the saved
   * answers of an earlier visit.
   */
  start(spec: ExperimentSpec, playing: boolean, returns = false): void {
    const { run, notice } = this.#store.getState();
    if (run !== null && this.history !== null && this.history.steps > 0)
      this.#previous = setAside(run, this.history);
    this.history = null;
    this.#repetition = null;
    if (notice?.step !== undefined) this.#store.setState({ notice: null });
    this.#remote.begin({ spec, playing, returning: returns ? 'offer' : undefined });
  }

  /**
   * Continues a run whose worker was lost. Runs are bit-identical on one engine and adapter: a new worker repeats
   * it, from saved answers or the start, and takes over at the last step. Until then the records stay.
   */
  resume(): void {
    const { run } = this.#store.getState();
    if (run?.failure?.code !== 'crashed' && run?.failure?.code !== 'silent') return;
    const until = this.history?.steps ?? 0;
    this.#repetition = until === 0 ? null : { until, history: null };
    this.#remote.begin({ spec: run.spec, playing: true, returning: 'go-on' });
    if (until > 0) this.#store.setState({ notice: repetitionNotice(until) });
  }

  /** Evaluates the records by another target, without training. 0: automatic. */
  judgeBy(goal: number): void {
    const { run } = this.#store.getState();
    if (run === null || run.spec.goal === goal) return;
    this.history?.judgeBy(goal);
    this.#repetition?.history?.judgeBy(goal);
    this.#remote.show({ ...run, spec: { ...run.spec, goal } });
  }

  send(order: RunOrder): void {
    this.#remote.send(order);
  }

  /** Swaps the run on screen with the previous one; one without records is trained again. */
  undo(): ExperimentSpec | null {
    const { run } = this.#store.getState();
    const previous = this.#previous;
    if (previous === null || run === null) return null;
    this.send({ type: 'stop' });
    this.#previous = this.history === null ? null : setAside(run, this.history);
    this.history = previous.history;
    this.#repetition = null;
    if (previous.history !== null) this.#remote.show(previous.run);
    else {
      this.#remote.begin({ spec: previous.run.spec, playing: true });
      this.#store.setState({ notice: againNotice });
    }
    return previous.run.spec;
  }

  #take(event: RunEvent): void {
    const recorder: { history: RunHistory | null } = this.#repetition ?? this;
    recorder.history = recordEvent(recorder.history, this.#remote.run!.spec, event);
  }

  #changed(run: RunState, before: RunState | null, message?: RunMessage): void {
    if (message?.type === 'happened') this.#tick(message.elapsed);
    const { draft, revision } = this.#store.getState();
    const told = before === null || message === undefined ? null : { before, message };
    this.#store.setState({
      run,
      revision: revision + 1,
      canUndo: this.#previous !== null,
      // Forecasts requested during the run become part of the experiment.
      ...(told === null || told.before.spec === run.spec
        ? {}
        : { draft: { ...draft, extra: run.spec.extra } }),
      ...(told === null ? {} : noticeOf(told.message, told.before, this.history?.steps ?? 0)),
    });
  }

  /** A finished repetition takes over. */
  #tick(elapsed: number): void {
    const repetition = this.#repetition;
    const recorded = repetition === null ? this.history : repetition.history;
    recorded?.tick(elapsed);
    if (repetition === null || (recorded?.steps ?? 0) < repetition.until) return;
    this.history = recorded;
    this.#repetition = null;
    this.#store.setState({ notice: null });
  }
}

/** A run set aside cannot be resumed: its weights are gone. */
const ended = (run: RunState): RunState =>
  run.lifecycle === 'finished' || run.lifecycle === 'failed' ? run : { ...run, lifecycle: 'stopped' };

const setAside = (run: RunState, history: RunHistory): Kept => ({
  run: ended(run),
  history: history.bytes > mostKept ? null : history,
});

const againNotice: Notice = {
  tone: 'info',
  title: 'The previous run is trained again.',
  lines: ['Its records were too large to store; training reproduces them exactly.'],
  action: null,
};

const repetitionNotice = (steps: number): Notice =>
  told('The run is being repeated.', [
    `A new worker repeats the first ${steps} steps with identical results. The charts continue from there.`,
  ]);

const told = (title: string, lines: readonly string[] = [], action: Notice['action'] = null): Notice => ({
  tone: 'info',
  title,
  lines,
  action,
});

const obstacles: Readonly<Record<Obstacle, string>> = {
  damaged: 'The saved run is damaged, so it starts again.',
  'other-build': 'This run was saved by another version of the page, so it starts again.',
  taken: 'This run is open in another tab; here it starts again.',
};

/** The notice for a message; otherwise the present one stays. */
function noticeOf(message: RunMessage, { lifecycle, returned }: RunState, steps: number): Partial<AppState> {
  switch (message.type) {
    case 'happened':
      return recoveryNotice(message);
    case 'returned':
      return message.obstacle === null ? {} : { notice: told(obstacles[message.obstacle]) };
    case 'unkept':
      return { notice: told('This run is not saved.', [`A reload starts it again: ${message.reason}.`]) };
    default:
      break;
  }
  if (message.type !== 'moved' || returned !== true) return {};
  if (lifecycle === 'paused' && message.lifecycle === 'running') return { notice: null };
  if (lifecycle !== 'preparing') return {};
  if (message.lifecycle === 'finished')
    return { notice: { ...told('This run was saved and is restored.'), step: steps } };
  return message.lifecycle === 'paused'
    ? {
        notice: {
          ...told(`This run was recorded up to step ${steps.toLocaleString('en')}.`, [], 'go-on'),
          step: steps,
        },
      }
    : {};
}

/** The notice after a change of engine. */
function recoveryNotice({ events }: Extract<RunMessage, { type: 'happened' }>): Partial<AppState> {
  const recovered = events.findLast(({ type }) => type === 'recovered');
  if (recovered?.type !== 'recovered') return {};
  const lines = [
    `${recovered.reason}.`,
    `Nothing recorded was lost: training continues from a checkpoint, with the ${engineLabel(recovered.engine)} engine.`,
  ];
  return { notice: told('The engine was lost and started again.', lines) };
}
