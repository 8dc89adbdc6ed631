/**
 * Conducts one run over an engine: trains in blocks, follows the agenda between them, and tells what
 * happened. Knows no DOM, no worker and no engine in particular.
 */
import type { Engine, TrainBlock } from '../engine/engine.ts';
import { agendaOf, type AgendaItem } from './agenda.ts';
import { arms } from './arms.ts';
import type { RunEvent } from './events.ts';
import { ForecastRound } from './forecast-round.ts';
import type { RunPlan } from './plan.ts';

/** Who decides how fast a run goes. */
export interface Pace {
  /** Waits while paused; then the steps that may be run before asking again, 0 to stop. Yields to the event loop. */
  allowance(): Promise<number>;
  /** Tells how many steps were run. */
  spent(steps: number): void;
}

export type Emit = (event: RunEvent) => void;

/** Aim for the time between two looks at the pace, ms: pause is heard, and read-backs are pooled. */
const burstTime = 30;

/** Shares of the budget at which guard and test are looked at, besides the end. */
const evaluationShares = [0.25, 0.5, 0.75];

/** Runs to the end of the budget, or until the pace says stop. The caller disposes of the engine. */
export async function conduct(
  plan: RunPlan,
  engine: Engine,
  pace: Pace,
  emit: Emit,
): Promise<'finished' | 'stopped'> {
  return new Conductor(plan, engine, pace, emit).run();
}

class Conductor {
  readonly #plan: RunPlan;
  readonly #engine: Engine;
  readonly #pace: Pace;
  readonly #emit: Emit;
  readonly #agenda: readonly AgendaItem[];
  readonly #rounds = new Map<number, ForecastRound>();
  readonly #alive: boolean[];
  /** Watched values [replica, watched] at steps that forecasts start from. */
  readonly #remembered = new Map<number, Float32Array>();
  readonly #memorable: ReadonlySet<number>;
  #pending: Promise<void>[] = [];
  #step = 0;

