/** Saved runs, or sweeps, in the browser's database: rows for the list, what is large apart. Knows keys and transactions. */
import { openDB, type IDBPDatabase } from 'idb';
import type { SavedDetail, SavedRow } from '../../record/saved/saved-run.ts';
import type { RunStorage } from './compare-state.ts';

const version = 1;

/** `name`: of the database. Rejects if there is none, as in some private windows. */
export async function browserRuns<Row = SavedRow, Detail = SavedDetail>(
  name = 'farcast-saved-runs',
): Promise<RunStorage<Row, Detail>> {
  let opened: Promise<IDBPDatabase> | null = null;
  const open = (): Promise<IDBPDatabase> => {
    opened ??= openDB(name, version, {
      upgrade(db) {
        db.createObjectStore('rows', { keyPath: 'id' });
        db.createObjectStore('details');
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
  const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(name) : null;
  return {
    rows: async () => (await open()).getAll('rows'),
    detail: async (id) => (await open()).get('details', id) as Promise<unknown>,
    async update(id, change) {
      const transaction = (await open()).transaction(['rows', 'details'], 'readwrite');
      // An error is reported once, by `done`.
      transaction.done.catch(() => undefined);
      const rows = transaction.objectStore('rows');
      const after = change(await rows.get(id));
      try {
        if (after !== null) await rows.put(after.row);
        if (after?.detail !== undefined) await transaction.objectStore('details').put(after.detail, id);
      } catch (error) {
        if (transaction.error === null) transaction.abort();
        throw error;
      }
      await transaction.done;
      if (after !== null) channel?.postMessage(null);
    },
    async remove(ids) {
      if (ids.length === 0) return;
      const transaction = (await open()).transaction(['rows', 'details'], 'readwrite');
      await Promise.all([
        ...ids.flatMap((id) => [
          transaction.objectStore('rows').delete(id),
          transaction.objectStore('details').delete(id),
        ]),
        transaction.done,
      ]);
      channel?.postMessage(null);
    },
    watch(changed) {
      channel?.addEventListener('message', changed);
    },
  };
}
