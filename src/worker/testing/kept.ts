/** Records kept in memory, for tests: storage that can be inspected, refused, damaged and rewound, and locks. */
import type { RunRecords } from '../host/record.ts';
import { runRecords, type Locks } from '../records/records.ts';
import type { RecordStore } from '../records/record-store.ts';

/** The content of storage: heads by id, and parts by id and key. */
interface Held {
  readonly heads: Map<string, unknown>;
  readonly parts: Map<string, Map<string, unknown>>;
}

export class MemoryStore implements RecordStore {
  held: Held = { heads: new Map(), parts: new Map() };
  /** The content after each write, as found after a sudden end. */
  readonly moments: Held[] = [];
  /** Number of writes that still succeed. */
  room = Infinity;

  heads(): Promise<readonly unknown[]> {
    return Promise.resolve(structuredClone([...this.held.heads.values()]));
  }

  read(id: string): ReturnType<RecordStore['read']> {
    const parts = [...(this.held.parts.get(id)?.values() ?? [])];
    return Promise.resolve(structuredClone({ head: this.held.heads.get(id), parts }));
  }

  async write(...[head, parts, gone]: Parameters<RecordStore['write']>): Promise<void> {
    this.room -= 1;
    if (this.room < 0) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    const { heads, parts: all } = this.copy();
    const own = new Map(all.get(head.id) ?? []);
    for (const { engine, kind, index } of gone) own.delete([engine, kind, index].join());
    for (const part of parts) own.set([part.engine, part.kind, part.index].join(), structuredClone(part));
    heads.set(head.id, structuredClone(head));
    all.set(head.id, own);
    this.held = { heads, parts: all };
    this.moments.push(this.held);
  }

  async remove(ids: readonly string[]): Promise<void> {
    this.held = this.copy();
    for (const id of ids) {
      this.held.heads.delete(id);
      this.held.parts.delete(id);
    }
  }

  /** Storage as it was after a write. */
  at(moment: number): MemoryStore {
    const store = new MemoryStore();
    store.held = this.moments[moment] ?? store.held;
    return store;
  }

  private copy(): Held {
    return { heads: new Map(this.held.heads), parts: new Map(this.held.parts) };
  }
}

export function memoryLocks(): Locks & { readonly held: Set<string> } {
  const held = new Set<string>();
  return {
    held,
    async take(name) {
      if (held.has(name)) return null;
      held.add(name);
      return () => held.delete(name);
    },
    taken: () => Promise.resolve(new Set(held)),
  };
}

let ids = 0;

/** Records over a store; written whenever something is waiting. */
export const keptIn = (store: RecordStore, locks = memoryLocks(), now = 1): RunRecords =>
  runRecords({
    ...{ store, locks, build: 'this', entryTime: 0, now: () => now },
    newId: () => `run ${(ids += 1)}`,
  });