  constructor(plan: RunPlan, engine: Engine, pace: Pace, emit: Emit) {
    const { steps, warmup, period } = plan.spec;
    this.#plan = plan;
    this.#engine = engine;
    this.#pace = pace;
    this.#emit = emit;
    this.#alive = plan.replicas.map(() => true);
    const evaluations = evaluationShares.map((share) => Math.max(1, Math.round(share * steps)));
    this.#agenda = agendaOf({ steps, warmup, period, inRun: plan.inRun, evaluations });
    this.#memorable = new Set(
      this.#agenda.filter(({ kind }) => kind === 'first' || kind === 'anchor').map(({ step }) => step),
    );
    this.#remembered.set(0, initialWatched(plan));
  }

  async run(): Promise<'finished' | 'stopped'> {
    let next = 0;
    let left = 0;
    let burst = 1;
    let looked = performance.now();
    for (;;) {
      for (; this.#agenda[next]?.step === this.#step; next += 1) await this.#follow(this.#agenda[next]!);
      const due = this.#agenda[next]?.step;
      if (due === undefined) break;
      if (left === 0) {
        // Blocks are queued without waiting, a burst at a time; then it is time to look at the pace.
        await this.#drain();
        burst = nextBurst(burst, performance.now() - looked);
        const allowance = await this.#pace.allowance();
        if (allowance === 0) return 'stopped';
        looked = performance.now();
        left = Math.min(allowance, burst);
      }
      const steps = Math.min(due - this.#step, left);
      this.#train(steps);
      this.#pace.spent(steps);
      left -= steps;
    }
    for (const round of this.#rounds.values()) await this.#conclude(round);
    return 'finished';
  }

  #train(steps: number): void {
    const firstStep = this.#step;
    this.#step += steps;
    const block = this.#engine.train(steps);
    this.#pending.push(block.then((result) => this.#record(firstStep, steps, result)));
  }

  #record(firstStep: number, steps: number, { loss, watched }: TrainBlock): void {
    const replicas = this.#plan.replicas.length;
    const width = replicas * this.#plan.watched.length;
    for (let i = 0; i < steps; i += 1) {
      const step = firstStep + i + 1;
      if (this.#memorable.has(step)) this.#remembered.set(step, watched.slice(i * width, (i + 1) * width));
    }
    // Told last: an emitted array belongs to whoever listens.
    for (let i = 0; i < steps; i += 1)
      this.#lookForDivergence(firstStep + i, loss.subarray(i * replicas, (i + 1) * replicas));
    this.#emit({ type: 'progressed', firstStep, steps, loss, watched });
  }

  /** `loss` [replica] is that after `step` steps. */
  #lookForDivergence(step: number, loss: Float32Array): void {
    loss.forEach((value, replica) => {
      if (this.#alive[replica] !== true || Number.isFinite(value)) return;
      this.#alive[replica] = false;
      this.#emit({ type: 'diverged', step, replica, reason: `loss was not finite after step ${step}` });
    });
  }

  async #follow(item: AgendaItem): Promise<void> {
    switch (item.kind) {
      case 'first':
        this.#rounds.set(item.anchor, new ForecastRound(item.anchor, this.#engine, this.#plan));
        this.#round(item.anchor).keep();
        return;
      case 'sub-span':
        this.#round(item.anchor).keep();
        return;
      case 'target':
        this.#round(item.anchor).observeTarget();
        return;
      case 'score':
        this.#round(item.anchor).observeError(item.index);
        if (item.index === this.#plan.inRun.horizons.length - 1)
          await this.#conclude(this.#round(item.anchor));
        return;
      case 'anchor':
        return this.#forecast(this.#round(item.anchor));
      case 'evaluate':
        return this.#evaluate();
    }
  }

  async #forecast(round: ForecastRound): Promise<void> {
    await this.#drain();
    round.keep();
    await round.fit();
    const { windowSteps } = this.#plan.inRun;
    this.#emit(round.predicted(this.#recall(round.anchor - windowSteps), this.#recall(round.anchor)));
    this.#remembered.delete(round.anchor - windowSteps);
    if (round.anchor !== 0) this.#remembered.delete(round.anchor);
    const candidates = this.#plan.replicas.map(
      ({ arm }, r) => arms[arm].jumps !== null && this.#plan.spec.gate !== 'never' && this.#alive[r] === true,
    );
    if (!candidates.includes(true)) return;
    const outcomes = await round.jump(candidates);
    for (const open of this.#rounds.values()) open.disturb(outcomes);
    this.#emit({ type: 'jumped', step: round.anchor, outcomes });
  }

  async #evaluate(): Promise<void> {
    await this.#drain();
    const [loss, guard, test] = await Promise.all([
      this.#engine.nextLoss(),
      this.#engine.score('guard'),
      this.#engine.score('test'),
    ]);
    if (this.#step === this.#plan.spec.steps) this.#lookForDivergence(this.#step, loss);
    this.#emit({
      type: 'evaluated',
      step: this.#step,
      loss,
      guardLoss: guard.loss,
      testLoss: test.loss,
      testAccuracy: test.accuracy,
    });
  }

  async #conclude(round: ForecastRound): Promise<void> {
    const event = await round.scored();
    if (event !== null) this.#emit(event);
    round.dispose();
    this.#rounds.delete(round.anchor);
  }

  async #drain(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    await Promise.all(pending);
  }

  #round(anchor: number): ForecastRound {
    const round = this.#rounds.get(anchor);
    if (round === undefined) throw new Error(`no forecast is open for step ${anchor}`);
    return round;
  }

  #recall(step: number): Float32Array {
    const values = this.#remembered.get(step);
    if (values === undefined) throw new Error(`watched weights of step ${step} were not kept`);
    return values;
  }
}

/** Steps until the next look, from how long the last burst took until its answers were there. */
function nextBurst(burst: number, elapsed: number): number {
  if (elapsed > 1.5 * burstTime) return Math.max(1, Math.floor(burst / 2));
  return elapsed < burstTime / 2 ? 2 * burst : burst;
}

/** [replica, watched] values of the initial weights. */
export function initialWatched({ setup, replicas, watched }: RunPlan): Float32Array {
  const { parameterCount } = setup.network;
  return Float32Array.from({ length: replicas.length * watched.length }, (_, at) => {
    const replica = Math.floor(at / watched.length);
    return setup.weights[replica * parameterCount + watched[at % watched.length]!.parameter]!;
  });
}
