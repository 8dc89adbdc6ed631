/** Talks in the browser's database, as the texts of their files: read like a file of any origin. */
import { openDB, type IDBPDatabase } from 'idb';
import { readTalk, writeTalk, type Scene } from '../../record/scenes/talk.ts';

interface StoredTalk {
  readonly scenes: readonly Scene[];
  readonly before: readonly Scene[] | null;
  readonly others: readonly (readonly Scene[])[];
}

/** Both methods reject if storage fails; `load` also if what is stored cannot be read. */
export interface TalkStorage {
  readonly load: () => Promise<StoredTalk>;
  readonly save: (talk: StoredTalk) => Promise<void>;
}

const version = 1;
const table = 'talks';

export function browserTalks(name = 'farcast-talk'): TalkStorage {
  let opened: Promise<IDBPDatabase> | null = null;
  const open = (): Promise<IDBPDatabase> => {
    opened ??= openDB(name, version, {
      upgrade: (db) => void db.createObjectStore(table),
      blocking: (_from, _to, event) => {
        (event.target as IDBDatabase).close();
        opened = null;
      },
      terminated: () => (opened = null),
    });
    opened.catch(() => (opened = null));
    return opened;
  };
  const scenesOf = (stored: unknown): readonly Scene[] | null => {
    if (typeof stored !== 'string') return null;
    const read = readTalk(stored);
    if (!read.ok) throw new Error(read.problem);
    return read.scenes;
  };
  return {
    async load() {
      const db = await open();
      const others: unknown = await db.get(table, 'others');
      return {
        scenes: scenesOf(await db.get(table, 'talk')) ?? [],
        before: scenesOf(await db.get(table, 'before')),
        others: Array.isArray(others) ? others.flatMap((stored) => [scenesOf(stored) ?? []]) : [],
      };
    },
    async save({ scenes, before, others }) {
      const transaction = (await open()).transaction(table, 'readwrite');
      const rows = transaction.objectStore(table);
      const put = (key: string, list: readonly Scene[] | null): Promise<unknown> =>
        list === null || list.length === 0 ? rows.delete(key) : rows.put(writeTalk(list), key);
      await Promise.all([
        put('talk', scenes),
        put('before', before),
        rows.put(
          others.map((other) => writeTalk(other)),
          'others',
        ),
        transaction.done,
      ]);
    },
  };
}
