/** The record of one run: its engines in the order in which it requests them, each with its journal. */
import type { Engine, EngineIdentity, EngineSetup, SnapshotId } from '../../engine/engine.ts';
import type { Journal, JournalEntry } from '../../engine/journal/journal.ts';
import { JournaledEngine } from '../../engine/journal/journaled-engine.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { canonicalText } from '../../experiment/link/link.ts';
import type { Chosen } from '../../run/experiment.ts';
import { messageOf, RunFailure } from '../../run/failure.ts';
import type { Choose, Found, RunRecord } from '../host/record.ts';
import type { Obstacle } from '../protocol.ts';
import { sealedHead, sealedPart, type EngineHead, type RecordHead } from './record-parse.ts';
import type { PartKey, RecordPart, RecordStore } from './record-store.ts';

/** Maximum bytes of one record. */
const maxBytes = 256 * 2 ** 20;

/** Shorter runs are not saved, ms: training them again takes no longer than reading them. */
const usualLeastTime = 2000;

/** Identifies the experiment of a record: what is computed, and which engine was requested. */
export const recordText = (spec: ExperimentSpec): string => `${spec.engine} ${canonicalText(spec)}`;

export interface RecordServices {
  readonly store: RecordStore;
  readonly elapsed: () => number;
  /** Called with the reason once nothing is saved any more. */
  readonly lost: (reason: string) => void;
  /** Releases the record for others. */
  readonly release: () => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Minimum time between two entries of one engine, and before the first is written, ms; left out: the defaults. */
  readonly entryTime?: number | undefined;
}

interface Entry {
  readonly engine: number;
  readonly entry: JournalEntry;
}

export class StoredRecord implements RunRecord {
  readonly found: Found | null;
  readonly obstacle: Obstacle | null;
  readonly #services: RecordServices;
  readonly #journals: readonly Journal[];
  #head: RecordHead;
  /** Number of engines requested. */
  #asked = 0;
  #newest: JournaledEngine | null = null;
  /** Entries that are not worth writing yet. */
  #waiting: Entry[] = [];
  #writing: Promise<void> = Promise.resolve();
  #isOpen = true;
  #isRepeating: boolean;
  /** Whether its engine was unavailable: it may be available another day. */
  #isOutOfReach = false;
  /** Whether any part of it is in storage. */
  #isStored: boolean;
  readonly #begun = performance.now();

  /** `journals` are those of the engines in the head. */
  constructor(
    head: RecordHead,
    journals: readonly Journal[],
    services: RecordServices,
    obstacle: Obstacle | null = null,
  ) {
    this.obstacle = obstacle;
    this.#head = head;
    this.#journals = journals;
    this.#services = services;
    this.#isRepeating = journals.length > 0;
    this.#isStored = this.#isRepeating;
    this.found = journals.length > 0 ? head : null;
  }

