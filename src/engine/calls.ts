/**
 * Engine calls as values: plain data that can be logged, posted, split by replica and counted. Owns the data of each
 * call, its properties, and how it is made on an engine; `called-engine.ts` does the reverse, from methods to calls.
 * The caller names the snapshots, so that no call depends on the answer to another.
 */
import type { Split } from '../core/data/data-set.ts';
import {
  currentWeights,
  type AdoptionChange,
  type Columns,
  type Engine,
  type EngineState,
  type Mix,
  type SnapshotId,
  type SplitScore,
  type TrainBlock,
  type Trainer,
} from './engine.ts';

/** A call with an answer. */
export type Question =
  | { readonly op: 'train'; readonly steps: number }
  | { readonly op: 'nextLoss' }
  | { readonly op: 'sample'; readonly snapshots: readonly SnapshotId[]; readonly parameters: Uint32Array }
  | { readonly op: 'gram'; readonly columns: Columns; readonly active?: readonly boolean[] | undefined }
  | { readonly op: 'meanAbsolute'; readonly mix: Mix; readonly active?: readonly boolean[] | undefined }
  | { readonly op: 'lossOf'; readonly mix: Mix; readonly split: Split; readonly active: readonly boolean[] }
  | { readonly op: 'score'; readonly split: Split }
  | { readonly op: 'checkpoint' };

/** A call without an answer. All of these change weights or snapshots. */
export type Order =
  | { readonly op: 'snapshot'; readonly id: SnapshotId }
  | { readonly op: 'load'; readonly id: SnapshotId; readonly weights: Float32Array }
  | { readonly op: 'release'; readonly id: SnapshotId }
  | {
      readonly op: 'adopt';
      readonly mix: Mix;
      readonly accept: readonly boolean[];
      readonly change: AdoptionChange;
    }
  | { readonly op: 'restore'; readonly state: EngineState };

export type Call = Question | Order;

/** The forms of answers. */
export interface Answers {
  readonly block: TrainBlock;
  readonly singles: Float32Array;
  readonly doubles: Float64Array;
  readonly score: SplitScore;
  readonly state: EngineState;
}

export type Answer = Answers[keyof Answers];

export type AnswerTo<Op extends Question['op']> = Awaited<ReturnType<Trainer[Op]>>;

type CallOf<Op extends Call['op']> = Extract<Call, { readonly op: Op }>;

type FormOf<Given> = {
  [Form in keyof Answers]: Given extends Answers[Form] ? Form : never;
}[keyof Answers];

interface QuestionRow<Op extends Question['op']> {
  readonly answer: FormOf<AnswerTo<Op>>;
  /** Whether it changes weights. */
  readonly changes?: true;
  /** Number of rows in its answer, each [replica, ...]; left out if it is one. */
  readonly rows?: (call: CallOf<Op>) => number;
  readonly make: (engine: Trainer, call: CallOf<Op>) => Promise<AnswerTo<Op>>;
}

/** Properties of calls with an answer. Their order defines their numbers in journals (journal/packed-answers.ts). */
const rows: { readonly [Op in Exclude<keyof Trainer, Order['op']>]: QuestionRow<Op> } = {
  nextLoss: { answer: 'singles', make: (engine) => engine.nextLoss() },
  sample: {
    answer: 'singles',
    rows: ({ snapshots }) => snapshots.length,
    make: (engine, { snapshots, parameters }) => engine.sample(snapshots, parameters),
  },
  gram: { answer: 'doubles', make: (engine, { columns, active }) => engine.gram(columns, active) },
  meanAbsolute: {
    answer: 'doubles',
    rows: ({ mix }) => mix.rows,
    make: (engine, { mix, active }) => engine.meanAbsolute(mix, active),
  },
  lossOf: {
    answer: 'singles',
    rows: ({ mix }) => mix.rows,
    make: (engine, { mix, split, active }) => engine.lossOf(mix, split, active),
  },
  score: { answer: 'score', make: (engine, { split }) => engine.score(split) },
  checkpoint: { answer: 'state', make: (engine) => engine.checkpoint() },
  train: {
    answer: 'block',
    changes: true,
    rows: ({ steps }) => steps,
    make: (engine, { steps }) => engine.train(steps),
  },
};

