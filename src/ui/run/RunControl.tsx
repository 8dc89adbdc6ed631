/** Rewind, play, step, and how far the run is. Says what the worker said, never what was asked for. */
import { progressView } from '../../store/select/progress.ts';
import { useActions, useAppState, useView } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import { Icon } from '../primitives/Icon.tsx';
import { Accuracy } from './Accuracy.tsx';
import { ProgressBar } from './ProgressBar.tsx';
import { RunStatus } from './RunStatus.tsx';
import css from './RunControl.module.css';
import { Scrubber } from './Scrubber.tsx';
import scrubber from './Scrubber.module.css';
import { ScrubberBack } from './ScrubberBack.tsx';
import { JumpNow } from './ScrubberJump.tsx';

export function RunControl() {
  const id = useAppState(({ run }) => run?.experimentId ?? null);
  return (
    <section className={css['control']} aria-label="Run" data-export="no">
      <Transport />
      <ScrubberBack />
      <div className={scrubber['over']}>
        <ProgressBar />
        <Scrubber />
      </div>
      <div className={css['facts']}>
        <RunStatus />
        <Accuracy />
        {id !== null && (
          <span className={css['id']} translate="no" title="Equal experiments have equal ids">
            <span className="visually-hidden">Experiment </span>
            {id}
          </span>
        )}
        <span className={css['keys']} translate="no" aria-hidden="true">
          <kbd>space</kbd> <kbd>→</kbd> <kbd>R</kbd> <kbd>J</kbd>
        </span>
      </div>
    </section>
  );
}

function Transport() {
  const actions = useActions();
  const lifecycle = useAppState(({ run }) => run?.lifecycle ?? 'preparing');
  const over = useView(progressView, ({ step, steps }) => step >= steps);
  const atStart = useView(progressView, ({ step }) => step === 0);
  const preparing = lifecycle === 'preparing';
  const steppable = !over && (lifecycle === 'paused' || lifecycle === 'running');
  return (
    <div className={css['transport']}>
      <button
        type="button"
        className={buttons['icon']}
        aria-label="Rewind: back to step 0 with the same weights"
        title="Rewind (R)"
        aria-disabled={atStart && lifecycle !== 'running'}
        onClick={() => actions.rewind()}
      >
        <Icon name="rewind" />
      </button>
      <button
        type="button"
        className={`${buttons['primary']} ${css['play']}`}
        onClick={() => (preparing ? actions.cancel() : actions.toggle())}
      >
        {playLabel(lifecycle)}
      </button>
      <button
        type="button"
        className={buttons['icon']}
        aria-label="One step"
        title="One step (→); ten with Shift"
        aria-disabled={!steppable}
        onClick={({ shiftKey }) => steppable && actions.step(shiftKey ? 10 : 1)}
      >
        <Icon name="step" />
      </button>
      <JumpNow />
    </div>
  );
}

function playLabel(lifecycle: string): string {
  switch (lifecycle) {
    case 'running':
      return 'Pause';
    case 'finished':
    case 'stopped':
    case 'failed':
      return 'Run again';
    case 'preparing':
      return 'Cancel';
    default:
      return 'Play';
  }
}
