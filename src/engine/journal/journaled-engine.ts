/**
 * An engine with a journal from which it can continue: as long as the journal has answers it returns those and needs
 * no engine; after that it starts one, restores the recorded state, and continues with it. The caller sees one engine
 * that was never interrupted; on the same kind of engine results are bit-identical.
 */
import { CalledEngine } from '../called-engine.ts';
import { Performer, type Answer, type Call, type Order, type Question } from '../calls.ts';
import type {
  Divided,
  Engine,
  EngineIdentity,
  EngineSetup,
  EngineState,
  SnapshotId,
  TrainBlock,
} from '../engine.ts';
import {
  AnswerReader,
  beginning,
  joinedBlocks,
  JournalMismatch,
  samePosition,
  type Journal,
  type JournalEntry,
  type Position,
} from './journal.ts';
import type { Answer as Packed } from './packed-answers.ts';
import { JournalNotes, type Checkpointing } from './journal-notes.ts';

/** Minimum time between two entries, ms; and before the first. */
const usualEntryTime = 5000;
const firstEntryTime = 2000;

/** Time between two entries, as a multiple of the time that the last one took: a large state is written less often. */
const entryShare = 30;

/** Maximum bytes of answers waiting to be written: they are in addition to the memory of the run. */
const usualMostHeld = 8 * 2 ** 20;

export interface JournalOptions {
  /** A new engine at step 0, or the record of an earlier one. */
  readonly from: Engine | Recorded;
  /** Writes an entry; resolves when that is done, with whether another is wanted. */
  readonly write: (entry: JournalEntry) => Promise<boolean>;
  /** Minimum time between two entries, ms. */
  readonly entryTime?: number;
  /** Bytes of waiting answers that trigger an entry, whatever the time. */
  readonly maxHeld?: number;
}

export interface Recorded {
  readonly journal: Journal;
  /** The name of the engine that gave the answers. */
  readonly identity: EngineIdentity;
  /** Starts an engine at step 0; called once, when a call goes beyond the journal. */
  readonly start: () => Promise<Engine>;
}

/** A call that waits until the engine has been started. */
interface Waiting {
  readonly call: Call;
  readonly resolve: (answer: Promise<Answer | undefined>) => void;
  readonly reject: (error: unknown) => void;
}

export class JournaledEngine extends CalledEngine {
  /** Parameters of one replica. */
  readonly #parameters: number;
  readonly #options: JournalOptions;
  readonly #recorded: Recorded | null;
  readonly #reader: AnswerReader;
  readonly #notes: JournalNotes;
  readonly #open = new Set<SnapshotId>();
  #beneath: Performer | null;
  /** Null until an engine is being started. */
  #waiting: Waiting[] | null = null;
  #position: Position = beginning;
  #disposed = false;
  #due: number;
  #writing: Promise<void> | null = null;

  /** Throws a JournalMismatch if the journal does not belong to this setup. */
  constructor(setup: EngineSetup, options: JournalOptions) {
    super(setup.weights.length);
    this.#parameters = setup.model.parameters.count;
    this.#options = options;
    this.#recorded = 'journal' in options.from ? options.from : null;
    this.#beneath = 'journal' in options.from ? null : new Performer(options.from);
    const { chunks = [], checkpoint = null } = this.#recorded?.journal ?? {};
    this.#reader = new AnswerReader(chunks, setup.replicas.length, setup.watched.length);
    this.#notes = new JournalNotes(this.#reader.end, checkpoint?.snapshots.keys() ?? []);
    this.#due = performance.now() + (options.entryTime ?? firstEntryTime);
  }

  get divided(): Divided | undefined {
    return this.#beneath?.engine.divided;
  }

  get identity(): EngineIdentity {
    return this.#beneath?.engine.identity ?? this.#recorded!.identity;
  }

