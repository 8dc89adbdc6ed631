/** Saved runs without a page: runs that end when told to, and a browser's storage of so many characters. */
import { vi } from 'vitest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { experimentId } from '../../core/digest.ts';
import { defaultSpec, type ExperimentSpec } from '../../experiment/fields.ts';
import { sequence } from '../../experiment/kinds.ts';
import { canonicalText } from '../../experiment/link/link.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { createCompare, fleetingRuns } from '../compare/compare.ts';
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
  readonly finish: (values?: Partial<ExperimentSpec>) => string;
}

export function openCompare(storage: RunStorage = fleetingRuns()): Bench {
  const main = createStore<AppState>(() => ({ run: null, notice: null }) as unknown as AppState);
  const session: { history: RunHistory | null } = { history: null };
  const changed: Partial<ExperimentSpec>[] = [];
  const actions = {
    change: (values: Partial<ExperimentSpec>) => void changed.push(values),
    setView: () => undefined,
  };
  const compare = createCompare({ main, session, actions, storage });
  let runs = 0;
  return {
    compare,
    changed,
    main,
    notice: () => main.getState().notice,
    finish(values = {}) {
      runs += 1;
      session.history = historyOf(values);
      const id = experimentId(canonicalText(session.history.spec));
      const run = { runId: runs, experimentId: id, spec: session.history.spec, lifecycle: 'running' };
      main.setState({ run } as unknown as AppState);
      main.setState({ run: { ...run, lifecycle: 'finished' } } as unknown as AppState);
      return `${id}-reference`;
    },
  };
}

/** What a browser keeps, of so many characters at most. */
export function stubLocalStorage(room = Infinity): Record<string, string> {
  const kept: Record<string, string> = {};
  const used = (): number => Object.values(kept).reduce((sum, text) => sum + text.length, 0);
  const methods: Record<string, (key: string, text: string) => unknown> = {
    getItem: (key) => kept[key] ?? null,
    setItem: (key, text) => {
      if (used() - (kept[key]?.length ?? 0) + text.length > room) throw new Error('QuotaExceededError');
      kept[key] = text;
    },
    removeItem: (key) => Reflect.deleteProperty(kept, key),
  };
  vi.stubGlobal('localStorage', new Proxy(kept, { get: (_target, key) => methods[String(key)] }));
  return kept;
}
