/**
 * What is recorded of an engine so that another process can continue from it: its answers in the order of the calls,
 * and occasionally its whole state. The calls themselves are not written: the driver of an engine repeats the same
 * calls when it gets the same answers.
 */
import type { EngineIdentity, EngineState, SnapshotId, TrainBlock } from '../engine.ts';
import {
  joined,
  PackedReader,
  type Answer,
  type PackedAnswers,
  type PackedQuestion,
} from './packed-answers.ts';

/**
 * A position in the sequence of calls. The number of steps in one call of `train` depends on the pace, so steps are
 * counted.
 */
export interface Position {
  /** Steps trained, including those undone by `restore`. */
  readonly trained: number;
  /** Other calls. */
  readonly calls: number;
}

export const beginning: Position = { trained: 0, calls: 0 };

export const samePosition = (a: Position, b: Position): boolean =>
  a.trained === b.trained && a.calls === b.calls;

/** All answers from one position to another. */
export interface JournalChunk extends TrainBlock {
  readonly from: Position;
  readonly to: Position;
  /** In order; the question of each is recorded as a check. */
  readonly answers: PackedAnswers;
}

/** The state from which an engine can continue: at the end of the chunks, with the snapshots that are open there. */
export interface Checkpoint {
  readonly state: EngineState;
  readonly snapshots: ReadonlyMap<SnapshotId, Float32Array>;
}

/** The record of one engine. */
export interface Journal {
  readonly chunks: readonly JournalChunk[];
  /** Null: no further call was made. */
  readonly checkpoint: Checkpoint | null;
}

/** One more chunk, and the changes since the one before. */
export interface JournalEntry {
  readonly identity: EngineIdentity;
  readonly chunk: JournalChunk;
  /** Null: the engine was disposed of, and no further call will come. */
  readonly state: EngineState | null;
  /** Weights of open snapshots that no earlier entry contains. */
  readonly added: ReadonlyMap<SnapshotId, Float32Array>;
  /** Snapshots of earlier entries that have been released. */
  readonly released: readonly SnapshotId[];
}

/** Thrown if calls differ from those that the journal has answers to. */
export class JournalMismatch extends Error {}

/** Joins consecutive blocks. */
export function joinedBlocks(blocks: readonly TrainBlock[]): TrainBlock {
  const all = (parts: readonly Float32Array[]): Float32Array =>
    joined(new Float32Array(parts.reduce((sum, { length }) => sum + length, 0)), parts);
  return {
    loss: all(blocks.map(({ loss }) => loss)),
    watched: all(blocks.map(({ watched }) => watched)),
  };
}

/** Reads the answers of a journal again, each once and in order. */
export class AnswerReader {
  readonly #chunks: readonly JournalChunk[];
  /** Losses and watched weights of one step. */
  readonly #losses: number;
  readonly #weights: number;
  /** Chunk of the next step, and its index in it. */
  #stepAt = { chunk: 0, index: 0 };
  /** Of the chunks from the one with the next answer on. */
  readonly #answers: PackedReader[];

  /** Throws a JournalMismatch if the chunks do not fit together or have another number of replicas. */
  constructor(chunks: readonly JournalChunk[], replicas: number, watched: number) {
    this.#chunks = chunks;
    this.#losses = replicas;
    this.#weights = replicas * watched;
    this.#answers = chunks.map(({ answers }) => new PackedReader(answers));
    let before = beginning;
    for (const { from, to, loss, watched: weights } of chunks) {
      const steps = to.trained - from.trained;
      const fits =
        samePosition(from, before) &&
        loss.length === steps * this.#losses &&
        weights.length === steps * this.#weights;
      if (!fits) throw new JournalMismatch('its parts do not fit together');
      before = to;
    }
  }

  get end(): Position {
    return this.#chunks.at(-1)?.to ?? beginning;
  }

  /** The next steps, which must be present. The arrays belong to the caller. */
  steps(count: number): TrainBlock {
    const parts: TrainBlock[] = [];
    for (let left = count; left > 0;) {
      const { chunk: number, index } = this.#stepAt;
      const chunk = this.#chunks[number];
      if (chunk === undefined) throw new JournalMismatch('it ends before');
      const end = Math.min(index + left, chunk.to.trained - chunk.from.trained);
      parts.push({
        loss: chunk.loss.subarray(index * this.#losses, end * this.#losses),
        watched: chunk.watched.subarray(index * this.#weights, end * this.#weights),
      });
      left -= end - index;
      const isThrough = end === chunk.to.trained - chunk.from.trained;
      this.#stepAt = isThrough ? { chunk: number + 1, index: 0 } : { chunk: number, index: end };
    }
    return joinedBlocks(parts);
  }

  /** The next answer, which must be to this question. It belongs to the caller too. */
  answer(question: PackedQuestion): Answer {
    while (this.#answers[0]?.isThrough === true) this.#answers.shift();
    const answer = this.#answers[0]?.next(question) ?? null;
    if (answer === null) throw new JournalMismatch(`it has no answer to ${question} here`);
    return answer;
  }
}
