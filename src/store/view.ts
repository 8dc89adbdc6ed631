/**
 * A view is a value: what a chart or a panel is given, and how it comes about. Owns the type, and reading a view at
 * once; when a view that is on screen is computed anew is up to `ui/app/live.ts`.
 */
import { atOnce } from '../core/parts.ts';
import type { RunHistory } from '../record/history.ts';
import type { App, AppState } from './state.ts';

/** `Value` are small, fresh, plain rows, ready to draw; `Look` is what of the page's state they depend on. */
export interface View<Value, Look extends object = object> {
  /** Before anything is recorded. */
  readonly empty: (state: AppState) => Value;
  /** Least time between two drawings while data come in, ms. */
  readonly pace: number;
  /** What a person chose. Once a part of it changes, the view is drawn at once. */
  readonly look: (state: AppState) => Look;
  /** Computes it; as a job in short parts where that may take long. The rest of the state may be older than the look. */
  select(history: RunHistory, look: Look, state: AppState): Value | Generator<void, Value>;
}

/** Says what a view is; its types follow. */
export const defineView = <Value, Look extends object>(view: View<Value, Look>): View<Value, Look> => view;

type Source = Pick<App, 'store' | 'recorded'>;

/** Computes a view of the run on screen, or gives the job that does. */
export function makeView<Value>(
  { store, recorded }: Source,
  view: View<Value>,
): Value | Generator<void, Value> {
  const state = store.getState();
  const history = recorded();
  return history === null ? view.empty(state) : view.select(history, view.look(state), state);
}

/** Whether a view is still to be computed. */
export const isJob = <Value>(made: Value | Generator<void, Value>): made is Generator<void, Value> =>
  typeof made === 'object' && made !== null && 'next' in made;

/** A view of the run on screen, computed here and now. */
export function viewOf<Value>(source: Source, view: View<Value>): Value {
  const made = makeView(source, view);
  return isJob(made) ? atOnce(made) : made;
}
