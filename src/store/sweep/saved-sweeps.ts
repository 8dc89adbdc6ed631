/**
 * Sweeps that were run elsewhere and opened here, saved to be opened again. Storage is authoritative, for other tabs
 * write there too: what is read is parsed. Made on first use.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { longestSweepName, savedSweepOf, trySavedSweep } from '../../record/saved/saved-sweep.ts';
import { readMerged, type MergedSweep } from '../../record/sweep/files/merged-file.ts';
import { fleetingRuns, refusalOf, refusalWords, textOf } from '../compare/stored.ts';
import type { App, AppState } from '../state.ts';
import { sweepOf } from './sweep.ts';
import type { SavedSweepsApp, SavedSweepsState, SweepStorage } from './sweep-state.ts';

type Page = Pick<App, 'store' | 'beside' | 'sweeps'>;

const made = new WeakMap<StoreApi<AppState>, SavedSweepsApp>();

export function savedSweepsOf(app: Page): SavedSweepsApp {
  const saved = made.get(app.store) ?? createSavedSweeps(app);
  made.set(app.store, saved);
  return saved;
}

function createSavedSweeps(app: Page): SavedSweepsApp {
  const saved = new SavedSweeps(app);
  return {
    store: saved.store,
    actions: {
      read: () => saved.read(),
      keep: (merged, file) => saved.keep(merged, file),
      rename: (id, name) => saved.rename(id, name),
      open: (id) => saved.open(id),
      remove: (id) => saved.remove(id),
      undoRemove: () => saved.undoRemove(),
      file: (id) => saved.file(id),
    },
  };
}

async function packed(file: Blob): Promise<Uint8Array> {
  const stream = file.stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

class SavedSweeps {
  readonly store = createStore<SavedSweepsState>(() => ({ sweeps: [], removed: null, problem: null }));
  readonly #app: Page;
  #opened: Promise<SweepStorage> | null = null;
  /** One after the other, in the order in which they were requested. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(app: Page) {
    this.#app = app;
  }

  read(): Promise<void> {
    return this.#inTurn(() => Promise.resolve());
  }

  keep(merged: MergedSweep, file: File): Promise<void> {
    const row = savedSweepOf(merged, file.name, Date.now());
    return this.#inTurn(async (storage) => {
      this.store.setState({ problem: null, removed: null });
      const detail = await packed(file);
      await storage
        .update(row.id, (raw) => ({ row: { ...row, name: trySavedSweep(raw)?.name ?? '' }, detail }))
        .catch((error: unknown) => {
          this.#say(`“${file.name}” is shown, but not saved. ${refusalWords[refusalOf(error)]}`);
        });
    });
  }

  rename(id: string, name: string): Promise<void> {
    return this.#inTurn((storage) =>
      storage.update(id, (raw) => {
        const row = trySavedSweep(raw);
        return row === null ? null : { row: { ...row, name: name.trim().slice(0, longestSweepName) } };
      }),
    );
  }

  async open(id: string): Promise<boolean> {
    const file = await this.file(id);
    const read = file === null ? null : readMerged(await file.text());
    if (file === null || read?.ok !== true) {
      this.#say('The sweep was not opened: its file is no longer stored, or was damaged.');
      return false;
    }
    this.store.setState({ problem: null });
    sweepOf(this.#app).actions.open(read.value, file.name);
    return true;
  }

  remove(id: string): Promise<void> {
    return this.#inTurn(async (storage) => {
      const row = this.store.getState().sweeps.find((sweep) => sweep.id === id);
      const detail = await storage.detail(id);
      await storage.remove([id]);
      const removed = row !== undefined && detail instanceof Uint8Array ? { row, detail } : null;
      this.store.setState({ removed });
    });
  }

  undoRemove(): Promise<void> {
    return this.#inTurn(async (storage) => {
      const { removed } = this.store.getState();
      if (removed === null) return;
      // Another tab may have saved an equal one.
      await storage.update(removed.row.id, (raw) => (trySavedSweep(raw) === null ? removed : null));
      this.store.setState({ removed: null });
    });
  }

  async file(id: string): Promise<File | null> {
    const row = this.store.getState().sweeps.find((sweep) => sweep.id === id);
    const storage = await this.#storage();
    const detail = await storage.detail(id).catch(() => null);
    if (row === undefined || !(detail instanceof Uint8Array)) return null;
    const text = await textOf(new Blob([detail.slice()])).catch(() => null);
    return text === null ? null : new File([text], row.file, { type: 'application/json' });
  }

  #storage(): Promise<SweepStorage> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  async #open(): Promise<SweepStorage> {
    const storage = (await this.#app.sweeps?.().catch(() => null)) ?? fleetingRuns();
    storage.watch(() => void this.read());
    return storage;
  }

  #say(problem: string): void {
    this.store.setState({ problem });
  }

  /** Then reads what is stored. A change that storage refuses is reported. */
  #inTurn(work: (storage: SweepStorage) => Promise<void>): Promise<void> {
    const result = this.#work.then(async () => {
      const storage = await this.#storage();
      await work(storage).catch((error: unknown) => {
        this.#say(`That could not be stored. ${refusalWords[refusalOf(error)]}`);
      });
      const rows = await storage.rows().catch(() => []);
      const sweeps = rows.flatMap((raw) => trySavedSweep(raw) ?? []);
      this.store.setState({ sweeps: sweeps.sort((a, b) => b.keptAt - a.keptAt) });
    });
    this.#work = result;
    return result;
  }
}
