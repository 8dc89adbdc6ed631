/**
 * Recorded runs that a person opened: what was read, how they are analysed, and what it came to. Made when first asked
 * for; files are read in a worker.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { reportOf, type RecordedReport } from '../../record/recorded/report.ts';
import type { Arrangement } from '../../formats/runs/order.ts';
import type { RecordedAnalysis } from '../../run/recorded/analysis.ts';
import type { RecordedSettings } from '../../run/recorded/settings.ts';
import type { App, AppState } from '../state.ts';
import type { RecordedClient } from '../../worker/client/recorded.ts';
import type {
  FarcastRequest,
  NamedFile,
  OpenedSummary,
  SavedFarcast,
} from '../../worker/protocol-recorded.ts';
import { fetchExample, type Example } from './example.ts';

export type { NamedFile, OpenedSummary };

export interface Analysed {
  /** What was analysed, with these settings. */
  readonly opened: OpenedSummary;
  readonly settings: RecordedSettings;
  readonly analysis: RecordedAnalysis;
  readonly report: RecordedReport;
}

interface Arranged {
  readonly arrangement: Arrangement;
  readonly filter: string;
}

export interface RecordedState {
  readonly opened: OpenedSummary | null;
  /** Which tensors are used: names, with * for anything; empty: all. */
  readonly filter: string;
  /** What was arranged otherwise before, latest last: what can be undone. */
  readonly before: readonly Arranged[];
  readonly settings: RecordedSettings | null;
  /** The latest analysis; of other settings if they changed since. */
  readonly analysed: Analysed | null;
  /** What is being done, and the fraction of it that is done. */
  readonly doing: { readonly phase: string; readonly share: number } | null;
  /** Why the latest request failed. */
  readonly problem: string | null;
}

export interface RecordedApp {
  readonly store: StoreApi<RecordedState>;
  /** All reject with the sentence that is then the problem; a request that another replaced rejects too. */
  readonly actions: {
    /** Replaces what is open, and has it analysed; if it fails, what was open stays. */
    readonly open: (files: readonly NamedFile[]) => Promise<OpenedSummary>;
    /** Fetches an example that comes with the page, and opens it. `base`: the page's address. */
    readonly openExample: (example: Example, base: string) => Promise<OpenedSummary>;
    readonly rearrange: (arrangement: Arrangement, filter?: string) => Promise<OpenedSummary>;
    /** Goes back to the arrangement before the latest change; nothing if there was none. */
    readonly undo: () => Promise<void>;
    /** Analyses again after a pause, if other changes do not come first. */
    readonly change: (values: Partial<RecordedSettings>) => void;
    /** The analysis of the present settings: known, in progress, or started now. */
    readonly analyse: () => Promise<Analysed>;
    /** A forecast as the analysis on screen makes it. */
    readonly farcast: (request: FarcastRequest) => Promise<SavedFarcast>;
    readonly cancel: () => void;
  };
}

/** Until an analysis starts by itself after a change, ms. */
const pause = 400;

const made = new WeakMap<StoreApi<AppState>, RecordedApp>();

export function recordedOf({ store, readRuns }: Pick<App, 'store' | 'readRuns'>): RecordedApp {
  const recorded = made.get(store) ?? new RecordedSession(readRuns).app();
  made.set(store, recorded);
  return recorded;
}

