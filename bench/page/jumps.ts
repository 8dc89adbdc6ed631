/** Measures what forecasts and jumps cost in the default experiment, on one engine. */
import type { Engine } from '../../src/engine/engine.ts';
import { defaultSpec } from '../../src/experiment/fields.ts';
import { conduct } from '../../src/run/conduct.ts';
import { planRun, type RunPlan } from '../../src/run/plan.ts';
import { evaluationCalls, jumpCalls, MeteredEngine, type MeteredCall } from './metered-engine.ts';
import type { EngineWay, JumpFigures } from './protocol.ts';
import { engineFactories } from './ways/engines.ts';

/** No further run is begun after this time, s. */
const longest = 30;

/** Steps of the run that compiles and is not counted: enough for jumps. */
const warmUpSteps = 100;

interface OneRun {
  readonly run: number;
  /** The same run, but nothing is forecast. */
  readonly without: number;
  readonly trainingAlone: number;
  /** The metered run, without what the meter itself cost. */
  readonly whole: number;
  readonly meter: MeteredEngine;
}

export async function measureJumps(way: EngineWay, mostRuns: number): Promise<JumpFigures> {
  const plan = planRun(defaultSpec, null);
  const engine = await engineFactories[way](plan.setup);
  try {
    const began = performance.now();
    await measureOnce({ ...plan, spec: { ...plan.spec, steps: warmUpSteps } }, engine);
    const runs: OneRun[] = [];
    do runs.push(await measureOnce(plan, engine));
    while (runs.length < mostRuns && performance.now() - began < 1000 * longest);
    return figuresOf(plan, runs);
  } finally {
    engine.dispose();
  }
}

async function measureOnce(plan: RunPlan, engine: Engine): Promise<OneRun> {
  const start = await engine.checkpoint();
  const run = await seconds(() => conductAll(plan, engine));
  engine.restore(start);
  const without = await seconds(() => conductAll({ ...plan, anchors: [] }, engine));
  engine.restore(start);
  await engine.checkpoint();
  const trainingAlone = await seconds(() => engine.train(plan.spec.steps));
  engine.restore(start);
  const meter = new MeteredEngine(engine, await idleFence(engine));
  const whole = (await seconds(() => conductAll(plan, meter))) - meter.overhead;
  engine.restore(start);
  return { run, without, trainingAlone, whole, meter };
}

/** Medians over runs. */
function figuresOf(plan: RunPlan, runs: readonly OneRun[]): JumpFigures {
  const { steps } = plan.spec;
  const of = (figure: (run: OneRun) => number): number => median(runs.map(figure));
  const sum = (values: Readonly<Record<MeteredCall, number>>, names: readonly MeteredCall[]): number =>
    names.reduce((total, name) => total + values[name], 0);
  const train = of(({ meter }) => meter.seconds.train);
  const jump = of(({ meter }) => sum(meter.seconds, jumpCalls));
  const evaluate = of(({ meter }) => sum(meter.seconds, evaluationCalls));
  const { bytes, count } = runs[0]!.meter;
  const names: readonly MeteredCall[] = ['train', ...jumpCalls, ...evaluationCalls];
  return {
    runs: runs.length,
    steps,
    replicas: plan.replicas.length,
    run: of(({ run }) => run),
    without: of(({ without }) => without),
    share: Math.max(0, 1 - of(({ run, without }) => without / run)),
    trainingAlone: of(({ trainingAlone }) => trainingAlone),
    serial: {
      train,
      jump,
      evaluate,
      conductor: Math.max(0, of(({ whole }) => whole) - train - jump - evaluate),
    },
    calls: Object.fromEntries(
      names.map((name) => [name, { count: count[name], seconds: of(({ meter }) => meter.seconds[name]) }]),
    ),
    bytesPerStep: sum(bytes, names) / steps,
    jumpBytesPerStep: sum(bytes, jumpCalls) / steps,
  };
}

const conductAll = (plan: RunPlan, engine: Engine): Promise<unknown> =>
  conduct(
    plan,
    engine,
    { allowance: () => Promise.resolve(Infinity), spent: () => undefined },
    () => undefined,
  );

/** Seconds that it takes to hear from an engine that has nothing to do. */
async function idleFence(engine: Engine): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 15; i += 1) times.push(await seconds(() => engine.checkpoint()));
  return median(times);
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
