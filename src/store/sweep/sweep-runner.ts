/** Runs experiments in a worker of their own, one at a time or such as train together, from spec to recorded history. */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import type { RunCommand, RunMessage } from '../../worker/protocol.ts';
import { RunHistory } from '../history.ts';
import type { OpenWorker } from '../open-worker.ts';
import { shareOf, workerBeside } from '../worker-beside.ts';

export type RunOutcome =
  | {
      readonly type: 'finished';
      /** Of the first experiments, as many as were run together: one for each, as if it had run alone. */
      readonly histories: readonly RunHistory[];
      /** Time spent preparing and running, ms. */ readonly elapsed: number;
    }
  | {
      readonly type: 'failed';
      readonly reason: string;
      /** How many of the experiments it was that ran together. */
      readonly together: number;
    }
  | { readonly type: 'stopped' };

export interface RunProgress {
  /** What is being prepared, in words; empty while it trains. */
  readonly phase: string;
  /** Until that is done, s; null where it cannot be said. */
  readonly phaseLeft: number | null;
  readonly step: number;
  /** How many of the experiments train together. */
  readonly together: number;
  /** Time spent preparing and running, ms. */
  readonly elapsed: number;
}

interface ActiveRun {
  readonly runId: number;
  readonly specs: readonly ExperimentSpec[];
  readonly tell: (progress: RunProgress) => void;
  readonly end: (outcome: RunOutcome) => void;
  /** In the order of the specs. */
  readonly histories: RunHistory[];
  /** How many of the specs are run; all, until it is known. */
  together: number;
  phase: string;
  phaseLeft: number | null;
  /** When it was asked for, and how long it was prepared, ms. */
  readonly since: number;
  preparing: number;
}

export class QuietRunner {
  readonly #post: (command: RunCommand) => void;
  readonly #base: string;
  #active: ActiveRun | null = null;
  #lastRunId = 0;

  constructor(openWorker: OpenWorker, base: string) {
    this.#post = workerBeside(
      openWorker,
      (message) => {
        this.#receive(message);
      },
      (reason) => {
        this.#fail(reason);
      },
    );
    this.#base = base;
  }

  /**
   * Runs as many of the specs as fit to the end of the budget, together: they differ in their learning rate alone.
   * One run at a time. Never rejects.
   */
  run(specs: readonly ExperimentSpec[], tell: ActiveRun['tell']): Promise<RunOutcome> {
    this.stop();
    return new Promise((resolve) => {
      this.#lastRunId += 1;
      const runId = this.#lastRunId;
      this.#active = {
        runId,
        specs,
        tell,
        end: resolve,
        histories: [],
        together: specs.length,
        phase: 'Preparing',
        phaseLeft: null,
        since: performance.now(),
        preparing: 0,
      };
      const rates = specs.map(({ learningRate }) => learningRate);
      const spec = specs[0]!;
      this.#post({ type: 'prepare', runId, spec, rates, baseUrl: this.#base, playing: true, job: 'sweep' });
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

  #finish(outcome: RunOutcome): void {
    const active = this.#active;
    this.#active = null;
    active?.end(outcome);
  }

  #fail(reason: string): void {
    this.#finish({ type: 'failed', reason, together: this.#active?.together ?? 0 });
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
        if (message.lifecycle !== 'finished' || active.histories.length < active.together) return;
        const elapsed = active.preparing + message.elapsed;
        this.#finish({ type: 'finished', histories: active.histories, elapsed });
        return;
      }
      case 'failed': {
        this.#fail(message.message);
        return;
      }
      case 'returned':
      case 'unkept':
        // Runs by themselves alone are kept.
        return;
      default:
        message satisfies never;
    }
  }

  #record(
    active: ActiveRun,
    { events, elapsed, point = { index: 0, of: 1 } }: Extract<RunMessage, { type: 'happened' }>,
  ): void {
    const { index, of: together } = point;
    active.together = together;
    try {
      for (const event of events) {
        if (event.type === 'preparing') {
          active.phase = `${event.phase}${shareOf(event.fraction)}`;
          active.phaseLeft = event.secondsLeft ?? null;
        }
        if (event.type === 'prepared') {
          active.phase = '';
          active.phaseLeft = null;
          active.preparing = performance.now() - active.since;
          active.histories[index] = new RunHistory(active.specs[index]!, event);
        }
        active.histories[index]?.take(event);
      }
    } catch (error) {
      this.#post({ type: 'stop', runId: active.runId });
      this.#fail(`What the worker recorded does not fit this run: ${String(error)}`);
      return;
    }
    // Once for all points: the last of them to be told.
    if (index < together - 1) return;
    const { phase, phaseLeft, preparing } = active;
    const step = active.histories[index]?.steps ?? 0;
    active.tell({ phase, phaseLeft, step, together, elapsed: preparing + elapsed });
  }
}