class RecordedSession {
  readonly #store = createStore<RecordedState>(() => ({
    opened: null,
    filter: '',
    before: [],
    settings: null,
    analysed: null,
    doing: null,
    problem: null,
  }));
  readonly #start: App['readRuns'];
  #service: Promise<RecordedClient> | null = null;
  #requests = 0;
  /** Ends what the latest request fetches. */
  #fetching = new AbortController();
  #analysing: { readonly settings: RecordedSettings; readonly done: Promise<Analysed> } | null = null;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(start: App['readRuns']) {
    this.#start = start;
  }

  app(): RecordedApp {
    return {
      store: this.#store,
      actions: {
        open: (files) => this.#open(files),
        openExample: async (example, base) => {
          const file = await this.#request('Fetching the example', (_service, signal) =>
            fetchExample(example, {
              base,
              signal,
              report: (share) => this.#tell('Fetching the example', share),
            }),
          );
          return this.#open([{ path: file.name, file }]);
        },
        rearrange: (arrangement, filter = this.#store.getState().filter) => {
          const { opened, filter: filtered, before } = this.#store.getState();
          const last = opened === null ? [] : [{ arrangement: opened.arrangement, filter: filtered }];
          return this.#rearrange({ arrangement, filter }, [...before, ...last]);
        },
        undo: async () => {
          const { before } = this.#store.getState();
          const last = before.at(-1);
          if (last !== undefined) await this.#rearrange(last, before.slice(0, -1));
        },
        change: (values) => {
          const { settings } = this.#store.getState();
          if (settings === null) return;
          this.#store.setState({ settings: { ...settings, ...values } });
          this.#analyseSoon();
        },
        analyse: () => this.#analyse(),
        farcast: (request) => {
          const { settings, analysed } = this.#store.getState();
          const used = analysed?.settings ?? settings;
          if (used === null) return Promise.reject(new Error('No run is open.'));
          return this.#request('Writing the forecast', (service) => service.farcast(used, request));
        },
        cancel: () => {
          if (this.#store.getState().doing === null) return;
          this.#replace();
          this.#store.setState({ doing: null });
        },
      },
    };
  }

  #open(files: readonly NamedFile[]): Promise<OpenedSummary> {
    return this.#show('Reading the files', (service) => service.open(files), '', null);
  }

  #rearrange({ arrangement, filter }: Arranged, before: RecordedState['before']): Promise<OpenedSummary> {
    const ask = (service: RecordedClient): Promise<OpenedSummary> => service.rearrange(arrangement, filter);
    return this.#show('Reading the files', ask, filter, before);
  }

  #tell(phase: string, share: number): void {
    if (this.#store.getState().doing !== null) this.#store.setState({ doing: { phase, share } });
  }

  /** `earlier`: how the same files were arranged before; null if they are other files. */
  async #show(
    phase: string,
    ask: (service: RecordedClient) => Promise<OpenedSummary>,
    filter: string,
    earlier: RecordedState['before'] | null,
  ): Promise<OpenedSummary> {
    const opened = await this.#request(phase, ask);
    const before = this.#store.getState();
    // Settings that a person chose stay while the same files are arranged again.
    const isSame = before.opened !== null && before.opened.settings.stride === opened.settings.stride;
    const settings = earlier !== null && isSame ? (before.settings ?? opened.settings) : opened.settings;
    this.#store.setState({ opened, filter, settings, before: earlier ?? [] });
    void this.#analyse().catch(ignore);
    return opened;
  }

  #analyseSoon(): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.#analyse().catch(ignore), pause);
  }

  #analyse(): Promise<Analysed> {
    clearTimeout(this.#soon);
    const { opened, settings, analysed } = this.#store.getState();
    if (opened === null || settings === null) return Promise.reject(new Error('No run is open.'));
    if (analysed?.settings === settings && analysed.opened === opened) return Promise.resolve(analysed);
    if (this.#analysing?.settings === settings) return this.#analysing.done;
    const done = this.#request('Analysing', (service) => service.analyse(settings)).then((analysis) => {
      const result: Analysed = { opened, settings, analysis, report: reportOf(analysis) };
      this.#store.setState({ analysed: result });
      return result;
    });
    this.#analysing = { settings, done };
    const over = (): void => {
      if (this.#analysing?.done === done) this.#analysing = null;
    };
    done.then(over, over);
    return done;
  }

  /** Ends what is in progress: its answer is no longer wanted. */
  #replace(): void {
    clearTimeout(this.#soon);
    this.#requests += 1;
    this.#fetching.abort();
    this.#fetching = new AbortController();
    if (this.#store.getState().doing !== null)
      void this.#service?.then((service) => service.cancel(), ignore);
    this.#analysing = null;
  }

  async #request<Answer>(
    phase: string,
    ask: (service: RecordedClient, signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> {
    this.#replace();
    const { signal } = this.#fetching;
    const request = this.#requests;
    this.#store.setState({ doing: { phase, share: 0 }, problem: null });
    try {
      const answer = await ask(await this.#started(), signal);
      if (request !== this.#requests) throw new Error('It was cancelled, or another request took its place.');
      return answer;
    } catch (error) {
      const problem = sentence(error);
      if (request === this.#requests) this.#store.setState({ problem });
      throw new Error(problem, { cause: error });
    } finally {
      if (request === this.#requests) this.#store.setState({ doing: null });
    }
  }

  #started(): Promise<RecordedClient> {
    this.#service ??= this.#start().then(
      (service) => {
        service.onProgress = (phase, share) => this.#tell(phase, share);
        return service;
      },
      (error: unknown) => {
        // It may be there the next time.
        this.#service = null;
        throw error;
      },
    );
    return this.#service;
  }
}

const ignore = (): void => undefined;

const sentence = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
};
