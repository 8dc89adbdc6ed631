/**
 * What is written down of an engine, so that another process can go on where it was: its answers in the order of the
 * calls, and now and then its whole state. Calls themselves are not written: whoever drives engines repeats its calls
 * when it is given the same answers.
 */
import type { EngineIdentity, EngineState, SnapshotId, TrainBlock } from '../engine.ts';
import { joined, PackedReader, type Answer, type PackedAnswers, type Asked } from './packed-answers.ts';

/** A place in the sequence of calls. How many steps one call of `train` asks for depends on the pace, so steps are counted. */
export interface Position {
  /** Steps trained, also those that `restore` went back on. */
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
  /** In order; which question each was the answer to is a check. */
  readonly answers: PackedAnswers;
}

/** From where an engine can go on: its state at the end of the chunks, and the snapshots that are open there. */
export interface Checkpoint {
  readonly state: EngineState;
  readonly snapshots: ReadonlyMap<SnapshotId, Float32Array>;
}

/** What was written down of one engine. */
export interface Journal {
  readonly chunks: readonly JournalChunk[];
  /** Null: nothing more was asked of it. */
  readonly checkpoint: Checkpoint | null;
}

/** One more chunk, and what has changed since the one before. */
export interface JournalEntry {
  readonly identity: EngineIdentity;
  readonly chunk: JournalChunk;
  /** Null: the engine was disposed of, and nothing more will be asked of it. */
  readonly state: EngineState | null;
  /** Weights of snapshots that are open and were in no entry before. */
  readonly added: ReadonlyMap<SnapshotId, Float32Array>;
  /** Snapshots of earlier entries that have been released. */
  readonly released: readonly SnapshotId[];
}

/** Thrown where calls are not those that the journal has the answers to. */
export class JournalMismatch extends Error {}

/** Blocks that follow each other, as one. */
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
  /** Losses, and watched weights, of one step. */
  readonly #losses: number;
  readonly #weights: number;
  /** Chunk and place in it of the next step. */
  #stepAt = { chunk: 0, index: 0 };
  /** Of the chunks from the one with the next answer on. */
  readonly #answers: PackedReader[];

  /** Throws a JournalMismatch where the chunks do not fit together or are not of so many replicas. */
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

  /** The next steps, which must be there. The arrays are the caller's. */
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

  /** The next answer, which must be one to this question. The caller's too. */
  answer(question: Asked): Answer {
    while (this.#answers[0]?.isThrough === true) this.#answers.shift();
    const answer = this.#answers[0]?.next(question) ?? null;
    if (answer === null) throw new JournalMismatch(`it has no answer to ${question} here`);
    return answer;
  }
}
