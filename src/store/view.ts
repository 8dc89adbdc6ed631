/**
 * A view defines the data of a chart or a panel and how they are computed. Owns the type, and computing a view
 * immediately; `ui/app/live.ts` decides when a view on screen is recomputed.
 */
import { atOnce } from '../core/parts.ts';
import type { RunHistory } from '../record/history.ts';
import type { App, AppState } from './state.ts';

/** `Value`: small, fresh, plain rows, ready to draw. `Look`: the part of the page's state that they depend on. */
export interface View<Value, Look extends object = object> {
  /** The value before anything is recorded. */
  readonly empty: (state: AppState) => Value;
  /** Minimum time between two drawings while data arrive, ms. */
  readonly pace: number;
  /** The user's choices. When one of them changes, the view is drawn immediately. */
  readonly look: (state: AppState) => Look;
  /** Computes the value; as a generator of short parts if that can take long. The rest of the state may be older than the look. */
  select(history: RunHistory, look: Look, state: AppState): Value | Generator<void, Value>;
}

/** Defines a view; its types are inferred. */
export const defineView = <Value, Look extends object>(view: View<Value, Look>): View<Value, Look> => view;

type Source = Pick<App, 'store' | 'recorded'>;

/** Computes a view of the run on screen, or returns the generator that does. */
export function makeView<Value>(
  { store, recorded }: Source,
  view: View<Value>,
): Value | Generator<void, Value> {
  const state = store.getState();
  const history = recorded();
  return history === null ? view.empty(state) : view.select(history, view.look(state), state);
}

/** Whether a view has yet to be computed by its generator. */
export const isJob = <Value>(made: Value | Generator<void, Value>): made is Generator<void, Value> =>
  typeof made === 'object' && made !== null && 'next' in made;

/** A view of the run on screen, computed synchronously. */
export function viewOf<Value>(source: Source, view: View<Value>): Value {
  const made = makeView(source, view);
  return isJob(made) ? atOnce(made) : made;
}
