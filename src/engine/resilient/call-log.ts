/**
 * The calls since a checkpoint that may have to be repeated, and which checkpoint can be gone back to. One is usable when nothing
 * that must be repeated after it names a snapshot taken before it.
 */
import { changes, readBy, takenBy, type Answer, type Call } from '../calls.ts';
import { currentWeights, type EngineState, type SnapshotId } from '../engine.ts';

/** Who waits for the answer to a call. */
export interface Asker {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export interface LoggedCall {
  readonly call: Call;
  /** Null where no answer is awaited. */
  readonly asker: Asker | null;
  /** Whether it has been made, and answered. */
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

  add(call: Call, asker: Asker | null): LoggedCall {
    const logged = { call, asker, isSettled: false };
    this.#calls.push(logged);
    const taken = takenBy(call);
    if (taken !== null) this.#open.add(taken);
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
    for (const { asker, isSettled } of this.#calls) if (!isSettled) asker?.reject(error);
  }

  /** How many calls are remembered. */
  get length(): number {
    return this.#calls.length;
  }

  /** Calls that must be repeated after a checkpoint: all changes, questions still open, and snapshots that these or the caller name. */
  #neededAfter({ at }: Mark): LoggedCall[] {
    const after = this.#calls.slice(at - this.#forgotten);
    const needed = after.filter(
      ({ call, isSettled }) => takenBy(call) === null && (changes(call) || !isSettled),
    );
    const named = new Set([...this.#open, ...needed.flatMap(({ call }) => readBy(call))]);
    return after.filter((logged) => {
      const taken = takenBy(logged.call);
      return taken === null ? needed.includes(logged) : named.has(taken);
    });
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
    for (const { call } of needed) taken.add(takenBy(call) ?? currentWeights);
    return [...needed.flatMap(({ call }) => readBy(call)), ...this.#open].every((id) => taken.has(id));
  }
}
