/**
 * Trains an experiment once more and saves the weights that its forecasts read, as a zip archive of checkpoints: for the
 * page's worker and for the command line. Nothing but a few snapshots is in memory.
 */
import { startFastest, startHere } from '../../engine/host/processor.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { writeLink } from '../../experiment/link/link.ts';
import { saveTrajectory, type Snapshot } from '../../formats/runs/saved.ts';
import type { RunEvent } from '../../run/events.ts';
import { runExperiment, type RunServices } from '../../run/experiment.ts';
import { FreePace } from '../../run/turns/free-pace.ts';
import type { Report } from './session.ts';

export interface SaveServices {
  readonly loadData: RunServices['loadData'];
  readonly report: Report;
}

/** Steps trained between two checks of what is still to be written. */
const stepsAtOnce = 16;

/** Waits until what was recorded is written. */
class WritingPace extends FreePace {
  readonly #written: () => Promise<boolean>;

  constructor(written: () => Promise<boolean>) {
    super();
    this.#written = written;
  }

  override async allowance(): Promise<number> {
    if (!(await this.#written())) this.stop();
    return this.isStopped() ? 0 : stepsAtOnce;
  }
}

/** The archive, in pieces. The weights are those of the run on screen if that was trained on the processor. */
export async function* savedRun(
  spec: ExperimentSpec,
  arm: ArmId,
  services: SaveServices,
): AsyncGenerator<Uint8Array> {
  const run = new RecordingRun(spec, arm, services);
  const layout = await run.layout;
  yield* saveTrajectory(layout, run.snapshots(), writeLink(spec));
  await run.end;
}

type Prepared = Extract<RunEvent, { type: 'prepared' }>;

class RecordingRun {
  readonly layout: Promise<Prepared['model']['parameters']>;
  readonly end: Promise<unknown>;
  readonly #spec: ExperimentSpec;
  readonly #arm: ArmId;
  readonly #report: Report;
  #prepared: Prepared | null = null;
  readonly #queue: Snapshot[] = [];
  #isOver = false;
  #step = 0;
  /** Steps of jumps so far, by replica. */
  readonly #jumps = new Map<number, number[]>();
  #wake: () => void = () => undefined;
  #drained: () => void = () => undefined;

  constructor(spec: ExperimentSpec, arm: ArmId, { loadData, report }: SaveServices) {
    this.#spec = spec;
    this.#arm = arm;
    this.#report = report;
    let ready: (layout: Prepared['model']['parameters']) => void = () => undefined;
    let failed: (error: Error) => void = () => undefined;
    this.layout = new Promise((resolve, reject) => {
      ready = resolve;
      failed = reject;
    });
    this.layout.catch(() => undefined);
    const start: RunServices['startExact'] = async (setup) => (await startFastest(startHere, setup)).engine;
    this.end = runExperiment(
      { spec, rates: [spec.learningRate], told: 'weights', job: 'train', checked: false },
      {
        startExact: start,
        startEngine: async (setup) => ({ engine: await start(setup), reason: '' }),
        loadData,
      },
      new WritingPace(() => this.#written()),
      (event) => {
        if (event.type === 'prepared') ready(event.model.parameters);
        this.#take(event);
      },
    ).then(
      (end) => {
        this.#isOver = true;
        this.#wake();
        if (end === 'stopped') throw new Error('it was cancelled');
      },
      (error: unknown) => {
        this.#isOver = true;
        this.#wake();
        failed(error instanceof Error ? error : new Error(String(error)));
        throw error;
      },
    );
    this.end.catch(() => undefined);
  }

  async *snapshots(): AsyncGenerator<Snapshot> {
    for (;;) {
      const next = this.#queue.shift();
      if (next !== undefined) {
        yield next;
        continue;
      }
      this.#drained();
      if (this.#isOver) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #take(event: RunEvent): void {
    if (event.type === 'prepared') this.#prepared = event;
    if (event.type === 'progressed') this.#step = event.firstStep + event.steps;
    if (event.type === 'jumped')
      for (const { replica, accepted } of event.outcomes)
        if (accepted) this.#jumps.set(replica, [...(this.#jumps.get(replica) ?? []), event.step]);
    if (event.type !== 'saved' || this.#prepared === null) return;
    const { replicas, model } = this.#prepared;
    const { count } = model.parameters;
    replicas.forEach(({ arm, seed }, replica) => {
      if (arm !== this.#arm) return;
      const weights = event.weights.slice(replica * count, (replica + 1) * count);
      const jumps = [...(this.#jumps.get(replica) ?? [])];
      this.#queue.push({ arm, seed, step: event.step, jumps, weights });
    });
    this.#wake();
  }

  /** Resolves once the queue is empty; false to stop. */
  async #written(): Promise<boolean> {
    const goesOn = await this.#report('Training and saving the run', this.#step / this.#spec.steps);
    if (goesOn && this.#queue.length > 0)
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
        this.#wake();
      });
    return goesOn;
  }
}
