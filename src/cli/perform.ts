/** Runs an experiment to its result, or to what was recorded when it was interrupted. Independent of terminals. */
import { experimentId } from '../core/digest.ts';
import type { Engine } from '../engine/engine.ts';
import { startFastest, type StartOnProcessor } from '../engine/host/processor.ts';
import { engineLabel, type ExperimentSpec } from '../experiment/fields.ts';
import { canonicalText } from '../experiment/link/link.ts';
import { recordEvent, type RunHistory } from '../record/history.ts';
import { resultOf, type RunResult } from '../record/result.ts';
import type { RunEvent } from '../run/events.ts';
import {
  runExperiment,
  wholeRun,
  type Chosen,
  type RunRequest,
  type RunEnd,
  type RunServices,
} from '../run/experiment.ts';
import { sizesOf } from '../run/event-shapes.ts';
import { eventOfPoint, type Points } from '../run/points.ts';
import { FreePace } from '../run/turns/free-pace.ts';
import type { OpenGpu, Surroundings } from './surroundings.ts';

/** What engines are started on. */
interface Devices {
  /** Starts engines on this machine's cores. */
  readonly start: StartOnProcessor;
  /** The graphics device, of experiments that request it. */
  readonly gpu: Awaited<ReturnType<OpenGpu>> | null;
}

export interface Performing extends Devices {
  readonly loadData: RunServices['loadData'];
  /** Called with every event, in order. */
  readonly tell: (event: RunEvent) => void;
  /** Ends the run at its next call of the pace. */
  readonly signal: AbortSignal;
}

export interface Performed {
  /** Null if it was interrupted before its first step. */
  readonly result: RunResult | null;
  readonly isFinished: boolean;
}

/** Opens what an engine needs, and closes it after its use. Rejects if it is not available here. */
export async function withDevices<Result>(
  around: Pick<Surroundings, 'openThreads' | 'openGpu'>,
  { engine, threads: count }: { readonly engine: ExperimentSpec['engine']; readonly threads: number },
  use: (devices: Devices) => Promise<Result>,
): Promise<Result> {
  const gpu = engine === 'fused' ? await around.openGpu() : null;
  const threads = around.openThreads(count);
  try {
    return await use({ start: threads.start, gpu });
  } finally {
    threads.close();
    gpu?.close();
  }
}

/** Rejects with a RunFailure that says why it cannot be run. */
export async function perform(spec: ExperimentSpec, given: Performing): Promise<Performed> {
  const {
    histories: [history = null],
    end,
  } = await record(wholeRun(spec), given);
  return {
    result: history === null ? null : resultOf(history, experimentId(canonicalText(spec))),
    isFinished: end === 'finished',
  };
}

export interface Recorded {
  /** One for each learning rate of the request; none if it was interrupted before its first step. */
  readonly histories: readonly RunHistory[];
  readonly end: RunEnd;
}

/** Runs a requested run and records it, each of its experiments as if it had run alone. Rejects with a RunFailure. */
export async function record(asked: RunRequest, given: Performing): Promise<Recorded> {
  const pace = new FreePace();
  let newest: Engine | null = null;
  const start: StartOnProcessor = async (name, setup) => (newest = await given.start(name, setup));
  const stop = (): void => {
    pace.stop();
    newest?.divided?.steer('abandon');
  };
  given.signal.addEventListener('abort', stop);
  if (given.signal.aborted) stop();
  const histories: RunHistory[] = [];
  const specs = asked.rates.map((learningRate) => ({ ...asked.spec, learningRate }));
  let points: Points = { count: specs.length, sizes: {} };
  const began = performance.now();
  try {
    const end = await runExperiment(
      asked,
      {
        startExact: async (setup) => (await startFastest(start, setup)).engine,
        startEngine: async (setup, wish): Promise<Chosen> => {
          if (given.gpu !== null && wish === 'fused') {
            newest = await given.gpu.start(setup);
            const reason = `${engineLabel(newest.identity)} was requested`;
            return { engine: newest, reason, gpu: given.gpu.state };
          }
          const { engine, passedOver } =
            wish === 'reference'
              ? { engine: await start(wish, setup), passedOver: [] }
              : await startFastest(start, setup);
          return { engine, reason: [...passedOver, 'it gives the same results on every machine'].join('; ') };
        },
        loadData: given.loadData,
      },
      pace,
      (event) => {
        if (event.type === 'prepared') points = { ...points, sizes: sizesOf(event) };
        for (const [index, spec] of specs.entries()) {
          const own = points.count === 1 ? event : eventOfPoint(event, index, points);
          const history = own === null ? null : recordEvent(histories[index] ?? null, spec, own);
          if (history === null) continue;
          histories[index] = history;
          history.tick(performance.now() - began);
        }
        given.tell(event);
      },
    );
    return { histories, end };
  } finally {
    given.signal.removeEventListener('abort', stop);
  }
}
