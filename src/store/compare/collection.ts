/**
 * Saves every finished run, up to a limit. Storage is authoritative, for other tabs write there too: every change is
 * made to what is stored at that moment, and what is read is parsed.
 */
import type { StoreApi } from 'zustand/vanilla';
import { collectionParts, readCollection } from '../../record/saved/collection-file.ts';
import { tryKeptRun, trySavedDetail, trySavedRow } from '../../record/saved/parse.ts';
import { keptRunOf, specOf } from '../../record/saved/record.ts';
import type { KeptRun, SavedDetail, SavedRow } from '../../record/saved/saved-run.ts';
import type { RunHistory } from '../../record/history.ts';
import { digestInSlices } from '../automation-work.ts';
import type { AppState, Notice } from '../state.ts';
import type { CompareContext } from './compare-context.ts';
import { fleetingRuns, longestFile, refusalOf, refusalWords, textOf } from './stored.ts';
import {
  mostRuns,
  type CompareState,
  type Refusal,
  type RunStorage,
  type StoredChange,
} from './compare-state.ts';

const longestName = 80;

/** Resolves when what is stored has been read. */
export async function openCollection(
  context: CompareContext,
  store: StoreApi<CompareState>,
): Promise<RunCollection> {
  const storage = (await context.services.runs?.().catch(() => null)) ?? fleetingRuns();
  const collection = new RunCollection(context, store, storage);
  await collection.begin();
  return collection;
}

const rowOf = ({ curves: _, ends: __, ...row }: KeptRun): SavedRow => row;
const detailOf = ({ curves, ends }: KeptRun): SavedDetail => ({ curves, ends });

/** Those without a name, the oldest first, beyond the limit. */
function tooMany(runs: readonly SavedRow[]): readonly string[] {
  const unnamed = runs.filter(({ name }) => name === '');
  return unnamed.slice(Math.max(1, mostRuns - (runs.length - unnamed.length))).map(({ id }) => id);
}

/** What was read of a file. */
interface Added {
  readonly runs: number;
  readonly leftOut: number;
  readonly problem: string | null;
}

const notAdded = (file: Blob, why: string): Added => ({
  runs: 0,
  leftOut: 0,
  problem: file instanceof File ? `“${file.name}” was not added. ${why}` : `Nothing was added. ${why}`,
});

function addedText(added: readonly Added[], surplus: number): string {
  const read = added.filter(({ problem }) => problem === null);
  const total = (of: (each: Added) => number): number => read.reduce((sum, each) => sum + of(each), 0);
  const [runs, leftOut] = [total((each) => each.runs), total((each) => each.leftOut)];
  return [
    ...added.flatMap(({ problem }) => problem ?? []),
    ...(read.length === 0 ? [] : [`${runs} ${runs === 1 ? 'run' : 'runs'} read.`]),
    ...(leftOut === 0 ? [] : [`${leftOut} could not be read and were left out.`]),
    ...(surplus === 0 ? [] : [`The ${surplus} oldest without a name were removed: ${mostRuns} are saved.`]),
  ].join(' ');
}

