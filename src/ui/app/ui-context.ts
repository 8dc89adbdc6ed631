/** What every component may reach: the app, its views, and the few cells the page shares. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { ArmId } from '../../experiment/fields.ts';
import type { App, AppActions, AppState } from '../../store/state.ts';
import type { CostAxis } from '../../record/cost.ts';
import type { View } from '../../store/view.ts';
import { usePart, type Cell } from '../primitives/cell.ts';
import type { Live } from './live.ts';

/** Where the pointer is along a chart's x axis; charts with the same axis show it too. */
export interface Hover {
  readonly axis: CostAxis;
  readonly x: number;
}

export interface Tip {
  readonly text: string;
  readonly formula?: string;
  readonly citation?: string | null;
  readonly anchor: Element;
}

export interface Ui {
  readonly app: App;
  readonly live: Live;
  readonly hover: Cell<Hover | null>;
  /** The arm whose name is hovered: the others' curves are faint. */
  readonly emphasis: Cell<ArmId | null>;
  readonly tip: Cell<Tip | null>;
  readonly helpOpen: Cell<boolean>;
  readonly touring: Cell<boolean>;
  /** Large type for an audience, without the experiment column. */
  readonly presenting: Cell<boolean>;
  /** Whether the browser has stored all files: the page then works without network. */
  readonly kept: Cell<boolean>;
  readonly outdated: Cell<boolean>;
  /** Result of the last "copy link", or whether all ways to share are shown. */
  readonly sharing: Cell<'idle' | 'copied' | 'refused' | 'open'>;
}

export const UiContext = createContext<Ui | null>(null);

export function useUi(): Ui {
  const ui = useContext(UiContext);
  if (ui === null) throw new Error('components of this page live inside its UiContext');
  return ui;
}

export const useActions = (): AppActions => useUi().app.actions;

/** `select` must return a primitive or something that keeps its identity while it is unchanged. */
export function useAppState<T>(select: (state: AppState) => T): T {
  return useStore(useUi().app.store, select);
}

const itself = (value: unknown): unknown => value;

/** Watches a view, or a part of it: `pick` must return a primitive or something that keeps its identity. */
export function useView<Value>(view: View<Value>): Value;
export function useView<Value, Part>(view: View<Value>, pick: (value: Value) => Part): Part;
export function useView(view: View<unknown>, pick: (value: unknown) => unknown = itself): unknown {
  return usePart(useUi().live(view), pick);
}

/** Copies the link, with the result of a finished run, and shows the outcome for a moment. */
const shownFor = 2500;

export async function shareLink({ app, sharing }: Pick<Ui, 'app' | 'sharing'>): Promise<void> {
  const isFinished = app.store.getState().run?.lifecycle === 'finished';
  const extras = isFinished
    ? import('../../store/shared/share.ts').then(
        ({ ownExtras }) => ownExtras(app),
        () => app.store.getState().extras,
      )
    : undefined;
  const copied = await app.actions.copyLink(extras);
  sharing.set(copied ? 'copied' : 'refused');
  if (copied) setTimeout(() => sharing.get() === 'copied' && sharing.set('idle'), shownFor);
}