/** The same for a call of unknown kind. */
export const questions = rows as Readonly<
  Record<
    Question['op'],
    {
      readonly answer: keyof Answers;
      readonly changes?: true;
      readonly rows?: (call: Question) => number;
      readonly make: (engine: Trainer, call: Question) => Promise<Answer>;
    }
  >
>;

export const isQuestion = (call: Call): call is Question => call.op in questions;

/**
 * Whether it must be repeated on a replacement engine even if it was answered; otherwise only if its answer is still
 * awaited.
 */
export const changes = (call: Call): boolean => !isQuestion(call) || questions[call.op].changes === true;

/** The snapshots that a call reads. */
export const readBy = (call: Call): readonly SnapshotId[] =>
  'mix' in call
    ? call.mix.snapshots
    : 'columns' in call
      ? call.columns.snapshots
      : 'snapshots' in call
        ? call.snapshots
        : [];

/** The snapshot that a call takes; null if it takes none. */
export const takenBy = (call: Call): SnapshotId | null =>
  call.op === 'snapshot' || call.op === 'load' ? call.id : null;

/** The same call with other names for the snapshots that it reads. */
function renamed<Named extends Call>(call: Named, rename: (id: SnapshotId) => SnapshotId): Named {
  const named = readBy(call);
  if (named.every((id) => rename(id) === id)) return call;
  const snapshots = named.map(rename);
  if ('mix' in call) return { ...call, mix: { ...call.mix, snapshots } };
  if ('columns' in call) return { ...call, columns: { ...call.columns, snapshots } };
  return 'snapshots' in call ? { ...call, snapshots } : call;
}

/** Makes calls on an engine, and maps the callers' snapshot names to the engine's own snapshots. */
export class Performer {
  readonly engine: Engine;
  readonly #snapshots = new Map<SnapshotId, SnapshotId>([[currentWeights, currentWeights]]);

  constructor(engine: Engine) {
    this.engine = engine;
  }

  ask(call: Question): Promise<Answer> {
    return questions[call.op].make(
      this.engine,
      renamed(call, (id) => this.#own(id)),
    );
  }

  tell(call: Order): void {
    switch (call.op) {
      case 'snapshot':
        this.#snapshots.set(call.id, this.engine.snapshot());
        return;
      case 'load':
        this.#snapshots.set(call.id, this.engine.load(call.weights));
        return;
      case 'release':
        if (this.#snapshots.has(call.id)) this.engine.release(this.#own(call.id));
        this.#snapshots.delete(call.id);
        return;
      case 'adopt': {
        const { mix, accept, change } = renamed(call, (id) => this.#own(id));
        this.engine.adopt(mix, accept, change);
        return;
      }
      case 'restore':
        this.engine.restore(call.state);
    }
  }

  /** Makes it at once; an exception becomes a rejection. */
  async perform(call: Call): Promise<Answer | undefined> {
    if (isQuestion(call)) return this.ask(call);
    this.tell(call);
    return undefined;
  }

  /** Makes all of them in order, up to the first that throws; returns the answers of those that have one. */
  performAll(calls: readonly Call[]): Promise<readonly Answer[]> {
    const answers: Promise<Answer>[] = [];
    try {
      for (const call of calls)
        if (isQuestion(call)) answers.push(this.ask(call));
        else this.tell(call);
    } catch (error) {
      answers.push(Promise.reject(error instanceof Error ? error : new Error(String(error))));
    }
    return Promise.all(answers);
  }

  #own(id: SnapshotId): SnapshotId {
    const own = this.#snapshots.get(id);
    if (own === undefined) throw new Error(`snapshot ${id} was released`);
    return own;
  }
}
