/**
 * Collects the answers since the last entry of a journal, and knows the snapshots in earlier entries: makes the next
 * entry.
 */
import type { EngineIdentity, EngineState, SnapshotId, TrainBlock } from '../engine.ts';
import { joinedBlocks, samePosition, type JournalEntry, type Position } from './journal.ts';
import { answered, packAnswers, type Answer, type Answered, type PackedQuestion } from './packed-answers.ts';

/** The state of the engine in an entry; null if no further call will come. */
export type Checkpointing = Promise<{
  readonly state: EngineState;
  /** Weights of snapshots that no entry contains. */
  readonly added: ReadonlyMap<SnapshotId, Float32Array>;
}>;

export class JournalNotes {
  #from: Position;
  #blocks: Promise<TrainBlock>[] = [];
  #answers: Promise<Answered>[] = [];
  /** Snapshots that earlier entries contain. */
  #known: ReadonlySet<SnapshotId>;
  /** Whether there will be further entries. */
  isOpen = true;
  #held = 0;

  constructor(from: Position, known: Iterable<SnapshotId>) {
    this.#from = from;
    this.#known = new Set(known);
  }

  /** Arrays are copied on arrival, because the caller may transfer them. */
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

  /** `rows`: size of the matrices that the answer consists of; 0 if it has none. */
  answer(to: PackedQuestion, answer: Promise<Answer>, rows: number): void {
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

  /** Bytes of answers since the last entry. */
  get held(): number {
    return this.#held;
  }

  /** Whether there is anything to write. */
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

  /** The next entry: all answers up to a position, once they have arrived. Rejects if one failed. */
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

/** Counts only arrays of the answer itself: a state belongs to the caller. */
function bytesOf(answer: Answer): number {
  if (ArrayBuffer.isView(answer)) return answer.byteLength;
  return 'step' in answer ? 0 : answer.loss.byteLength + answer.accuracy.byteLength;
}

/** Awaited later, or never. */
function quietly<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  return answer;
}
