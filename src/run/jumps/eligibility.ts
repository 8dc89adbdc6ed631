/** Which replicas may jump at an anchor: those with a finite loss, with jumps left, and in a regime that allows it. */
import type { Trajectory } from '../../engine/engine.ts';
import { armRecords } from '../../experiment/arms.ts';
import type { JumpOutcome } from '../events.ts';
import type { ForecastRound } from '../forecast/forecast-round.ts';
import type { Turn } from '../turns/in-parts.ts';
import type { RunPlan } from '../plan/plan.ts';
import { RegimeWatch } from './regime.ts';

export interface Eligible {
  /** [replica]. */
  readonly eligible: readonly boolean[];
  /** Cost charged to replicas that only the regime keeps from jumping. */
  readonly refused: readonly JumpOutcome[];
}

export class Eligibility {
  readonly #plan: RunPlan;
  readonly #regime: RegimeWatch;
  /** [replica]: number of jumps made. */
  readonly #made: number[];

  constructor(plan: RunPlan) {
    this.#plan = plan;
    this.#regime = new RegimeWatch(plan);
    this.#made = plan.replicas.map(() => 0);
  }

  async at(
    round: ForecastRound,
    trajectory: Trajectory,
    alive: readonly boolean[],
    turn: Turn,
  ): Promise<Eligible> {
    const { spec, replicas, regimeCost } = this.#plan;
    const may = replicas.map(
      (_, r) => alive[r] === true && (spec.times === 0 || this.#made[r]! < spec.times),
    );
    if (spec.regime === 'any') return { eligible: may, refused: [] };
    const stable = await this.#regime.stable(trajectory, round.first, turn);
    const refused = replicas.flatMap(({ arm }, replica): JumpOutcome[] => {
      const keeps = may[replica] === true && stable[replica] !== true && armRecords[arm].jumps !== null;
      const nowhere = { replica, horizon: 0, accepted: false, lossBefore: NaN, lossAfter: NaN };
      return keeps ? [{ ...nowhere, cost: regimeCost }] : [];
    });
    return { eligible: may.map((value, r) => value && stable[r] === true), refused };
  }

  /** Counts the jumps that were made. */
  note(outcomes: readonly JumpOutcome[]): void {
    for (const { replica, accepted } of outcomes) if (accepted) this.#made[replica]! += 1;
  }
}
