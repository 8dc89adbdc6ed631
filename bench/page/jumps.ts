/**
 * Runs the default experiment on one engine, as a whole and without some of its parts, to determine the cost of each.
 */
import type { Engine, EngineState } from '../../src/engine/engine.ts';
import { defaultSpec } from '../../src/experiment/fields.ts';
import { conduct } from '../../src/run/conduct.ts';
import { planRun, type RunPlan } from '../../src/run/plan/plan.ts';
import { evaluationCalls, jumpCalls, MeteredEngine, type MeteredCall } from './metered-engine.ts';
import type { ConductedPart, EngineWay, MeteredRun } from './protocol.ts';
import { engineFactories } from './ways/engines.ts';

/** Steps of the warm-up run, which is not counted: enough for jumps. */
const warmUpSteps = 100;

const bare = planRun(defaultSpec, null, undefined, 'losses');

/** What is run for each part; `training` is one block, and nothing else. */
const plans: Readonly<Record<Exclude<ConductedPart, 'training'>, (plan: RunPlan) => RunPlan>> = {
  whole: (plan) => plan,
  without: (plan) => ({ ...plan, anchors: [] }),
  bare: () => bare,
  bareWithout: () => ({ ...bare, anchors: [] }),
};

export class DefaultRuns {
  readonly #plan: RunPlan;
  readonly #engine: Engine;
  readonly #start: EngineState;

  private constructor(plan: RunPlan, engine: Engine, start: EngineState) {
    this.#plan = plan;
    this.#engine = engine;
    this.#start = start;
  }

  /** Starts an engine and runs briefly, so that everything is compiled. */
  static async on(way: EngineWay): Promise<DefaultRuns> {
    const plan = planRun(defaultSpec, null);
    const engine = await engineFactories[way](plan.setup);
    const start = await engine.checkpoint();
    await conductAll(planRun({ ...defaultSpec, steps: warmUpSteps }, null), engine);
    return new DefaultRuns(plan, engine, start);
  }

  /** Seconds of one run. */
  async time(part: ConductedPart): Promise<number> {
    await this.#rewind();
    return seconds(() =>
      part === 'training'
        ? this.#engine.train(this.#plan.spec.steps)
        : conductAll(plans[part](this.#plan), this.#engine),
    );
  }

  /** The whole run, awaiting every call to the engine before the next. */
  async meter(): Promise<MeteredRun> {
    await this.#rewind();
    const meter = new MeteredEngine(
      this.#engine,
      this.#plan.setup.weights.length,
      await idleFence(this.#engine),
    );
    const whole = (await seconds(() => conductAll(this.#plan, meter))) - meter.overhead;
    const sum = (values: ReadonlyMap<MeteredCall, number>, names: readonly MeteredCall[]): number =>
      names.reduce((total, name) => total + (values.get(name) ?? 0), 0);
    const train = sum(meter.seconds, ['train']);
    const [jump, evaluate] = [sum(meter.seconds, jumpCalls), sum(meter.seconds, evaluationCalls)];
    const names: readonly MeteredCall[] = ['train', ...jumpCalls, ...evaluationCalls];
    const { steps } = this.#plan.spec;
    return {
      steps,
      replicas: this.#plan.replicas.length,
      serial: {
        train,
        jump,
        evaluate,
        conductor: Math.max(0, whole - train - jump - evaluate),
      },
      calls: Object.fromEntries(
        names.map((name) => [
          name,
          { count: meter.count.get(name) ?? 0, seconds: meter.seconds.get(name) ?? 0 },
        ]),
      ),
      bytesPerStep: sum(meter.bytes, names) / steps,
      jumpBytesPerStep: sum(meter.bytes, jumpCalls) / steps,
    };
  }

  async #rewind(): Promise<void> {
    this.#engine.restore(this.#start);
    await this.#engine.checkpoint();
  }
}

const conductAll = (plan: RunPlan, engine: Engine): Promise<unknown> =>
  conduct(
    plan,
    engine,
    { allowance: () => Promise.resolve(Infinity), spent: () => undefined },
    () => undefined,
  );

/** Seconds until an idle engine answers. */
async function idleFence(engine: Engine): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 15; i += 1) times.push(await seconds(() => engine.checkpoint()));
  return times.toSorted((a, b) => a - b)[7]!;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
