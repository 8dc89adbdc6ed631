/**
 * Storage of saved runs: an IndexedDB of this page's origin. Knows keys and transactions; what is read is parsed
 * elsewhere.
 */
import { openDB, type IDBPDatabase } from 'idb';

/** One part of a record: a chunk of answers, the state of an engine, or a snapshot. */
export interface RecordPart {
  readonly engine: number;
  readonly kind: 'chunk' | 'state' | 'snapshot';
  /** Chunks are numbered from 0; a state has 0; a snapshot its own number. */
  readonly index: number;
  readonly value: unknown;
}

export type PartKey = Omit<RecordPart, 'value'>;

/** All methods reject if storage fails. Each `write` or `remove` is atomic. */
export interface RecordStore {
  /** The heads of all records, unparsed. */
  heads(): Promise<readonly unknown[]>;
  /** A consistent copy of one record: its head and its parts. */
  read(id: string): Promise<{ readonly head: unknown; readonly parts: readonly unknown[] }>;
  write(head: { readonly id: string }, parts: readonly RecordPart[], gone: readonly PartKey[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
}

const name = 'farcast-runs';
const version = 1;

export function browserRecordStore(): RecordStore {
  let opened: Promise<IDBPDatabase> | null = null;
  const open = (): Promise<IDBPDatabase> => {
    opened ??= openDB(name, version, {
      upgrade(db) {
        db.createObjectStore('heads', { keyPath: 'id' });
        db.createObjectStore('parts');
      },
      // A newer build of the page in another tab must not wait for this one.
      blocking: (_from, _to, event) => {
        (event.target as IDBDatabase).close();
        opened = null;
      },
      terminated: () => (opened = null),
    });
    opened.catch(() => (opened = null));
    return opened;
  };
  const keyOf = (id: string, { engine, kind, index }: PartKey): IDBValidKey => [id, engine, kind, index];
  const all = (id: string): IDBKeyRange => IDBKeyRange.bound([id], [id, []]);
  return {
    heads: async () => (await open()).getAll('heads'),
    async read(id) {
      const transaction = (await open()).transaction(['heads', 'parts']);
      const store = transaction.objectStore('parts');
      const [head, keys] = await Promise.all([
        transaction.objectStore('heads').get(id) as Promise<unknown>,
        store.getAllKeys(all(id)),
      ]);
      // One by one, because browsers limit how much is returned at once.
      return { head, parts: await Promise.all(keys.map((key) => store.get(key) as Promise<unknown>)) };
    },
    write: async (head, parts, gone) =>
      changed(await open(), (heads, store) => [
        heads.put(head),
        ...gone.map((part) => store.delete(keyOf(head.id, part))),
        ...parts.map((part) => store.put(part, keyOf(head.id, part))),
      ]),
    remove: async (ids) =>
      changed(await open(), (heads, store) => ids.flatMap((id) => [heads.delete(id), store.delete(all(id))])),
  };
}

interface Writable {
  put(value: unknown, key?: IDBValidKey): Promise<unknown>;
  delete(key: IDBValidKey | IDBKeyRange): Promise<void>;
}

/** Resolves when all requests are done; rejects with the first error. */
async function changed(
  db: IDBPDatabase,
  ask: (heads: Writable, parts: Writable) => readonly Promise<unknown>[],
): Promise<void> {
  const transaction = db.transaction(['heads', 'parts'], 'readwrite');
  const asked = ask(transaction.objectStore('heads'), transaction.objectStore('parts'));
  // The request that fails ends the transaction with its reason; all others report only that it has ended.
  for (const each of asked) each.catch(() => undefined);
  await transaction.done;
}
