/** Turns a checked spec into everything a run needs: replicas, data, initial weights, what to watch, the forecast plan. */
import { inputVariance, imagePool, splitCounts, syntheticPool } from '../core/data/pool.ts';
import type { LabelledImages } from '../core/data/fashion-mnist.ts';
import { batchSize, stepsPerEpoch } from '../core/batches.ts';
import { inRunPlan, type InRunPlan } from '../core/forecast/in-run.ts';
import { jumpCost } from '../core/ledger.ts';
import { layoutFor } from '../core/network/describe.ts';
import { initialiseWeights } from '../core/network/initialise.ts';
import { chooseWatched, tensorOf } from '../core/network/watch.ts';
import type { EngineSetup } from '../engine/engine.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import { trainingExamples } from '../experiment/rules.ts';
import { arms, type Arm } from './arms.ts';
import type { ArmId, ReplicaLabel, WatchedWeight } from './events.ts';

export interface RunPlan {
  readonly spec: ExperimentSpec;
  readonly setup: EngineSetup;
  /** Arm by arm, seeds in order within. */
  readonly replicas: readonly ReplicaLabel[];
  readonly watched: readonly WatchedWeight[];
  readonly inRun: InRunPlan;
  /** Gradient-step equivalents of one considered jump, by arm; 0 for arms that never jump. */
  readonly jumpCosts: Readonly<Record<ArmId, number>>;
  /** Steps over which noisy batch losses are smoothed before they are compared with a target. */
  readonly smoothing: number;
}

/** Adam's division guard and kin; small against any gradient worth following. */
const epsilon = 1e-8;

/** Longest smoothing of batch losses, in steps. */
const longestSmoothing = 50;

export function planRun(spec: ExperimentSpec, images: LabelledImages | null): RunPlan {
  const network = layoutFor(spec);
  const data = images === null ? syntheticPool(spec) : imagePool(images);
  const replicas = spec.arms.flatMap((arm: ArmId) => spec.seeds.map((seed): ReplicaLabel => ({ arm, seed })));
  const weights = new Float32Array(replicas.length * network.parameterCount);
  replicas.forEach(({ seed }, r) => {
    initialiseWeights(
      weights.subarray(r * network.parameterCount, (r + 1) * network.parameterCount),
      network,
      spec.initializer,
      seed,
    );
  });
  const variance = inputVariance(data);
  const most = variance.reduce((a, b) => Math.max(a, b), 0);
  const watched = chooseWatched(network, (input) => variance[input]! >= most / 2, spec.seeds[0]!);
  const rule = { examples: trainingExamples(spec), batch: spec.batch };
  const guard = images === null ? splitCounts(spec.samples).guard : images.counts.guard;
  const inRun = inRunPlan(spec);
  return {
    spec,
    replicas,
    inRun,
    watched: Array.from(watched, (parameter): WatchedWeight => {
      const { layer, kind, offset } = tensorOf(network, parameter);
      return { parameter, layer, kind, index: parameter - offset };
    }),
    jumpCosts: costsOf(batchSize(rule), guard, inRun.horizons.length),
    smoothing: spec.batch === 0 ? 1 : Math.min(stepsPerEpoch(rule), longestSmoothing),
    setup: {
      network,
      data,
      weights,
      watched,
      activation: spec.activation,
      batch: spec.batch,
      schedule: { name: spec.schedule, steps: spec.steps },
      optimizer: {
        name: spec.optimizer,
        momentum: spec.momentum,
        beta1: spec.beta1,
        beta2: spec.beta2,
        epsilon,
        weightDecay: spec.weightDecay,
      },
      replicas: replicas.map(({ arm, seed }) => ({
        seed,
        dataSet: images === null ? spec.seeds.indexOf(seed) : 0,
        learningRate: spec.learningRate * arms[arm].learningRate,
      })),
    },
  };
}

function costsOf(batch: number, guard: number, candidates: number): RunPlan['jumpCosts'] {
  const cost = ({ jumps }: Arm): number =>
    jumps === null
      ? 0
      : jumpCost({ batch, guard, candidates, fitMultiplies: jumps.fitMultiplies(candidates) });
  return Object.fromEntries(Object.entries(arms).map(([id, arm]) => [id, cost(arm)])) as Record<
    ArmId,
    number
  >;
}
