/**
 * Conducts one run over an engine: trains in blocks, follows the agenda between them, and emits events. Independent
 * of the DOM, workers and any particular engine.
 */
import { fields } from '../experiment/fields.ts';
import { currentWeights, type TrainBlock, type Trainer } from '../engine/engine.ts';
import { agendaOf, type AgendaItem } from './agenda.ts';
import { awaitedLater } from './turns/awaited-later.ts';
import { beginBetween, betweenPeriods } from './between.ts';
import type { RunEvent } from './events.ts';
import { ForecastRound } from './forecast/forecast-round.ts';
import { Eligibility } from './jumps/eligibility.ts';
import { makeJumps } from './jumps/jumps.ts';
import { observeFuture } from './forecast/oracle.ts';
import type { TransferSource } from './forecast/pilot.ts';
import type { Turn } from './turns/in-parts.ts';
import { measuredSteps, splitOf } from './metric.ts';
import { withForecastAt, type RunPlan } from './plan/plan.ts';

/** Controls how fast a run proceeds. */
export interface Pace {
  /**
   * Waits while paused; then returns the number of steps that may be run before the next call, 0 to stop. Yields to
   * the event loop. `settle` resolves once events of every step so far have been emitted; for callers about to wait.
   */
  allowance(settle: () => Promise<void>): Promise<number>;
  /** The same within a long forecast, with the fraction of it that is done; false to stop. */
  turn?(share: number): Promise<boolean>;
  /** Whether a forecast was requested since the last call. */
  jumpWanted?(): boolean;
  /** Reports how many steps were run. */
  spent(steps: number): void;
}

export type Emit = (event: RunEvent) => void;

/**
 * Target time between two calls of the pace, ms: a pause takes effect within two of them, and read-backs are batched.
 */
const burstTime = 20;

/** Fractions of the budget at which validation and test splits are evaluated, in addition to the end. */
const evaluationShares = [0.25, 0.5, 0.75];

/**
 * Runs to the end of the budget, or until the pace says stop. The caller disposes of the engine. `transfer` is the
 * record of other seeds' runs, if the experiment learns from them.
 */
export async function conduct(
  plan: RunPlan,
  engine: Trainer,
  pace: Pace,
  emit: Emit,
  transfer: TransferSource | null = null,
): Promise<'finished' | 'stopped'> {
  return new Conductor(plan, engine, pace, emit, transfer).run();
}

class Conductor {
  #plan: RunPlan;
  readonly #engine: Trainer;
  readonly #pace: Pace;
  readonly #emit: Emit;
  readonly #transfer: TransferSource | null;
  readonly #turn: Turn;
  readonly #between: ReturnType<typeof beginBetween>;
  readonly #eligibility: Eligibility;
  #agenda: readonly AgendaItem[];
  readonly #rounds = new Map<number, ForecastRound>();
  readonly #alive: boolean[];
  /** Watched values [replica, watched] at steps that forecasts start from. */
  readonly #remembered = new Map<number, Float32Array>();
  #memorable: ReadonlySet<number>;
  /**
   * Settles once the answers to all engine calls so far have been emitted; and to those made before the last call of
   * the pace.
   */
  #told: Promise<void> = Promise.resolve();
  #toldBefore = this.#told;
  #step = 0;
  /** Number of steps that the engine has answered. */
  #answered = 0;

  constructor(plan: RunPlan, engine: Trainer, pace: Pace, emit: Emit, transfer: TransferSource | null) {
    this.#plan = plan;
    this.#engine = engine;
    this.#pace = pace;
    this.#emit = emit;
    this.#transfer = transfer;
    this.#turn = async (share) => (await pace.turn?.(share)) ?? true;
    this.#alive = plan.replicas.map(() => true);
    this.#between = beginBetween(engine, plan);
    this.#eligibility = new Eligibility(plan);
    this.#agenda = agendaFor(plan);
    this.#memorable = memorableSteps(plan);
    this.#remembered.set(0, initialWatched(plan));
  }

