/** While someone looks back: at which step, the way back to the newest, and what can be started from here. */
import { useState } from 'react';
import { progressView } from '../../store/select/progress.ts';
import { useActions, useAppState, useView } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import { closeAround, Popover } from '../primitives/Popover.tsx';
import css from './Scrubber.module.css';
import { useJumpWords } from './ScrubberJump.tsx';

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
      title={refusal ?? `Runs anew with the first jump at step ${at}`}
      onClick={() => {
        if (refusal === null) change({ warmup: at });
      }}
    >
      First jump here
    </button>
  );
}
