/** Saved runs without a page: runs that end when told to, and a browser's storage of so many characters. */
import { vi } from 'vitest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { experimentId } from '../../core/digest.ts';
import { defaultSpec, type ExperimentSpec } from '../../experiment/fields.ts';
import { sequence } from '../../experiment/kinds.ts';
import { canonicalText } from '../../experiment/link/link.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { fleetingRuns } from '../compare/stored.ts';
import { createCompare } from '../compare/compare.ts';
import type { OldRuns } from '../browser-storage.ts';
import type { CompareApp, RunStorage } from '../compare/compare-state.ts';
import type { RunHistory } from '../../record/history.ts';
import type { AppState } from '../state.ts';
import { recorded } from '../../record/testing/recorded.ts';

export const base: ExperimentSpec = {
  ...defaultSpec,
  arms: ['control', 'farcaster'],
  seeds: sequence(1, 16),
};

export const historyOf = (values: Partial<ExperimentSpec> = {}): RunHistory =>
  recorded({
    spec: { ...checkSpec({ steps: 1000, seeds: [1, 2], ...values }, base).spec },
    loss: (arm, seed, step) => (seed * (arm === 'control' ? 1 : 0.5)) / (1 + step),
  });

export interface Bench {
  readonly compare: CompareApp;
  readonly changed: Partial<ExperimentSpec>[];
  readonly main: StoreApi<AppState>;
  readonly notice: () => AppState['notice'];
  /** A run of this experiment ends on screen. */
  readonly finish: (values?: Partial<ExperimentSpec>) => Promise<string>;
  /** Resolves when all that was requested is done, but digests. */
  readonly settled: () => Promise<unknown>;
}

/** Runs finish at different times. */
let clock = 1e12;

/** Restore mocks after a test: time is one. */
export function openCompare(storage: RunStorage = fleetingRuns(), old?: OldRuns): Bench {
  vi.spyOn(Date, 'now').mockImplementation(() => (clock += 1000));
  const main = createStore<AppState>(() => ({ run: null, notice: null, revision: 0 }) as unknown as AppState);
  const session: { history: RunHistory | null } = { history: null };
  const changed: Partial<ExperimentSpec>[] = [];
  const actions = {
    change: (values: Partial<ExperimentSpec>) => void changed.push(values),
    setView: () => undefined,
  };
  const services = { runs: () => Promise.resolve(storage), ...(old === undefined ? {} : { oldRuns: old }) };
  const compare = createCompare({ main, session, actions, services });
  const settled = (): Promise<unknown> => compare.actions.file();
  let runs = 0;
  return {
    compare,
    changed,
    main,
    notice: () => main.getState().notice,
    settled,
    async finish(values = {}) {
      runs += 1;
      session.history = historyOf(values);
      const id = experimentId(canonicalText(session.history.spec));
      const run = { runId: runs, experimentId: id, spec: session.history.spec, lifecycle: 'running' };
      main.setState({ run } as unknown as AppState);
      main.setState({ run: { ...run, lifecycle: 'finished' } } as unknown as AppState);
      await settled();
      return `${id}-reference`;
    },
  };
}

/** What a browser stores as texts. */
export function stubLocalStorage(): Record<string, string> {
  const stored: Record<string, string> = {};
  const methods: Record<string, (key: string, text: string) => unknown> = {
    getItem: (key) => stored[key] ?? null,
    setItem: (key, text) => (stored[key] = text),
    removeItem: (key) => Reflect.deleteProperty(stored, key),
  };
  vi.stubGlobal('localStorage', new Proxy(stored, { get: (_target, key) => methods[String(key)] }));
  return stored;
}

/** Tabs over one storage with room for this many runs: what one writes, the others hear, unless they are deaf. */
export function tabs(count: number, { deaf = false, room = Infinity } = {}): Bench[] {
  const shared = fleetingRuns();
  const listeners: (() => void)[] = [];
  const tell = (writer: number): void => {
    if (!deaf) listeners.forEach((hear, tab) => tab !== writer && hear());
  };
  return Array.from({ length: count }, (_, tab) =>
    openCompare({
      ...shared,
      async update(id, change) {
        const rows = (await shared.rows()) as { readonly id: string }[];
        if (rows.length >= room && !rows.some((row) => row.id === id))
          throw new DOMException('', 'QuotaExceededError');
        await shared.update(id, change);
        tell(tab);
      },
      async remove(ids) {
        await shared.remove(ids);
        if (ids.length > 0) tell(tab);
      },
      watch: (changed) => void (listeners[tab] = changed),
    }),
  );
}