  async run(): Promise<'finished' | 'stopped'> {
    let next = 0;
    let left = 0;
    let burst = 1;
    let looked = { at: performance.now(), answered: 0 };
    for (;;) {
      for (; this.#agenda[next]?.step === this.#step; next += 1) await this.#follow(this.#agenda[next]!);
      let due = this.#agenda[next]?.step;
      if (due === undefined) break;
      if (left === 0) {
        // Blocks are queued without waiting, one burst at a time; then the pace is called.
        await this.#keepUp();
        burst = nextBurst(burst, this.#answered - looked.answered, performance.now() - looked.at);
        const allowance = await this.#pace.allowance(() => this.#drain());
        if (allowance === 0) break;
        if (this.#pace.jumpWanted?.() === true) next = this.#forecastSoon() ?? next;
        due = this.#agenda[next]?.step ?? due;
        looked = { at: performance.now(), answered: this.#answered };
        left = Math.min(allowance, this.#burstTo(next, burst));
      }
      const steps = Math.min(due - this.#step, left);
      this.#train(steps);
      this.#pace.spent(steps);
      left -= steps;
    }
    const finished = next === this.#agenda.length;
    if (finished) for (const round of this.#rounds.values()) this.#conclude(round);
    await this.#drain();
    return finished ? 'finished' : 'stopped';
  }

  /**
   * Number of steps in the next burst: it ends at the next forecast, which waits for all of it, even if that is
   * slightly later.
   */
  #burstTo(next: number, burst: number): number {
    for (let i = next; i < this.#agenda.length; i += 1) {
      const { kind, step } = this.#agenda[i]!;
      if (step > this.#step + 1.5 * burst) return burst;
      if (kind === 'anchor') return step - this.#step;
    }
    return burst;
  }

  /**
   * Adds a forecast one window from now to the agenda, replacing those whose windows would overlap with it; returns
   * the position to continue from, or null if the budget or the fit leaves no room for it.
   */
  #forecastSoon(): number | null {
    const anchor = this.#step + this.#plan.forecast.windowSteps + 1;
    const { steps, extra } = this.#plan.spec;
    if (anchor >= steps || extra.length === fields.extra.maxCount || this.#transfer !== null) return null;
    this.#plan = withForecastAt(this.#plan, anchor);
    for (const [open, round] of this.#rounds) {
      if (open <= this.#step || this.#plan.anchors.includes(open)) continue;
      round.dispose();
      this.#rounds.delete(open);
    }
    this.#agenda = agendaFor(this.#plan);
    this.#memorable = memorableSteps(this.#plan);
    this.#tell(Promise.resolve(), () => {
      this.#emit({ type: 'scheduled', anchor });
    });
    return this.#agenda.findIndex(({ step }) => step > this.#step);
  }

  #train(steps: number): void {
    const firstStep = this.#step;
    this.#step += steps;
    this.#tell(this.#engine.train(steps), (block) => {
      this.#record(firstStep, steps, block);
    });
  }

  #record(firstStep: number, steps: number, { loss, watched }: TrainBlock): void {
    const replicas = this.#plan.replicas.length;
    const width = replicas * this.#plan.watched.length;
    this.#answered = firstStep + steps;
    for (let i = 0; i < steps; i += 1) {
      const step = firstStep + i + 1;
      if (this.#memorable.has(step)) this.#remembered.set(step, watched.slice(i * width, (i + 1) * width));
    }
    // Emitted last, because an emitted array belongs to the listener.
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
      case 'keep':
        this.#keep(item.anchor, item.offset);
        return;
      case 'target':
        this.#round(item.anchor).observeTarget();
        return;
      case 'score':
        this.#round(item.anchor).observeError(item.index);
        if (item.index === this.#plan.forecast.horizons.length - 1) this.#conclude(this.#round(item.anchor));
        return;
      case 'anchor':
        return this.#forecast(this.#round(item.anchor));
      case 'between': {
        const told = this.#between[item.index]!(this.#step);
        if (told !== null) this.#tell(told, this.#emit);
        return;
      }
      case 'frame':
        this.#tellWeights('framed');
        return;
      case 'save':
        this.#tellWeights('saved');
        return;
      case 'measure':
        this.#measure();
        return;
      case 'evaluate':
        return this.#evaluate();
    }
  }

  #keep(anchor: number, offset: number): void {
    const context = {
      trajectory: this.#engine,
      plan: this.#plan,
      transfer: this.#transfer,
      turn: this.#turn,
    };
    const round = this.#rounds.get(anchor) ?? new ForecastRound(anchor, context);
    this.#rounds.set(anchor, round);
    round.keep(offset);
  }

  async #forecast(round: ForecastRound): Promise<void> {
    await this.#drain();
    const { forecast, spec } = this.#plan;
    round.keep(forecast.windowSteps);
    if (spec.source === 'oracle') await observeFuture(this.#engine, this.#plan, round);
    await round.fit();
    const start = round.anchor - forecast.windowSteps;
    if (this.#plan.scored) this.#emit(await round.predicted((offset) => this.#recall(start + offset)));
    this.#forget(round.anchor);
    if (spec.gate !== 'never') await this.#jump(round);
    if (!this.#plan.scored) this.#conclude(round);
  }

  async #jump(round: ForecastRound): Promise<void> {
    const turn = this.#plan.anchors.indexOf(round.anchor);
    const { eligible, refused } = await this.#eligibility.at(round, this.#engine, this.#alive, this.#turn);
    const outcomes = await makeJumps(round, this.#engine, this.#plan, eligible, turn);
    this.#eligibility.note(outcomes);
    for (const open of this.#rounds.values()) open.disturb(outcomes);
    const all = [...outcomes, ...refused];
    if (all.length > 0) this.#emit({ type: 'jumped', step: round.anchor, outcomes: all });
  }

  /** Drops watched values that no later window will need. */
  #forget(anchor: number): void {
    const next = this.#plan.anchors.find((other) => other > anchor) ?? Infinity;
    for (const step of this.#remembered.keys())
      if (step < next - this.#plan.forecast.windowSteps) this.#remembered.delete(step);
  }

  #tellWeights(type: 'framed' | 'saved'): void {
    const { count: parameterCount } = this.#plan.setup.model.parameters;
    const everything = Uint32Array.from({ length: parameterCount }, (_, p) => p);
    const step = this.#step;
    this.#tell(this.#engine.sample([currentWeights], everything), (weights) => {
      this.#emit({ type, step, weights });
    });
  }

  /** Only recorded: no decision depends on it, and no arm is charged. */
  #measure(): void {
    const step = this.#step;
    this.#tell(this.#engine.score(splitOf[this.#plan.spec.metric]), ({ loss }) => {
      this.#emit({ type: 'measured', step, loss });
    });
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

  /** Ends a forecast; its scores are emitted once they are known. */
  #conclude(round: ForecastRound): void {
    this.#tell(round.scored(), (events) => {
      for (const event of events) this.#emit(event);
    });
    round.dispose();
    this.#rounds.delete(round.anchor);
  }

  /** Waits until only the burst that was just queued is unanswered, so that the engine is never idle. */
  async #keepUp(): Promise<void> {
    const before = this.#toldBefore;
    this.#toldBefore = this.#told;
    await before;
  }

  /** Waits for all answers. */
  #drain(): Promise<void> {
    return this.#told;
  }

  /** Emits the engine's answers in the order of the calls, so that every run emits the same sequence. */
  #tell<Answer>(answer: Promise<Answer>, tell: (answer: Answer) => void): void {
    this.#told = awaitedLater(Promise.all([answer, this.#told]).then(([value]) => tell(value)));
  }

  #round(anchor: number): ForecastRound {
    const round = this.#rounds.get(anchor);
    if (round === undefined) throw new Error(`no forecast is open for step ${anchor}`);
    return round;
  }

  #recall(step: number): Float32Array {
    const values = this.#remembered.get(step);
    if (values === undefined) throw new Error(`watched weights of step ${step} were not stored`);
    return values;
  }
}

