/** What was answered since the last entry of a journal, and which snapshots earlier entries have: makes the next entry. */
import type { EngineIdentity, EngineState, SnapshotId, TrainBlock } from '../engine.ts';
import { joinedBlocks, samePosition, type JournalEntry, type Position } from './journal.ts';
import { answered, packAnswers, type Answer, type Answered, type Asked } from './packed-answers.ts';

/** What an entry says of the engine itself; null where nothing more will be asked of it. */
export type Checkpointing = Promise<{
  readonly state: EngineState;
  /** Weights of snapshots that no entry has. */
  readonly added: ReadonlyMap<SnapshotId, Float32Array>;
}>;

export class JournalNotes {
  #from: Position;
  #blocks: Promise<TrainBlock>[] = [];
  #answers: Promise<Answered>[] = [];
  /** Snapshots that the entries so far have. */
  #known: ReadonlySet<SnapshotId>;
  /** Whether there will be further entries. */
  isOpen = true;
  #held = 0;

  constructor(from: Position, known: Iterable<SnapshotId>) {
    this.#from = from;
    this.#known = new Set(known);
  }

  /** Arrays are copied as they come: whoever asked may give them away. */
  block(answer: Promise<TrainBlock>): void {
    if (!this.isOpen) return;
    this.#blocks.push(
      quietly(
        answer.then(({ loss, watched }) => {
          this.#held += loss.byteLength + watched.byteLength;
          return { loss: loss.slice(), watched: watched.slice() };
        }),
      ),
    );
  }

  /** `rows`: of the matrices that it is made of; 0 where it is of none. */
  answer(to: Asked, answer: Promise<Answer>, rows: number): void {
    if (!this.isOpen) return;
    this.#answers.push(
      quietly(
        answer.then((value) => {
          const kept = answered(to, value, rows);
          this.#held += bytesOf(kept.answer);
          return kept;
        }),
      ),
    );
  }

  /** Bytes of answers that came since the last entry. */
  get held(): number {
    return this.#held;
  }

  /** Whether there is something to write here. */
  isDue(position: Position): boolean {
    return this.isOpen && !samePosition(this.#from, position);
  }

  /** There will be no further entry. */
  end(): void {
    this.isOpen = false;
    this.#blocks = [];
    this.#answers = [];
  }

  has(snapshot: SnapshotId): boolean {
    return this.#known.has(snapshot);
  }

  /** The next entry: all answers up to a position, once they are in. Rejects where one failed. */
  async take(
    to: Position,
    identity: EngineIdentity,
    open: readonly SnapshotId[],
    checkpointing: Checkpointing | null,
  ): Promise<JournalEntry> {
    const [from, blocks, answers] = [this.#from, this.#blocks, this.#answers];
    const released = [...this.#known].filter((id) => !open.includes(id));
    this.#from = to;
    this.#held = 0;
    this.#blocks = [];
    this.#answers = [];
    this.#known = new Set(open);
    const [checkpoint, told, all] = await Promise.all([
      checkpointing,
      Promise.all(blocks),
      Promise.all(answers),
    ]);
    return {
      identity,
      chunk: { from, to, ...joinedBlocks(told), answers: packAnswers(all) },
      state: checkpoint?.state ?? null,
      added: checkpoint?.added ?? new Map(),
      released,
    };
  }
}

/** Of an answer's own arrays: a state is somebody else's. */
function bytesOf(answer: Answer): number {
  if (ArrayBuffer.isView(answer)) return answer.byteLength;
  return 'step' in answer ? 0 : answer.loss.byteLength + answer.accuracy.byteLength;
}

/** Awaited later, or never. */
function quietly<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  return answer;
}