  protected ask(call: Question): Promise<Answer> {
    if (call.op === 'train') return this.#train(call.steps);
    if (this.#count()) return Promise.resolve(this.#reader.answer(call.op));
    const answer = this.#ask(call);
    // Inner products come as symmetric matrices, with a row for each column.
    this.#notes.answer(call.op, answer as Promise<Packed>, 'columns' in call ? call.columns.count : 0);
    return answer;
  }

  protected tell(call: Order): void {
    if (call.op === 'release') this.#open.delete(call.id);
    else if ('id' in call) this.#open.add(call.id);
    if (this.#count()) return;
    if (this.#beneath === null) void this.#later(call).catch(() => undefined);
    else this.#beneath.tell(call);
  }

  #train(steps: number): Promise<TrainBlock> {
    const { trained, calls } = this.#position;
    const known = this.#isReplaying ? Math.min(steps, this.#reader.end.trained - trained) : 0;
    if (this.#isReplaying && known === 0) throw new JournalMismatch('it has no step here');
    const before = this.#reader.steps(known);
    this.#position = { trained: trained + known, calls };
    if (known === steps) return Promise.resolve(before);
    if (this.#isReplaying) throw new JournalMismatch('it has a call here');
    this.#position = { trained: trained + steps, calls };
    const block = this.#ask({ op: 'train', steps: steps - known }) as Promise<TrainBlock>;
    this.#notes.block(block);
    if (this.#writing === null && this.#isDue()) void this.save();
    return known === 0 ? block : block.then((after) => joinedBlocks([before, after]));
  }

  /** Writes the last entry, then frees everything. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const beneath = this.#beneath;
    if (beneath === null) return;
    const { engine } = beneath;
    if (this.#notes.isOpen) void this.#write(engine.identity, [], null).then(() => engine.dispose());
    else engine.dispose();
  }

  /** Writes an entry, so that one can continue from here; resolves when that is done. */
  async save(): Promise<void> {
    await this.#writing;
    const beneath = this.#beneath;
    if (beneath === null || this.#disposed || !this.#notes.isDue(this.#position)) return;
    const open = [...this.#open];
    await this.#write(beneath.engine.identity, open, this.#checkpoint(beneath, open));
  }

  /** Whether it is time for an entry, or enough data is waiting. */
  #isDue(): boolean {
    return performance.now() >= this.#due || this.#notes.held > (this.#options.maxHeld ?? usualMostHeld);
  }

  /** Number of steps left in the journal. */
  get remaining(): number {
    return this.#isReplaying ? this.#reader.end.trained - this.#position.trained : 0;
  }

  /** Whether the journal has the result of the next call. */
  get #isReplaying(): boolean {
    const isLive = this.#beneath !== null || this.#waiting !== null;
    return !isLive && !samePosition(this.#position, this.#reader.end);
  }

  async #checkpoint(beneath: Performer, open: readonly SnapshotId[]): Checkpointing {
    const parameters = Uint32Array.from({ length: this.#parameters }, (_, p) => p);
    const unread = open.filter((id) => !this.#notes.has(id));
    const [state, ...weights] = await Promise.all([
      beneath.ask({ op: 'checkpoint' }),
      ...unread.map((id) => beneath.ask({ op: 'sample', snapshots: [id], parameters })),
    ]);
    return {
      state: state as EngineState,
      added: new Map(unread.map((id, i) => [id, weights[i] as Float32Array])),
    };
  }

  /** Writes the next entry after those before it. */
  #write(
    identity: EngineIdentity,
    open: readonly SnapshotId[],
    checkpointing: Checkpointing | null,
  ): Promise<void> {
    const begun = performance.now();
    const entry = this.#notes.take(this.#position, identity, open, checkpointing);
    const writing = this.#written(entry, this.#writing).finally(() => {
      const now = performance.now();
      this.#due = now + Math.max(this.#options.entryTime ?? usualEntryTime, entryShare * (now - begun));
      if (this.#writing === writing) this.#writing = null;
    });
    this.#writing = writing;
    return writing;
  }

  async #written(entry: Promise<JournalEntry>, before: Promise<void> | null): Promise<void> {
    try {
      const made = await entry;
      await before;
      if (!(await this.#options.write(made))) this.#notes.end();
    } catch {
      // The engine failed; the call that caused it fails too.
      this.#notes.end();
    }
  }

  /** Counts a call; true if the journal has its answer. */
  #count(): boolean {
    const isReplaying = this.#isReplaying;
    const { trained, calls } = this.#position;
    if (isReplaying && calls === this.#reader.end.calls) throw new JournalMismatch('it has no call here');
    this.#position = { trained, calls: calls + 1 };
    return isReplaying;
  }

  /** Makes the call, or queues it for an engine that is being started. */
  #ask(call: Question): Promise<Answer> {
    return this.#beneath?.ask(call) ?? (this.#later(call) as Promise<Answer>);
  }

  /** Makes a call, in order, once there is an engine; starts it. */
  #later(call: Call): Promise<Answer | undefined> {
    if (this.#waiting === null) void this.#goLive((this.#waiting = []));
    const waiting = this.#waiting;
    return new Promise((resolve, reject) => {
      waiting.push({ call, resolve, reject });
    });
  }

  async #goLive(waiting: readonly Waiting[]): Promise<void> {
    const { journal, start } = this.#recorded!;
    try {
      if (journal.checkpoint === null) throw new JournalMismatch('the run was over here');
      const engine = await start();
      if (this.#disposed) {
        engine.dispose();
        throw new Error('it was disposed of');
      }
      const beneath = new Performer(engine);
      beneath.tell({ op: 'restore', state: journal.checkpoint.state });
      for (const [id, weights] of journal.checkpoint.snapshots) beneath.tell({ op: 'load', id, weights });
      this.#beneath = beneath;
      for (const { call, resolve } of waiting) resolve(beneath.perform(call));
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}
