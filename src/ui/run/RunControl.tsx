/** Rewind, play, step, and progress, as the worker reports them. */
import { progressView, type ProgressView } from '../../store/select/progress.ts';
import { useActions, useAppState, useView } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import { Icon } from '../primitives/Icon.tsx';
import css from './RunControl.module.css';
import { Scrubber, ScrubberBack, JumpNow } from './Scrubber.tsx';
import { controlArm } from '../../experiment/arms.ts';
import { mainArm } from '../../record/judgement/judgement.ts';
import { armLabel, series } from '../primitives/arms.ts';
import { percent, duration } from '../primitives/numbers.ts';
import type { RunState } from '../../store/state.ts';
import { useEffect, useState } from 'react';

export function RunControl() {
  const id = useAppState(({ run }) => run?.experimentId ?? null);
  return (
    <section className={css['control']} aria-label="Run" data-export="no">
      <Transport />
      <ScrubberBack />
      <div className={css['over']}>
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

/** Progress with a mark at every accepted jump, or of the preparation. */
function ProgressBar() {
  const { step, steps, jumps } = useView(progressView);
  const preparing = useAppState(({ run }) => (run?.lifecycle === 'preparing' ? (run.fraction ?? 0) : null));
  const share = preparing ?? (steps > 0 ? step / steps : 0);
  return (
    <div
      className={css['bar']}
      role="progressbar"
      aria-label={preparing === null ? 'Training' : 'Preparing'}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * share)}
      aria-valuetext={preparing === null ? `step ${step} of ${steps}` : undefined}
    >
      <svg
        viewBox={`0 0 ${Math.max(1, steps)} 16`}
        preserveAspectRatio="none"
        className={css['track']}
        aria-hidden="true"
      >
        <path className={css['rest']} d={`M0 8H${steps}`} />
        <path className={css['done']} d={`M0 8H${share * steps}`} data-preparing={preparing !== null} />
        {preparing === null && (
          <path className={css['jumps']} d={jumps.map((at) => `M${at} 3V13`).join('')} />
        )}
      </svg>
    </div>
  );
}

/** With more arms only the control and the main arm are shown. */
const most = 4;

function Accuracy() {
  const { accuracy } = useView(progressView);
  const subject = useAppState(({ run, draft }) => mainArm(run?.spec ?? draft));
  if (accuracy.length === 0) return null;
  const shown =
    accuracy.length > most ? accuracy.filter(({ arm }) => arm === controlArm || arm === subject) : accuracy;
  return (
    <span className={css['accuracy']} title="Test accuracy, mean over the seeds that have not stopped">
      test{' '}
      {shown.map(({ arm, value, going, seeds }) => (
        <span key={arm} style={{ color: series[arm].color }} className={css['share']}>
          <span className="visually-hidden">{armLabel(arm)} </span>
          {percent(value)}
          {going < seeds && ` (${going} of ${seeds})`}
        </span>
      ))}
    </span>
  );
}

/** "step 584 / 800 · 0.6 s left", or what is being prepared. */
function RunStatus() {
  const run = useAppState((state) => state.run);
  const progress = useView(progressView);
  const wasHidden = useWasInBackground(run?.runId ?? 0, run?.lifecycle === 'running');
  if (run === null) return <span className={css['status']}>starting</span>;
  const [where, how] = statusOf(run, progress);
  return (
    <span className={css['status']}>
      <span>{where}</span>
      {how !== null && <span className={css['how']}>{how}</span>}
      {wasHidden && (
        <span
          className={css['how']}
          title="The tab was in the background: browsers slow hidden tabs down. Nothing is lost; keep this tab visible for full speed"
        >
          slowed in the background, nothing lost
        </span>
      )}
    </span>
  );
}

function statusOf(
  run: RunState,
  { step, steps, secondsLeft }: ProgressView,
): [where: string, how: string | null] {
  const at = `step ${step} / ${steps}`;
  const long = [
    run.fraction === null ? null : percent(run.fraction, 0),
    run.secondsLeft === null ? null : `${duration(run.secondsLeft)} left`,
  ].filter((part) => part !== null);
  switch (run.lifecycle) {
    case 'idle':
      return [at, null];
    case 'preparing':
      return [run.phase, long.join(' · ') || null];
    case 'running':
      if (run.phase !== '') return [at, [run.phase, ...long].join(' · ')];
      return [at, secondsLeft === null ? null : `${duration(secondsLeft)} left`];
    case 'finished':
      return [at, duration(run.elapsed / 1000)];
    case 'paused':
    case 'stopped':
    case 'failed':
      return [at, run.lifecycle];
  }
}

/** Whether the tab was hidden during this run: browsers slow hidden tabs down. */
function useWasInBackground(runId: number, isRunning: boolean): boolean {
  const [hiddenRun, setHiddenRun] = useState<number | null>(null);
  useEffect(() => {
    const look = (): void => {
      if (document.hidden && isRunning) setHiddenRun(runId);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [runId, isRunning]);
  return hiddenRun === runId;
}
