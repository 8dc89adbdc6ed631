/** What arms do between forecasts, by the name in their records: a period, and an action at its end. */
import type { BetweenName } from '../experiment/arms.ts';
import { armRecords } from '../experiment/arms.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import { currentWeights, type SnapshotId, type Trainer } from '../engine/engine.ts';
import type { RunEvent } from './events.ts';
import { splitOf } from './metric.ts';
import { forAllTensors, mixOf } from './mixes.ts';
import type { RunPlan } from './plan/plan.ts';

/** Acts after a step; resolves to an event, or null if there is none. */
type Act = (step: number) => Promise<RunEvent> | null;

interface Between {
  /** Steps between two actions. */
  readonly period: (spec: ExperimentSpec) => number;
  /** Starts with the initial weights and acts only on its own replicas [replica]. */
  readonly begin: (engine: Trainer, plan: RunPlan, own: readonly boolean[]) => Act;
}

/** Number of snapshots in an average: they span a window. */
const averaged = 5;

/** Actions after the same step are done in this order. */
const table: Readonly<Record<BetweenName, Between>> = {
  /** phi += a (theta_k - phi), theta_0 = phi (Zhang et al., arXiv 1907.08610, algorithm 1), a = .5, k = 5. */
  lookahead: {
    period: () => 5,
    begin: (engine, plan, own) => {
      let slow = engine.snapshot();
      return () => {
        engine.adopt(mean([slow, currentWeights], plan), own, { state: 'keep', advance: null });
        engine.release(slow);
        slow = engine.snapshot();
        return null;
      };
    },
  },
  /**
   * The mean of the latest snapshots, evaluated on the metric's split but not used for training (LAWA, Kaddour, arXiv
   * 2209.14981).
   */
  average: {
    period: ({ window, stride }) => Math.max(1, Math.round((window * stride) / averaged)),
    begin: (engine, plan, own) => {
      const latest: SnapshotId[] = [];
      return async (step) => {
        latest.push(engine.snapshot());
        if (latest.length > averaged) engine.release(latest.shift()!);
        const loss = await engine.lossOf(mean(latest, plan), splitOf[plan.spec.metric], own);
        return { type: 'averaged', by: 'average', step, loss };
      };
    },
  },
};

const names = Object.keys(table) as BetweenName[];

const namesIn = ({ spec }: Pick<RunPlan, 'spec'>): BetweenName[] =>
  names.filter((name) => spec.arms.some((arm) => armRecords[arm].between?.does === name));

/** The periods of all actions between the forecasts of a run. */
export const betweenPeriods = (plan: Pick<RunPlan, 'spec'>): number[] =>
  namesIn(plan).map((name) => table[name].period(plan.spec));

/** The actions, in the same order. Call before the first step. */
export const beginBetween = (engine: Trainer, plan: RunPlan): Act[] =>
  namesIn(plan).map((name) =>
    table[name].begin(
      engine,
      plan,
      plan.replicas.map(({ arm }) => armRecords[arm].between?.does === name),
    ),
  );

function mean(snapshots: readonly SnapshotId[], { replicas, layout }: RunPlan): ReturnType<typeof mixOf> {
  const tensors = layout.groupOf.length;
  const terms = forAllTensors([...snapshots.map(() => 1 / snapshots.length), 0], tensors);
  return mixOf(snapshots, 1, replicas.length, tensors, () => terms);
}