  async engine(setup: EngineSetup, choose: Choose): Promise<Chosen> {
    const index = this.#asked;
    this.#asked += 1;
    const write = (entry: JournalEntry): Promise<boolean> => this.#write({ engine: index, entry });
    const { entryTime } = this.#services;
    const options = entryTime === undefined ? { write } : { write, entryTime };
    const known = this.#head.engines[index];
    const journal = this.#journals[index];
    if (known !== undefined && journal !== undefined) {
      const { identity, reason, gpu } = known;
      const start = (): Promise<Engine> => this.#goOn(choose, identity);
      this.#newest = new JournaledEngine(setup, { ...options, from: { journal, identity, start } });
      return { engine: this.#newest, reason, ...(gpu === undefined ? {} : { gpu }) };
    }
    this.#isRepeating = false;
    const chosen = await choose();
    const { reason, gpu } = chosen;
    const head = {
      identity: chosen.engine.identity,
      reason,
      gpu,
      chunks: 0,
      bytes: 0,
      open: [],
      isOver: false,
    };
    this.#change({ engines: [...this.#head.engines.slice(0, index), head] });
    this.#newest = new JournaledEngine(setup, { ...options, from: chosen.engine });
    return { ...chosen, engine: this.#newest };
  }

  isRepeating(): boolean {
    return this.#isRepeating;
  }

  remaining(): number {
    return this.#newest?.remaining ?? 0;
  }

  jumped(step: number): void {
    this.#change({ jumps: [...this.#head.jumps, step] });
  }

  recovered(reason: string): void {
    const engines = [...this.#head.engines];
    const newest = engines.pop();
    if (newest !== undefined) this.#change({ engines: [...engines, { ...newest, reason }] });
  }

  rename(spec: ExperimentSpec): void {
    this.#change({ text: recordText(spec) });
  }

  async save(): Promise<void> {
    await this.#newest?.save();
    await this.#flush();
  }

  async finish(): Promise<void> {
    await this.#newest?.save();
    this.close();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    // Pending writes finish before another run may use the record.
    void this.#writing.finally(() => this.#services.release());
  }

  drop(): void {
    if (this.#isOutOfReach) this.close();
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const remove = async (): Promise<void> => {
      if (this.#isStored) await this.#services.store.remove([this.#head.id]);
    };
    void this.#writing
      .then(remove)
      .catch(() => undefined)
      .finally(() => this.#services.release());
  }

  /**
   * The engine that gave the answers so far, at step 0. Rejects if it is not available: no other gives the same
   * answers.
   */
  async #goOn(choose: Choose, identity: EngineIdentity): Promise<Engine> {
    this.#isRepeating = false;
    this.#isOutOfReach = true;
    const { engine } = await choose(identity.name).catch((error: unknown) => {
      throw outOfReach(identity, messageOf(error));
    });
    if (labelOf(engine.identity) !== labelOf(identity)) {
      engine.dispose();
      throw outOfReach(identity, `here is ${labelOf(engine.identity)}`);
    }
    this.#isOutOfReach = false;
    return engine;
  }

  #change(values: Partial<RecordHead>): void {
    this.#head = { ...this.#head, ...values };
  }

  /** Resolves with whether another entry is worthwhile. */
  async #write(entry: Entry): Promise<boolean> {
    if (this.#isOpen) this.#waiting.push(entry);
    if (this.#isStored || performance.now() - this.#begun >= (this.#services.entryTime ?? usualLeastTime))
      await this.#flush();
    return this.#isOpen;
  }

  /** Writes everything that is waiting in one transaction. */
  async #flush(): Promise<void> {
    const before = this.#writing;
    this.#writing = before.then(async () => {
      const entries = this.#waiting.splice(0);
      if (!this.#isOpen || entries.length === 0) return;
      try {
        await this.#store(entries);
      } catch (error) {
        this.#lose(storageFailure(error));
      }
    });
    await this.#writing;
  }

  async #store(entries: readonly Entry[]): Promise<void> {
    const parts: RecordPart[] = [];
    const gone: PartKey[] = [];
    // Besides the answers, the state from which the latest entry can be continued.
    let held = 0;
    for (const { engine, entry } of entries) {
      this.#take(engine, entry, parts, gone);
      const open = this.#head.engines[engine]?.open.length ?? 0;
      held = entry.state === null ? 0 : bytesOf(entry.state) + open * entry.state.weights.byteLength;
    }
    const bytes = this.#head.engines.reduce((sum, own) => sum + own.bytes, held);
    if (bytes > maxBytes) throw new Error(`it takes more than ${maxBytes / 2 ** 20} MB`);
    this.#change({ bytes, elapsed: this.#services.elapsed(), savedAt: this.#services.now() });
    this.#isStored = true;
    // An engine without an entry yet will be requested again.
    const { engines } = this.#head;
    const empty = engines.findIndex(({ chunks }) => chunks === 0);
    const head = empty < 0 ? this.#head : { ...this.#head, engines: engines.slice(0, empty) };
    await this.#services.store.write(sealedHead(head), parts.map(sealedPart), gone);
  }

  /** Adds an entry to the parts to put and remove, and to the head. */
  #take(
    engine: number,
    { identity, chunk, state, added, released }: JournalEntry,
    parts: RecordPart[],
    gone: PartKey[],
  ): void {
    const engines = [...this.#head.engines];
    const known = engines[engine];
    if (known === undefined) throw new Error('it belongs to an engine that was not requested');
    const { chunks, bytes, open, ...head } = known;
    parts.push({ engine, kind: 'chunk', index: chunks, value: chunk });
    if (state === null) gone.push({ engine, kind: 'state', index: 0 });
    else parts.push({ engine, kind: 'state', index: 0, value: state });
    for (const [index, value] of added) parts.push({ engine, kind: 'snapshot', index, value });
    for (const index of released) gone.push({ engine, kind: 'snapshot', index });
    const stillOpen = open.filter((id) => !released.includes(id as SnapshotId));
    engines[engine] = {
      ...head,
      identity,
      chunks: chunks + 1,
      bytes: bytes + bytesOf(chunk),
      open: [...stillOpen, ...added.keys()],
      isOver: state === null,
    } satisfies EngineHead;
    this.#change({ engines });
  }

  #lose(reason: string): void {
    this.drop();
    this.#services.lost(reason);
  }
}

/** Browsers mostly leave the message of a full storage empty. */
function storageFailure(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'QuotaExceededError') return 'the browser has no more room for this page';
  return `it could not be written (${messageOf(error) || name})`;
}

/** Only the same kind of engine gives the same result; the record remains until it is available again. */
const outOfReach = (identity: EngineIdentity, why: string): RunFailure =>
  new RunFailure(
    'elsewhere',
    `It was trained on ${labelOf(identity)}, which is not available now (${why}). The saved run remains until it starts again.`,
  );

const labelOf = ({ name, backend, adapter }: EngineIdentity): string =>
  [
    backend === 'none' ? `the ${name} engine` : `the ${name} engine on ${backend}`,
    ...(adapter === null
      ? []
      : [`${adapter.vendor} ${adapter.architecture}${adapter.isFallback ? ' (software)' : ''}`]),
  ].join(', ');

/** Bytes of the arrays in plain data. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, part) => sum + bytesOf(part), 16);
}
