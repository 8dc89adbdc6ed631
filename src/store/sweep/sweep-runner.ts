/** Runs one experiment after the other in a worker of their own, from spec to recorded history. */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import type { RunCommand, RunMessage } from '../../worker/protocol.ts';
import { RunHistory } from '../history.ts';
import type { OpenWorker } from '../session.ts';

export type RunOutcome =
  | {
      readonly type: 'finished';
      readonly history: RunHistory;
      /** Running time, ms. */ readonly elapsed: number;
    }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'stopped' };

export interface RunProgress {
  /** What is being prepared, in words; empty while it trains. */
  readonly phase: string;
  readonly step: number;
  /** Running time, ms. */
  readonly elapsed: number;
}

interface ActiveRun {
  readonly runId: number;
  readonly spec: ExperimentSpec;
  readonly tell: (progress: RunProgress) => void;
  readonly end: (outcome: RunOutcome) => void;
  history: RunHistory | null;
  phase: string;
}

export class QuietRunner {
  readonly #openWorker: OpenWorker;
  readonly #base: string;
  /** Opened when it is first needed. */
  #worker: ReturnType<OpenWorker> | null = null;
  #active: ActiveRun | null = null;
  #lastRunId = 0;

  constructor(openWorker: OpenWorker, base: string) {
    this.#openWorker = openWorker;
    this.#base = base;
  }

  /** Runs to the end of the budget; one run at a time. Never rejects. */
  run(spec: ExperimentSpec, tell: ActiveRun['tell']): Promise<RunOutcome> {
    this.stop();
    return new Promise((resolve) => {
      this.#lastRunId += 1;
      const runId = this.#lastRunId;
      this.#active = { runId, spec, tell, end: resolve, history: null, phase: 'Preparing' };
      this.#post({ type: 'prepare', runId, spec, baseUrl: this.#base, playing: true });
    });
  }

  send(type: 'play' | 'pause'): void {
    if (this.#active !== null) this.#post({ type, runId: this.#active.runId });
  }

  /** Ends the run; what it recorded goes. */
  stop(): void {
    if (this.#active === null) return;
    this.#post({ type: 'stop', runId: this.#active.runId });
    this.#finish({ type: 'stopped' });
  }

  #post(command: RunCommand): void {
    this.#worker ??= this.#openWorker(
      (message) => {
        this.#receive(message);
      },
      (reason) => {
        this.#finish({ type: 'failed', reason: `The background worker stopped: ${reason}.` });
      },
    );
    this.#worker.post(command);
  }

  #finish(outcome: RunOutcome): void {
    const active = this.#active;
    this.#active = null;
    active?.end(outcome);
  }

  #receive(message: RunMessage): void {
    const active = this.#active;
    if (active?.runId !== message.runId) return;
    switch (message.type) {
      case 'happened': {
        this.#record(active, message);
        return;
      }
      case 'moved': {
        if (message.lifecycle !== 'finished' || active.history === null) return;
        this.#finish({ type: 'finished', history: active.history, elapsed: message.elapsed });
        return;
      }
      case 'failed': {
        this.#finish({ type: 'failed', reason: message.message });
        return;
      }
      default:
        message satisfies never;
    }
  }

  #record(active: ActiveRun, { events, elapsed }: Extract<RunMessage, { type: 'happened' }>): void {
    try {
      for (const event of events) {
        if (event.type === 'preparing') active.phase = event.phase;
        if (event.type === 'prepared') {
          active.phase = '';
          active.history = new RunHistory(active.spec, event);
        }
        active.history?.take(event);
      }
    } catch (error) {
      this.#post({ type: 'stop', runId: active.runId });
      this.#finish({
        type: 'failed',
        reason: `What the worker recorded does not fit this run: ${String(error)}`,
      });
      return;
    }
    active.tell({ phase: active.phase, step: active.history?.steps ?? 0, elapsed });
  }
}
