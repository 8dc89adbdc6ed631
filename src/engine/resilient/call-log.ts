/**
 * The calls since a checkpoint, and which checkpoint can be gone back to. One is usable when nothing
 * that must be repeated after it names a snapshot taken before it.
 */
import { currentWeights, type Engine, type EngineState, type SnapshotId } from '../engine.ts';

export interface NewCall {
  /** A call that changes weights or snapshots is always repeated; one that asks only until it is answered. */
  readonly kind: 'changes' | 'asks';
  readonly uses: readonly SnapshotId[];
  /** The snapshot it takes, if it is one. */
  readonly creates: SnapshotId | null;
  readonly perform: (engine: Engine) => Promise<void>;
  readonly reject: (error: Error) => void;
}

export interface LoggedCall extends NewCall {
  /** Whether it has been answered. */
  isSettled: boolean;
}

/** A checkpoint in the log: calls from `at` on came after it. */
export interface Mark {
  readonly at: number;
  /** Null until it has been read. */
  state: EngineState | null;
}

export class CallLog {
  /** Calls that came before these have been forgotten. */
  #forgotten = 0;
  #calls: LoggedCall[] = [];
  #marks: Mark[];
  readonly #open = new Set<SnapshotId>();

  constructor(state: EngineState) {
    this.#marks = [{ at: 0, state }];
  }

  add(call: NewCall): LoggedCall {
    const logged = { ...call, isSettled: false };
    this.#calls.push(logged);
    if (call.creates !== null) this.#open.add(call.creates);
    return logged;
  }

  release(snapshot: SnapshotId): void {
    this.#open.delete(snapshot);
  }

  isOpen(snapshot: SnapshotId): boolean {
    return this.#open.has(snapshot);
  }

  /** A checkpoint is being taken after all calls so far. */
  mark(): Mark {
    const mark: Mark = { at: this.#forgotten + this.#calls.length, state: null };
    this.#marks.push(mark);
    return mark;
  }

  /** The checkpoint has been read: forgets what no recovery will need any more. */
  settleMark(mark: Mark, state: EngineState): void {
    mark.state = state;
    const usable = this.#newestUsable();
    this.#marks = this.#marks.slice(this.#marks.indexOf(usable));
    this.#calls = this.#calls.slice(usable.at - this.#forgotten);
    this.#forgotten = usable.at;
  }

  /** Where to go back to, and the calls to repeat from there. */
  since(): { readonly state: EngineState; readonly calls: readonly LoggedCall[] } {
    const usable = this.#newestUsable();
    // A checkpoint that was being read is lost with its engine.
    this.#marks = this.#marks.filter(({ state }) => state !== null);
    return { state: usable.state!, calls: this.#neededAfter(usable) };
  }

  rejectAll(error: Error): void {
    for (const call of this.#calls) if (!call.isSettled) call.reject(error);
  }

  /** How many calls are remembered. */
  get length(): number {
    return this.#calls.length;
  }

  /** Calls that must be repeated after a checkpoint: all changes, questions still open, and snapshots that these or the caller name. */
  #neededAfter({ at }: Mark): LoggedCall[] {
    const after = this.#calls.slice(at - this.#forgotten);
    const needed = after.filter(
      ({ kind, isSettled, creates }) => creates === null && (kind === 'changes' || !isSettled),
    );
    const named = new Set([...this.#open, ...needed.flatMap(({ uses }) => uses)]);
    return after.filter(
      (call) => needed.includes(call) || (call.creates !== null && named.has(call.creates)),
    );
  }

  #newestUsable(): Mark {
    for (let m = this.#marks.length - 1; m > 0; m -= 1) {
      const mark = this.#marks[m]!;
      if (mark.state !== null && this.#isUsable(mark)) return mark;
    }
    return this.#marks[0]!;
  }

  #isUsable(mark: Mark): boolean {
    const needed = this.#neededAfter(mark);
    const taken = new Set<SnapshotId>([currentWeights]);
    for (const { creates } of needed) if (creates !== null) taken.add(creates);
    return [...needed.flatMap(({ uses }) => uses), ...this.#open].every((snapshot) => taken.has(snapshot));
  }
}