export class RunCollection {
  readonly #context: CompareContext;
  readonly #store: StoreApi<CompareState>;
  readonly #storage: RunStorage;
  /** Runs that could not be stored. */
  readonly #held = new Map<string, KeptRun>();
  /** One after the other, in the order in which they were requested. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(context: CompareContext, store: StoreApi<CompareState>, storage: RunStorage) {
    this.#context = context;
    this.#store = store;
    this.#storage = storage;
    storage.watch(() => void this.#inTurn(() => this.#refresh()));
  }

  begin(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#takeOld();
      await this.#refresh();
      const [newest] = this.#store.getState().runs;
      if (newest !== undefined) await this.#show([newest.id], [newest.id]);
      this.#store.setState({ isRead: true });
    });
  }

  /** Saves a run that finished at `keptAt`, in ms; one of an equal experiment is replaced, and its name stays. */
  keep(history: RunHistory, experimentId: string, keptAt: number): Promise<void> {
    const digest = digestInSlices({ store: this.#context.main, recorded: () => history });
    const kept = this.#inTurn(async () => {
      await this.#refresh();
      const [last = null] = this.#store.getState().runs;
      const run = keptRunOf(history, experimentId, last, keptAt);
      await this.#save(run, ({ name, difference }) => ({ name, difference }));
      await this.#refresh();
      await this.#storage.remove(tooMany(this.#store.getState().runs)).catch(() => undefined);
      await this.#refresh();
      this.#store.setState({ removed: null });
      const { runs, drawn, unasked } = this.#store.getState();
      const chosen = drawn.filter((id) => id !== run.id && !unasked.includes(id));
      const newest = runs.slice(0, 2).flatMap(({ id }) => (chosen.includes(id) ? [] : id));
      await this.#show([...chosen, ...newest.toReversed()], newest);
      return run.id;
    });
    return kept.then(async (id) => this.#change(id, { digest: await digest }));
  }

  rename(id: string, name: string): Promise<void> {
    return this.#change(id, { name: name.trim().slice(0, longestName) });
  }

  draw(id: string, on: boolean): Promise<void> {
    return this.#inTurn(() => {
      const { drawn, unasked } = this.#store.getState();
      return this.#show(
        [...drawn.filter((other) => other !== id), ...(on ? [id] : [])],
        unasked.filter((other) => other !== id),
      );
    });
  }

  open(id: string): void {
    const run = this.#store.getState().runs.find((row) => row.id === id);
    const spec = run === undefined ? null : specOf(run);
    if (spec !== null) this.#context.actions.change(spec);
  }

  remove(id: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.#refresh();
      const removed = await this.#whole(id);
      this.#held.delete(id);
      await this.#storage.remove([id]).catch(() => undefined);
      this.#store.setState({ removed });
      await this.#saveHeld();
      await this.#refresh();
    });
  }

  undoRemove(): Promise<void> {
    return this.#inTurn(async () => {
      const { removed } = this.#store.getState();
      this.#store.setState({ removed: null });
      // Another tab may have saved an equal one.
      if (removed !== null) await this.#save(removed, (stored) => stored);
      await this.#refresh();
    });
  }

  add(files: readonly Blob[]): Promise<void> {
    return this.#inTurn(async () => {
      const added: Added[] = [];
      for (const file of files)
        added.push(await this.#added(file).catch(() => notAdded(file, 'It could not be read.')));
      await this.#refresh();
      const surplus = tooMany(this.#store.getState().runs);
      await this.#storage.remove(surplus).catch(() => undefined);
      this.#store.setState({ imported: addedText(added, surplus.length) });
      await this.#refresh();
      const { drawn, unasked } = this.#store.getState();
      await this.#show(drawn, unasked);
    });
  }

  file(): Promise<Blob> {
    return this.#inTurn(async () => {
      const parts: Blob[] = [];
      for await (const part of collectionParts(this.#all())) parts.push(new Blob([part]));
      return new Blob(parts, { type: 'application/json' });
    });
  }

  async #added(file: Blob): Promise<Added> {
    if (file.size > longestFile) return notAdded(file, 'It is larger than any collection of runs.');
    const text = await textOf(file);
    if (text === null) return notAdded(file, 'Unpacked, it is larger than any collection of runs.');
    const read = readCollection(text);
    if (!read.ok) return notAdded(file, read.problem);
    for (const run of read.runs)
      // The later of two equal runs stays, with the name that a person gave here.
      await this.#save(run, (stored) =>
        stored.keptAt >= run.keptAt
          ? { ...stored, name: stored.name || run.name }
          : { name: stored.name || run.name },
      );
    return { runs: read.runs.length, leftOut: read.leftOut, problem: null };
  }

  /** Every run with its curves, one after the other. */
  async *#all(): AsyncGenerator<KeptRun, void> {
    for (const { id } of this.#store.getState().runs) {
      const run = await this.#whole(id);
      if (run !== null) yield run;
    }
  }

  async #whole(id: string): Promise<KeptRun | null> {
    const held = this.#held.get(id);
    if (held !== undefined) return held;
    const row = this.#store.getState().runs.find((run) => run.id === id);
    const detail = await this.#detail(id);
    return row === undefined || detail === null ? null : { ...row, ...detail };
  }

  async #detail(id: string): Promise<SavedDetail | null> {
    const held = this.#held.get(id);
    return held ?? trySavedDetail(await this.#storage.detail(id).catch(() => null));
  }

  /** Draws these, as far as they exist. */
  async #show(drawn: readonly string[], unasked: readonly string[]): Promise<void> {
    const { details } = this.#store.getState();
    const found = await Promise.all(
      drawn.map(async (id) => [id, details.get(id) ?? (await this.#detail(id))] as const),
    );
    this.#store.setState({
      details: new Map(found.flatMap(([id, detail]) => (detail === null ? [] : [[id, detail]]))),
      drawn: found.flatMap(([id, detail]) => (detail === null ? [] : id)),
      unasked,
    });
  }

  async #refresh(): Promise<void> {
    const stored = (await this.#storage.rows().catch(() => [])).flatMap((raw) => trySavedRow(raw) ?? []);
    const others = stored.filter(({ id }) => !this.#held.has(id));
    const runs = [...[...this.#held.values()].map(rowOf), ...others].sort((a, b) => b.keptAt - a.keptAt);
    const exists = (id: string): boolean => runs.some((run) => run.id === id);
    this.#store.setState(({ drawn, unasked }) => ({
      runs,
      drawn: drawn.filter(exists),
      unasked: unasked.filter(exists),
      unsaved: [...this.#held.keys()],
    }));
  }

  /** Changes a run if it still exists. */
  #change(id: string, values: Partial<Pick<SavedRow, 'name' | 'digest'>>): Promise<void> {
    return this.#inTurn(async () => {
      const held = this.#held.get(id);
      if (held !== undefined) this.#held.set(id, { ...held, ...values });
      else await this.#update(id, (stored) => (stored === null ? null : { row: { ...stored, ...values } }));
      await this.#refresh();
    });
  }

  /** Stores a run; `stays`: what remains of a stored one with its id. A run that cannot be stored is held. */
  async #save(run: KeptRun, stays: (stored: SavedRow) => Partial<SavedRow>): Promise<void> {
    const held = this.#held.get(run.id);
    this.#held.delete(run.id);
    const row = held === undefined ? rowOf(run) : { ...rowOf(run), ...stays(rowOf(held)) };
    const stored = await this.#update(run.id, (before) => {
      if (before === null) return { row, detail: detailOf(run) };
      const after = { ...row, ...stays(before) };
      // The detail belongs to the run that stays.
      return after.keptAt === before.keptAt && after.keptAt !== run.keptAt
        ? { row: after }
        : { row: after, detail: detailOf(run) };
    });
    if (!stored) this.#held.set(run.id, { ...row, ...detailOf(run) });
    // What is drawn is read again.
    this.#store.setState(({ details }) => ({
      details: new Map([...details].filter(([id]) => id !== run.id)),
    }));
  }

  async #saveHeld(): Promise<void> {
    for (const run of [...this.#held.values()])
      await this.#save(run, ({ name, difference }) => ({ name, difference }));
    if (this.#held.size === 0) this.#store.setState({ refusal: null });
  }

  /** Whether it is stored now. */
  async #update(id: string, change: (stored: SavedRow | null) => StoredChange | null): Promise<boolean> {
    try {
      await this.#storage.update(id, (raw) => change(trySavedRow(raw)));
      return true;
    } catch (error) {
      this.#refused(refusalOf(error));
      return false;
    }
  }

  /** Reported once, with the notice on screen. */
  #refused(refusal: Refusal): void {
    if (this.#store.getState().refusal === null)
      this.#context.main.setState(({ notice }) => ({ notice: withRefusal(notice, refusal) }));
    this.#store.setState({ refusal });
  }

  /** Moves runs that earlier versions saved elsewhere. */
  async #takeOld(): Promise<void> {
    for (const [key, raw] of this.#context.services.oldRuns?.all() ?? []) {
      const run = tryKeptRun(raw);
      const move = (stored: SavedRow | null): StoredChange | null =>
        run === null || stored !== null ? null : { row: rowOf(run), detail: detailOf(run) };
      if (run === null || (await this.#update(run.id, move))) this.#context.services.oldRuns?.forget(key);
      else this.#held.set(run.id, run);
    }
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#work.then(work);
    this.#work = result.catch(() => undefined);
    return result;
  }
}

function withRefusal(notice: Notice | null, refusal: Refusal): AppState['notice'] {
  const title = 'Finished runs are not saved beyond this page.';
  const why = refusalWords[refusal];
  return notice === null
    ? { tone: 'info', title, lines: [why], action: null }
    : { ...notice, lines: [...notice.lines, `${title} ${why}`] };
}
