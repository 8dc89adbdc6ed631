/**
 * Follows one run at a time in a worker: starts it, drops messages of others, forwards its events, and tracks
 * progress and outcome. The screen, a sweep or the map use the events.
 */
import { experimentId } from '../core/digest.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import { canonicalText } from '../experiment/link/link.ts';
import type { RunEvent } from '../run/events.ts';
import type { FailureCode, RunCommand, RunMessage } from '../worker/protocol.ts';
import type { OpenWorker, RunState } from './state.ts';

export type AskedRun = Omit<Extract<RunCommand, { type: 'prepare' }>, 'type' | 'runId' | 'baseUrl'>;

type Unaddressed<Command> = Command extends unknown ? Omit<Command, 'runId'> : never;
export type RunOrder = Unaddressed<Exclude<RunCommand, { type: 'prepare' }>>;

/** Which of the experiments that train together a message is about. */
export type Point = NonNullable<Extract<RunMessage, { type: 'happened' }>['point']>;

export interface RunFollower {
  /** Records an event; an Error fails the run. */
  readonly take: (event: RunEvent, point: Point) => void;
  /**
   * Called with the state of the run and its state before (null: another run). Without a message: the run was
   * started, or its worker is lost, silent or back.
   */
  readonly changed: (now: RunState, before: RunState | null, message?: RunMessage) => void;
}

/** The point of a message; an experiment by itself is the first of one. */
export const pointOf = ({ point }: Pick<Extract<RunMessage, { type: 'happened' }>, 'point'>): Point =>
  point ?? { index: 0, of: 1 };

/** What is being prepared or takes long, and how much of it is done: "Training forecasters, 34 %". */
export const phaseText = ({ phase, fraction }: Pick<RunState, 'phase' | 'fraction'>): string =>
  fraction === null ? phase : `${phase}, ${Math.round(100 * fraction)} %`;

export class RemoteRun {
  readonly #openWorker: OpenWorker;
  readonly #base: string;
  readonly #follower: RunFollower;
  /** Whether a new worker can continue a run whose worker was lost; otherwise a silent worker counts as lost. */
  readonly #resumes: boolean;
  #run: RunState | null = null;
  #worker: ReturnType<OpenWorker> | null = null;
  #lastRunId = 0;

  /** The worker is opened with the first run. `base`: folder of the page, for data files. */
  constructor(openWorker: OpenWorker, base: string, follower: RunFollower, resumes = false) {
    this.#openWorker = openWorker;
    this.#base = base;
    this.#follower = follower;
    this.#resumes = resumes;
  }

  /** Null if no run is followed. */
  get run(): RunState | null {
    return this.#run;
  }

  /** Requests a run; replaces the followed one. */
  begin(asked: AskedRun): void {
    this.#lastRunId += 1;
    const runId = this.#lastRunId;
    this.show({ ...withSpec(asked.spec), ...unprepared, runId });
    this.#post({ type: 'prepare', runId, baseUrl: this.#base, ...asked });
  }

  send(order: RunOrder): void {
    if (this.run !== null) this.#post({ ...order, runId: this.run.runId });
  }

  leave(): void {
    this.#run = null;
  }

  show(run: RunState, message?: RunMessage): void {
    const before = this.run?.runId === run.runId ? this.run : null;
    this.#run = run;
    this.#follower.changed(run, before, message);
  }

  #post(command: RunCommand): void {
    this.#worker ??= this.#openWorker(
      (message) => {
        this.#receive(message);
      },
      (reason, code = 'crashed') => {
        const stopped = `The background worker stopped: ${reason}.`;
        this.#fail(code, code === 'crashed' ? this.#remediable(stopped) : stopped);
      },
      this.#resumes
        ? (reason) => {
            this.#silence(reason);
          }
        : undefined,
    );
    this.#worker.post(command);
  }

  #receive(message: RunMessage): void {
    const { run } = this;
    if (run?.runId !== message.runId || isOver(run)) return;
    try {
      if (message.type === 'happened')
        for (const event of message.events) this.#follower.take(event, pointOf(message));
    } catch (error) {
      this.send({ type: 'stop' });
      this.#fail('crashed', `The worker’s records do not match this run: ${String(error)}`);
      return;
    }
    this.show(reduceRun(run, message), message);
  }

  #fail(code: FailureCode, message: string): void {
    if (this.run !== null) this.show({ ...this.run, lifecycle: 'failed', failure: { code, message } });
  }

  /** A silent worker may answer again: the run keeps its state, and a person can restart it. */
  #silence(reason: string | null): void {
    const { run } = this;
    const isSilent = run?.failure?.code === 'silent';
    if (run === null || isSilent !== (reason === null)) return;
    if (isSilent) this.show({ ...run, failure: null });
    else if (!isOver(run) && run.lifecycle !== 'finished') {
      const message = this.#remediable(`The background worker ended or hangs: ${reason}.`);
      this.show({ ...run, failure: { code: 'silent', message } });
    }
  }

  #remediable(reason: string): string {
    return this.#resumes
      ? `${reason} Recorded data is preserved, and a new worker can continue from there.`
      : reason;
  }
}

/** After its end a run has no more events; a failure may follow. */
const isOver = ({ lifecycle, failure }: RunState): boolean =>
  lifecycle === 'stopped' || (failure !== null && failure.code !== 'silent');

const atRest = { phase: '', fraction: null, secondsLeft: null } as const;

const unprepared = {
  ...atRest,
  lifecycle: 'preparing',
  phase: 'Preparing',
  isAccepted: false,
  engine: null,
  failure: null,
  elapsed: 0,
} as const;

const withSpec = (spec: ExperimentSpec): Pick<RunState, 'spec' | 'experimentId'> => ({
  spec,
  experimentId: experimentId(canonicalText(spec)),
});

function reduceRun(run: RunState, message: RunMessage): RunState {
  switch (message.type) {
    case 'moved':
      return { ...run, lifecycle: message.lifecycle, elapsed: message.elapsed };
    case 'failed':
      return { ...run, lifecycle: 'failed', failure: { code: message.code, message: message.message } };
    case 'happened':
      return message.events.reduce(reduceEvent, { ...run, elapsed: message.elapsed });
    case 'returned': {
      const spec = { ...run.spec, extra: message.extra };
      return { ...run, ...withSpec(spec), returned: message.obstacle === null };
    }
    case 'unkept':
      return run;
    default:
      return message satisfies never;
  }
}

function reduceEvent(run: RunState, event: RunEvent): RunState {
  if (event.type === 'preparing' || event.type === 'working') {
    const { phase, fraction, secondsLeft = null } = event;
    return { ...run, phase, fraction, secondsLeft, isAccepted: run.isAccepted || event.accepted === true };
  }
  if (event.type === 'prepared') return { ...run, ...atRest, engine: event.engine, isAccepted: true };
  if (event.type === 'probed' && run.engine !== null)
    return { ...run, engine: { ...run.engine, gpu: event.gpu } };
  // While saved answers are repeated, the steps are the slow part.
  const rests = event.type === 'perturbed' || (event.type === 'progressed' && run.lifecycle !== 'preparing');
  if (rests && run.phase !== '') return { ...run, ...atRest };
  if (event.type === 'scheduled')
    return { ...run, ...withSpec({ ...run.spec, extra: [...run.spec.extra, event.anchor] }) };
  if (event.type === 'recovered') return { ...run, engine: event.engine };
  return run;
}
