/** Looks back through the run: a slider over the progress bar. Charts show the step it stands at as their cursor. */
import { useEffect } from 'react';
import { progressView } from '../../store/select/progress.ts';
import { placeShown } from '../../store/select/rows.ts';
import { useActions, useAppState, useUi, useView } from '../app/ui-context.ts';
import { Range } from '../primitives/Range.tsx';
import css from './Scrubber.module.css';

export function Scrubber() {
  const { look } = useActions();
  const at = useAppState((state) => state.at);
  const { step, steps } = useView(progressView);
  const preparing = useAppState(({ run }) => run === null || run.lifecycle === 'preparing');
  useCursor(at);
  if (preparing || step === 0) return null;
  return (
    <Range
      className={css['scrubber']}
      aria-label="Viewed step"
      aria-valuetext={`step ${at ?? step} of ${steps}, ${at === null ? 'the newest' : 'looking back'}`}
      title="Drag to look back"
      data-back={at !== null}
      min={0}
      max={steps}
      step={1}
      value={at ?? step}
      onChange={look}
    />
  );
}

/** Holds the shared crosshair at the step looked at, whenever the pointer is over no chart. */
function useCursor(at: number | null): void {
  const { hover, app } = useUi();
  const axis = useAppState(({ view }) => view.axis);
  useEffect(() => {
    if (at === null) return undefined;
    const hold = (): void => {
      const history = app.recorded();
      if (history === null || hover.get() !== null) return;
      hover.set({ axis, x: placeShown(history, app.store.getState().view, at) });
    };
    hover.set(null);
    hold();
    const end = hover.subscribe(hold);
    return () => {
      end();
      hover.set(null);
    };
  }, [at, axis, hover, app]);
}
