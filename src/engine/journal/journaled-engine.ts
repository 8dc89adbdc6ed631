/**
 * An engine that is written down, and can go on from what was: while there are answers in the journal it gives those and
 * needs no engine; where they end it starts one, brings it to the state that was written, and goes on with it. Whoever
 * drives it sees one engine that was never interrupted; on the same kind of engine results are the same to the bit.
 */
import type { Split } from '../../core/data/data-set.ts';
import {
  currentWeights,
  type AdoptionChange,
  type Columns,
  type Divided,
  type Engine,
  type EngineIdentity,
  type EngineSetup,
  type EngineState,
  type Mix,
  type SnapshotId,
  type SplitScore,
  type TrainBlock,
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
import type { Answer, Question } from './packed-answers.ts';
import { JournalNotes, type Checkpointing } from './journal-notes.ts';

/** Least time between two entries, ms; and before the first. */
const usualEntryTime = 5000;
const firstEntryTime = 2000;

/** Time between two entries, as a multiple of what the last one took: a large state is written more rarely. */
const entryShare = 30;

/** Most bytes of answers that wait to be written: they are on top of all that a run needs. */
const usualMostHeld = 32 * 2 ** 20;

export interface JournalOptions {
  /** An engine at step 0, or what was written of one before. */
  readonly from: Engine | Recorded;
  /** Writes an entry; tells when that is done, and whether another is wanted. */
  readonly write: (entry: JournalEntry) => Promise<boolean>;
  /** Least time between two entries, ms. */
  readonly entryTime?: number;
  /** Most bytes of answers that wait for an entry, whatever the time. */
  readonly mostHeld?: number;
}

export interface Recorded {
  readonly journal: Journal;
  /** What gave the answers. */
  readonly identity: EngineIdentity;
  /** Starts an engine at step 0; called once, when more is asked than the journal has. */
  readonly start: () => Promise<Engine>;
}

/** A call that waits until the engine has been started. */
interface Waiting {
  readonly perform: (engine: Engine) => void;
  readonly reject: (error: unknown) => void;
}

export class JournaledEngine implements Engine {
  readonly #setup: EngineSetup;
  readonly #options: JournalOptions;
  readonly #recorded: Recorded | null;
  readonly #reader: AnswerReader;
  readonly #notes: JournalNotes;
  readonly #open = new Set<SnapshotId>();
  /** This engine's snapshots -> those of the engine beneath. */
  readonly #beneath = new Map<SnapshotId, SnapshotId>([[currentWeights, currentWeights]]);
  #engine: Engine | null;
  /** Null until an engine is being started. */
  #waiting: Waiting[] | null = null;
  #position: Position = beginning;
  #created = 0;
  #disposed = false;
  #due: number;
  #writing: Promise<void> | null = null;

  /** Throws a JournalMismatch where the journal is none of this setup. */
  constructor(setup: EngineSetup, options: JournalOptions) {
    this.#setup = setup;
    this.#options = options;
    this.#recorded = 'journal' in options.from ? options.from : null;
    this.#engine = 'journal' in options.from ? null : options.from;
    const { chunks = [], checkpoint = null } = this.#recorded?.journal ?? {};
    this.#reader = new AnswerReader(chunks, setup.replicas.length, setup.watched.length);
    this.#notes = new JournalNotes(this.#reader.end, checkpoint?.snapshots.keys() ?? []);
    this.#due = performance.now() + (options.entryTime ?? firstEntryTime);
  }

  get divided(): Divided | undefined {
    return this.#engine?.divided;
  }

  get identity(): EngineIdentity {
    return this.#engine?.identity ?? this.#recorded!.identity;
  }

  train(steps: number): Promise<TrainBlock> {
    const { trained, calls } = this.#position;
    const known = this.#isReplaying ? Math.min(steps, this.#reader.end.trained - trained) : 0;
    if (this.#isReplaying && known === 0) throw new JournalMismatch('it has no step here');
    const before = this.#reader.steps(known);
    this.#position = { trained: trained + known, calls };
    if (known === steps) return Promise.resolve(before);
    if (this.#isReplaying) throw new JournalMismatch('it has a call here');
    this.#position = { trained: trained + steps, calls };
    const block = this.#perform((engine) => engine.train(steps - known));
    this.#notes.block(block);
    if (this.#writing === null && this.#isDue()) void this.save();
    return known === 0 ? block : block.then((after) => joinedBlocks([before, after]));
  }

  nextLoss(): Promise<Float32Array> {
    return this.#ask('nextLoss', (engine) => engine.nextLoss());
  }

  snapshot(): SnapshotId {
    return this.#keep((engine) => engine.snapshot());
  }

  load(weights: Float32Array): SnapshotId {
    const expected = this.#setup.replicas.length * this.#setup.model.parameters.count;
    if (weights.length !== expected)
      throw new RangeError(`there are ${expected} weights, not ${weights.length}`);
    const own = this.#engine === null ? weights.slice() : weights; // It may have to wait.
    return this.#keep((engine) => engine.load(own));
  }

  release(snapshot: SnapshotId): void {
    this.#open.delete(snapshot);
    this.#tell((engine) => {
      const own = this.#beneath.get(snapshot);
      this.#beneath.delete(snapshot);
      if (own !== undefined) engine.release(own);
    });
  }

  sample(snapshots: readonly SnapshotId[], parameters: Uint32Array): Promise<Float32Array> {
    return this.#ask('sample', (engine) => engine.sample(this.#own(snapshots), parameters));
  }

  gram(columns: Columns): Promise<Float64Array> {
    return this.#ask('gram', (engine) => engine.gram(this.#named(columns)), columns.count);
  }

  meanAbsolute(mix: Mix): Promise<Float64Array> {
    return this.#ask('meanAbsolute', (engine) => engine.meanAbsolute(this.#named(mix)));
  }

  lossOf(mix: Mix, split: Split, active: readonly boolean[]): Promise<Float32Array> {
    return this.#ask('lossOf', (engine) => engine.lossOf(this.#named(mix), split, active));
  }

  score(split: Split): Promise<SplitScore> {
    return this.#ask('score', (engine) => engine.score(split));
  }

  adopt(mix: Mix, accept: readonly boolean[], change: AdoptionChange): void {
    this.#tell((engine) => {
      engine.adopt(this.#named(mix), accept, change);
    });
  }

  checkpoint(): Promise<EngineState> {
    return this.#ask('checkpoint', (engine) => engine.checkpoint());
  }

  restore(state: EngineState): void {
    this.#tell((engine) => {
      engine.restore(state);
    });
  }

  /** Writes the last entry, then frees everything. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const engine = this.#engine;
    if (engine === null) return;
    if (this.#notes.isOpen) void this.#write(engine, [], null).then(() => engine.dispose());
    else engine.dispose();
  }

  /** Writes an entry, so that one can go on from here; resolves when that is done. */
  async save(): Promise<void> {
    await this.#writing;
    const engine = this.#engine;
    if (engine === null || this.#disposed || !this.#notes.isDue(this.#position)) return;
    const open = [...this.#open];
    await this.#write(engine, open, this.#checkpoint(engine, open));
  }

  /** It is time for an entry, or there is much to write. */
  #isDue(): boolean {
    return performance.now() >= this.#due || this.#notes.held > (this.#options.mostHeld ?? usualMostHeld);
  }

  /** Steps that the journal still knows. */
  get remaining(): number {
    return this.#isReplaying ? this.#reader.end.trained - this.#position.trained : 0;
  }

  /** Whether the journal still knows what comes of the next call. */
  get #isReplaying(): boolean {
    const isLive = this.#engine !== null || this.#waiting !== null;
    return !isLive && !samePosition(this.#position, this.#reader.end);
  }

  async #checkpoint(engine: Engine, open: readonly SnapshotId[]): Checkpointing {
    const { count: parameterCount } = this.#setup.model.parameters;
    const everything = Uint32Array.from({ length: parameterCount }, (_, p) => p);
    const unread = open.filter((id) => !this.#notes.has(id));
    const [state, ...weights] = await Promise.all([
      engine.checkpoint(),
      ...unread.map((id) => engine.sample(this.#own([id]), everything)),
    ]);
    return { state, added: new Map(unread.map((id, i) => [id, weights[i]!])) };
  }

  /** Has the next entry written, after those before it. */
  #write(engine: Engine, open: readonly SnapshotId[], checkpointing: Checkpointing | null): Promise<void> {
    const begun = performance.now();
    const entry = this.#notes.take(this.#position, engine.identity, open, checkpointing);
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
      // The engine failed; so will whoever asked it.
      this.#notes.end();
    }
  }

  /** A call with an answer; `rows` of the matrices that it is made of. */
  #ask<Reply extends Answer>(
    question: Question,
    make: (engine: Engine) => Promise<Reply>,
    rows = 0,
  ): Promise<Reply> {
    if (this.#count()) return Promise.resolve(this.#reader.answer(question) as Reply);
    const answer = this.#perform(make);
    this.#notes.answer(question, answer, rows);
    return answer;
  }

  #keep(keep: (engine: Engine) => SnapshotId): SnapshotId {
    this.#created += 1;
    const id = this.#created as SnapshotId;
    this.#open.add(id);
    this.#tell((engine) => {
      this.#beneath.set(id, keep(engine));
    });
    return id;
  }

  /** A call without an answer. */
  #tell(make: (engine: Engine) => void): void {
    if (this.#count()) return;
    if (this.#engine !== null) make(this.#engine);
    else void this.#perform(async (engine) => make(engine)).catch(() => undefined);
  }

  /** Counts a call; true where the journal knows what came of it. */
  #count(): boolean {
    const isReplaying = this.#isReplaying;
    const { trained, calls } = this.#position;
    if (isReplaying && calls === this.#reader.end.calls) throw new JournalMismatch('it has no call here');
    this.#position = { trained, calls: calls + 1 };
    return isReplaying;
  }

  /** Makes a call on the engine, in order; starts it where there is none yet. */
  #perform<Reply>(make: (engine: Engine) => Promise<Reply>): Promise<Reply> {
    if (this.#engine !== null) return make(this.#engine);
    if (this.#waiting === null) void this.#goLive((this.#waiting = []));
    const waiting = this.#waiting;
    return new Promise((resolve, reject) => {
      waiting.push({ perform: (engine) => void make(engine).then(resolve, reject), reject });
    });
  }

  async #goLive(waiting: Waiting[]): Promise<void> {
    const { journal, start } = this.#recorded!;
    try {
      if (journal.checkpoint === null) throw new JournalMismatch('the run was over here');
      const engine = await start();
      if (this.#disposed) {
        engine.dispose();
        throw new Error('it was disposed of');
      }
      engine.restore(journal.checkpoint.state);
      for (const [id, weights] of journal.checkpoint.snapshots) this.#beneath.set(id, engine.load(weights));
      this.#engine = engine;
      for (const { perform } of waiting) perform(engine);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  #named<Named extends Mix | Columns>(named: Named): Named {
    return { ...named, snapshots: this.#own(named.snapshots) };
  }

  /** The same snapshots as the engine beneath knows them. */
  #own(snapshots: readonly SnapshotId[]): SnapshotId[] {
    return snapshots.map((id) => this.#beneath.get(id) ?? id);
  }
}
