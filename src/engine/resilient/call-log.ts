/**
 * The calls since a checkpoint that may have to be repeated, and the checkpoints to return to. A checkpoint is usable
 * if no call that must be repeated after it names a snapshot taken before it. Answered questions are not remembered.
 */
import { changes, readBy, takenBy, type Answer, type Call } from '../calls.ts';
import { currentWeights, type EngineState, type SnapshotId } from '../engine.ts';

/** The promise functions of a call's answer. */
export interface Asker {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export interface LoggedCall {
  readonly call: Call;
  /** Null if no answer is awaited. */
  readonly asker: Asker | null;
  /** Number of calls before it. */
  readonly at: number;
  /** Whether it has been made, and answered. */
  isSettled: boolean;
}

/** A checkpoint in the log, after the first `at` calls. */
export interface Mark {
  readonly at: number;
  /** Null until it has been read. */
  state: EngineState | null;
}

export class CallLog {
  /** Number of calls so far. */
  #count = 0;
  /** Calls that may have to be repeated, in order. */
  readonly #calls = new Set<LoggedCall>();
  #marks: Mark[];
  readonly #open = new Set<SnapshotId>();

  constructor(state: EngineState) {
    this.#marks = [{ at: 0, state }];
  }

  add(call: Call, asker: Asker | null): LoggedCall {
    const logged = { call, asker, at: this.#count, isSettled: false };
    this.#count += 1;
    this.#calls.add(logged);
    const taken = takenBy(call);
    if (taken !== null) this.#open.add(taken);
    return logged;
  }

  /** Marks a call as answered. */
  settle(logged: LoggedCall): void {
    logged.isSettled = true;
    if (!changes(logged.call)) this.#calls.delete(logged);
  }

  release(snapshot: SnapshotId): void {
    this.#open.delete(snapshot);
  }

  isOpen(snapshot: SnapshotId): boolean {
    return this.#open.has(snapshot);
  }

  /** Records that a checkpoint is being taken after all calls so far. */
  mark(): Mark {
    const mark: Mark = { at: this.#count, state: null };
    this.#marks.push(mark);
    return mark;
  }

  /** The checkpoint has been read: forgets everything that no recovery will need. */
  settleMark(mark: Mark, state: EngineState): void {
    mark.state = state;
    const usable = this.#newestUsable();
    this.#marks = this.#marks.slice(this.#marks.indexOf(usable));
    for (const logged of this.#calls) if (logged.at < usable.at) this.#calls.delete(logged);
  }

  /** The checkpoint to return to, and the calls to repeat from there. */
  since(): { readonly state: EngineState; readonly calls: readonly LoggedCall[] } {
    const usable = this.#newestUsable();
    // A checkpoint that was being read is lost with its engine.
    this.#marks = this.#marks.filter(({ state }) => state !== null);
    return { state: usable.state!, calls: this.#neededAfter(usable) };
  }

  rejectAll(error: Error): void {
    for (const { asker, isSettled } of this.#calls) if (!isSettled) asker?.reject(error);
  }

  /** Number of remembered calls. */
  get length(): number {
    return this.#calls.size;
  }

  /**
   * Calls that must be repeated after a checkpoint: all except snapshots that neither these calls nor the caller
   * name.
   */
  #neededAfter({ at }: Mark): LoggedCall[] {
    const after = [...this.#calls].filter((logged) => logged.at >= at);
    const needed = after.filter(({ call }) => takenBy(call) === null);
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
