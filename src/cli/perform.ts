/** Runs one experiment to its result, or to what was recorded when it was interrupted. Knows no terminal. */
import { experimentId } from '../core/digest.ts';
import type { Engine, EngineFactory } from '../engine/engine.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import { canonicalText } from '../experiment/link.ts';
import { RunHistory } from '../record/history.ts';
import { resultOf, type RunResult } from '../record/result.ts';
import type { RunEvent } from '../run/events.ts';
import { runExperiment, wholeRun, type Chosen, type RunServices } from '../run/experiment.ts';
import { FreePace } from '../run/free-pace.ts';

export interface Performing {
  readonly start: EngineFactory;
  readonly loadData: RunServices['loadData'];
  /** Told of every event, in order. */
  readonly tell: (event: RunEvent) => void;
  /** Ends the run at its next look. */
  readonly signal: AbortSignal;
}

export interface Performed {
  /** Null where it was interrupted before its first step. */
  readonly result: RunResult | null;
  readonly isFinished: boolean;
}

/** Rejects with a RunFailure that says why it cannot be run. */
export async function perform(spec: ExperimentSpec, given: Performing): Promise<Performed> {
  const pace = new FreePace();
  let newest: Engine | null = null;
  const start = async (setup: Parameters<EngineFactory>[0]): Promise<Engine> =>
    (newest = await given.start(setup));
  const stop = (): void => {
    pace.stop();
    newest?.divided?.steer('abandon');
  };
  given.signal.addEventListener('abort', stop);
  if (given.signal.aborted) stop();
  const recorded: { history: RunHistory | null } = { history: null };
  const began = performance.now();
  const end = await runExperiment(
    wholeRun(spec),
    {
      startReference: start,
      startEngine: async (setup): Promise<Chosen> => ({
        engine: await start(setup),
        reason: 'it gives the same on every machine',
      }),
      loadData: given.loadData,
    },
    pace,
    (event) => {
      if (event.type === 'prepared') recorded.history = new RunHistory(spec, event);
      recorded.history?.take(event);
      recorded.history?.tick(performance.now() - began);
      given.tell(event);
    },
  );
  given.signal.removeEventListener('abort', stop);
  const { history } = recorded;
  return {
    result: history === null ? null : resultOf(history, experimentId(canonicalText(spec))),
    isFinished: end === 'finished',
  };
}
