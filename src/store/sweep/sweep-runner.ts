/** Runs experiments in a separate worker, one at a time or together, from spec to recorded history. */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import type { RunEvent } from '../../run/events.ts';
import type { RunMessage } from '../../worker/protocol.ts';
import { recordEvent, type RunHistory } from '../../record/history.ts';
import type { OpenWorker, RunState } from '../state.ts';
import { phaseText, pointOf, RemoteRun, type Point } from '../remote-run.ts';

/** Histories of the first experiments, those that trained together; null: stopped. */
export type RunOutcome =
  | {
      readonly histories: readonly RunHistory[];
      /** Time spent preparing and running, ms. */ readonly elapsed: number;
    }
  | { readonly failure: string; readonly together: number }
  | null;

export interface RunProgress {
  /** What is being prepared, in words; empty while it trains. */
  readonly phase: string;
  readonly phaseLeft: number | null;
  readonly step: number;
  readonly together: number;
  readonly elapsed: number;
}

interface ActiveRun {
  readonly specs: readonly ExperimentSpec[];
  readonly tell: (progress: RunProgress) => void;
  readonly end: (outcome: RunOutcome) => void;
  readonly histories: RunHistory[];
  together: number;
  /** Time of the request, and of the preparation, ms. */
  readonly since: number;
  preparing: number;
}

export class QuietRunner {
  readonly #remote: RemoteRun;
  #active: ActiveRun | null = null;

  constructor(openWorker: OpenWorker, base: string) {
    this.#remote = new RemoteRun(openWorker, base, {
      take: (event, point) => {
        this.#take(event, point);
      },
      changed: (run, _, message) => {
        this.#changed(run, message);
      },
    });
  }

  /**
   * Runs the specs that fit into memory together: they differ in their learning rate alone. One run at a time.
   * Never rejects.
   */
  run(specs: readonly ExperimentSpec[], tell: ActiveRun['tell']): Promise<RunOutcome> {
    this.stop();
    return new Promise((resolve) => {
      this.#active = {
        specs,
        tell,
        end: resolve,
        histories: [],
        together: specs.length,
        since: performance.now(),
        preparing: 0,
      };
      const rates = specs.map(({ learningRate }) => learningRate);
      this.#remote.begin({ spec: specs[0]!, rates, playing: true, job: 'sweep' });
    });
  }

  send(type: 'play' | 'pause'): void {
    this.#remote.send({ type });
  }

  /** Ends the run; its records are lost. */
  stop(): void {
    this.#remote.send({ type: 'stop' });
    this.#finish(null);
  }

  #take(event: RunEvent, { index, of }: Point): void {
    const active = this.#active!;
    active.together = of;
    if (event.type === 'prepared') active.preparing = performance.now() - active.since;
    const history = recordEvent(active.histories[index] ?? null, active.specs[index]!, event);
    if (history !== null) active.histories[index] = history;
  }

  #changed(run: RunState, message?: RunMessage): void {
    const active = this.#active!;
    const { histories, preparing } = active;
    const elapsed = preparing + run.elapsed;
    if (run.failure !== null) this.#finish({ failure: run.failure.message, together: active.together });
    else if (message?.type === 'moved' && run.lifecycle === 'finished' && histories.length >= active.together)
      this.#finish({ histories, elapsed });
    if (message?.type !== 'happened') return;
    const { index, of: together } = pointOf(message);
    active.together = together;
    // Once for all points: with the message of the last.
    if (index < together - 1) return;
    const isPrepared = run.engine !== null;
    active.tell({
      phase: isPrepared ? '' : phaseText(run),
      phaseLeft: isPrepared ? null : run.secondsLeft,
      step: histories[index]?.steps ?? 0,
      together,
      elapsed,
    });
  }

  #finish(outcome: RunOutcome): void {
    const active = this.#active;
    this.#active = null;
    this.#remote.leave();
    active?.end(outcome);
  }
}
