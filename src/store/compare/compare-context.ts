/** What saved runs need of the page. Types only. */
import type { StoreApi } from 'zustand/vanilla';
import type { RunHistory } from '../../record/history.ts';
import type { AppServices } from '../services.ts';
import type { AppActions, AppState } from '../state.ts';

export interface CompareContext {
  readonly main: StoreApi<AppState>;
  readonly session: { readonly history: RunHistory | null };
  readonly actions: Pick<AppActions, 'change'>;
  readonly services: Pick<AppServices, 'runs' | 'oldRuns'>;
}