/** Steps whose watched weights are the start of a recorded forecast. */
const memorableSteps = ({ anchors, layout, forecast, scored }: RunPlan): ReadonlySet<number> => {
  const starts = scored ? anchors.map((anchor) => anchor - forecast.windowSteps) : [];
  return new Set(starts.flatMap((start) => layout.sources.map((step) => start + step)));
};

function agendaFor(plan: RunPlan): readonly AgendaItem[] {
  const { spec, anchors, forecast, keeps, frames, saves, scored } = plan;
  const { steps } = spec;
  return agendaOf({
    steps,
    anchors,
    keeps,
    windowSteps: forecast.windowSteps,
    horizons: scored ? forecast.horizons : [],
    targets: forecast.inRun?.targetSteps ?? [],
    evaluations: evaluationShares.map((share) => Math.max(1, Math.round(share * steps))),
    measures: measuredSteps(spec),
    ...{ frames, saves },
    between: betweenPeriods(plan),
  });
}

/**
 * Number of steps until the next call of the pace, from how many were answered since the last one, and in what time,
 * ms.
 */
function nextBurst(burst: number, answered: number, elapsed: number): number {
  if (answered === 0) return burst;
  const fitting = Math.round((answered * burstTime) / Math.max(elapsed, 1));
  return Math.max(1, Math.min(fitting, 2 * burst));
}

/** [replica, watched] values of the initial weights. */
export function initialWatched({ setup, replicas, watched }: RunPlan): Float32Array {
  const { count: parameterCount } = setup.model.parameters;
  return Float32Array.from({ length: replicas.length * watched.length }, (_, at) => {
    const replica = Math.floor(at / watched.length);
    return setup.weights[replica * parameterCount + watched[at % watched.length]!.parameter]!;
  });
}
