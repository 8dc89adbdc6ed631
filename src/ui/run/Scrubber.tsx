/** Looks back through the run: a slider over the progress bar, which moves the crosshair of all charts. */
import { useEffect, useState } from 'react';
import { progressView, jumpRefusal } from '../../store/select/progress.ts';
import { placeShown } from '../../store/select/rows.ts';
import { useActions, useAppState, useUi, useView } from '../app/ui-context.ts';
import { Range } from '../primitives/Range.tsx';
import css from './RunControl.module.css';
import buttons from '../primitives/buttons.module.css';
import { closeAround, Popover } from '../primitives/Popover.tsx';
import { Icon } from '../primitives/Icon.tsx';

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

/** Keeps the shared crosshair at the viewed step while no chart is hovered. */
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

/** While looking back: the step, the way back, and runs that can start here. */
export function ScrubberBack() {
  const { look } = useActions();
  const at = useAppState((state) => state.at);
  const steps = useView(progressView, (progress) => progress.steps);
  const jump = useJumpWords();
  return (
    <div className={css['back']} data-empty={at === null && jump === ''}>
      {at !== null && (
        <>
          <span>
            step {at} of {steps}, looking back
          </span>
          <button
            type="button"
            className={buttons['link']}
            title="Back to the newest step"
            onClick={() => look(null)}
          >
            now
          </button>
          <Branch at={at} />
          <FirstJump at={at} />
        </>
      )}
      <span role="status">{jump}</span>
    </div>
  );
}

const leastFactor = 0.01;
const mostFactor = 100;

function Branch({ at }: { readonly at: number }) {
  if (at === 0) return null;
  return (
    <Popover
      label={`Branch here, at step ${at}`}
      face="Branch here"
      buttonClass={buttons['link']}
      panelClass={css['branch']}
    >
      {() => <BranchPanel at={at} />}
    </Popover>
  );
}

function BranchPanel({ at }: { readonly at: number }) {
  const { change } = useActions();
  const [text, setText] = useState('4');
  const factor = Number(text);
  const usable = text.trim() !== '' && factor >= leastFactor && factor <= mostFactor;
  const go = (wanted: number, from: Element): void => {
    closeAround(from);
    change({ changeAt: at, changeFactor: wanted });
  };
  return (
    <>
      <p>
        Another learning rate from step {at} on, in all arms. The new run repeats the first {at} steps
        exactly; Undo brings this one back.
      </p>
      <div className={css['factors']}>
        {[0.5, 2].map((wanted) => (
          <button
            key={wanted}
            type="button"
            className={buttons['outlined']}
            onClick={({ currentTarget }) => go(wanted, currentTarget)}
          >
            rate × {wanted}
          </button>
        ))}
      </div>
      <form
        className={css['factors']}
        onSubmit={(event) => {
          event.preventDefault();
          if (usable) go(factor, event.currentTarget);
        }}
      >
        <label>
          rate ×{' '}
          <input
            className={css['entry']}
            inputMode="decimal"
            value={text}
            aria-label={`Rate ×, factor on the learning rate, ${leastFactor} to ${mostFactor}`}
            aria-invalid={!usable}
            onChange={({ target }) => setText(target.value)}
          />
        </label>
        <button type="submit" className={buttons['outlined']} aria-disabled={!usable}>
          Branch
        </button>
      </form>
      {!usable && (
        <p role="alert">
          A number from {leastFactor} to {mostFactor}.
        </p>
      )}
    </>
  );
}

function FirstJump({ at }: { readonly at: number }) {
  const { change } = useActions();
  const window = useAppState(({ run, draft }) => {
    const { window: snapshots, stride } = run?.spec ?? draft;
    return snapshots * stride;
  });
  const steps = useAppState(({ run, draft }) => (run?.spec ?? draft).steps);
  const warmup = useAppState(({ draft }) => draft.warmup);
  const refusal =
    at < window
      ? `A window of ${window} steps must fit before the first jump.`
      : at >= steps
        ? 'The run ends here.'
        : at === warmup
          ? 'The first jump is here already.'
          : null;
  return (
    <button
      type="button"
      className={buttons['link']}
      aria-disabled={refusal !== null}
      title={refusal ?? `Restarts the run with the first jump at step ${at}`}
      onClick={() => {
        if (refusal === null) change({ warmup: at });
      }}
    >
      First jump here
    </button>
  );
}

/** Requests a forecast and a jump after one more window. */
export function JumpNow() {
  const { jumpNow } = useActions();
  const run = useAppState((state) => state.run);
  const refusal = useView(progressView, ({ step }) => jumpRefusal(run, step));
  return (
    <button
      type="button"
      className={buttons['icon']}
      aria-label={
        refusal === null ? 'Jump now: a forecast one window from here' : `Jump now, not possible: ${refusal}`
      }
      title={refusal ?? 'Jump now (J): the forecast comes one window later'}
      aria-disabled={refusal !== null}
      onClick={() => jumpNow()}
    >
      <Icon name="jump" />
    </button>
  );
}

/** The state of the latest request, in words. */
function useJumpWords(): string {
  const asked = useAppState((state) => state.jumpAsked);
  const running = useAppState(({ run }) => run?.lifecycle === 'running');
  const extra = useAppState(({ run }) => run?.spec.extra.at(-1) ?? null);
  const ahead = useView(progressView, ({ step }) => extra !== null && extra > step);
  const over = useAppState(({ run }) => run?.lifecycle !== 'running' && run?.lifecycle !== 'paused');
  if (over) return '';
  if (asked)
    return `jump requested: its forecast is made one window ${running ? 'from now' : 'after the run continues'}`;
  return ahead && extra !== null ? `forecast at step ${extra}, one window after the request` : '';
}
