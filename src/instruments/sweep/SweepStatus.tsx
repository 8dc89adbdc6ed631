/** Starting, pausing and ending a sweep, how far it is, and whether it is of the present experiment. */
import { useMemo } from 'react';
import { useActions, useAppState } from '../../ui/app/ui-context.ts';
import { fields } from '../../experiment/fields.ts';
import { changedFields } from '../../experiment/spec.ts';
import { planSweep } from '../../record/sweep/points.ts';
import type { SweepState } from '../../store/sweep/sweep-state.ts';
import type { Sweep } from '../../record/sweep/sweep.ts';
import { pointName } from '../../record/sweep/words.ts';
import buttons from '../../ui/primitives/buttons.module.css';
import { duration, grouped } from '../../ui/primitives/numbers.ts';
import { ProgressBar } from '../../ui/layout/ProgressBar.tsx';
import layout from '../../ui/layout/layout.module.css';
import css from './sweep.module.css';
import { Elsewhere } from './Elsewhere.tsx';
import { useSweep, useSweepActions, useSweepState } from './use-sweep.ts';

function useDifferences(): readonly string[] {
  const sweep = useSweep();
  const draft = useAppState((state) => state.draft);
  if (sweep === null) return [];
  return changedFields(sweep.spec, draft)
    .filter((name) => name !== 'engine')
    .map((name) => fields[name].label);
}

export function SweepStatus() {
  const sweep = useSweep();
  const differences = useDifferences();
  const failure = sweep?.target.failure ?? null;
  return (
    <div className={css['status']}>
      <Buttons isOther={differences.length > 0} />
      {sweep !== null && <Progress sweep={sweep} />}
      <Elsewhere />
      {sweep !== null && differences.length > 0 && <Other sweep={sweep} differences={differences} />}
      {failure !== null && <TargetFailure text={failure} />}
    </div>
  );
}

function Buttons({ isOther }: { readonly isOther: boolean }) {
  const actions = useSweepActions();
  const { choosePreset, showBench } = useActions();
  const lifecycle = useSweepState((state) => state.lifecycle);
  const canUndo = useSweepState((state) => state.canUndo);
  const draft = useAppState((state) => state.draft);
  const points = useMemo(() => planSweep(draft).points.length, [draft]);
  const busy = lifecycle === 'running' || lifecycle === 'paused';
  const fresh = lifecycle === 'idle' || isOther;
  // It grows by its result: scrolled into view.
  const start = (): void => {
    actions.start();
    showBench('sweep');
  };
  const startLabel =
    lifecycle === 'idle' ? 'Run the sweep' : isOther ? 'Run it for the present experiment' : 'Start over';
  return (
    <div className={layout['buttons']}>
      {lifecycle === 'running' && <Button label="Pause" onClick={actions.pause} />}
      {(lifecycle === 'paused' || lifecycle === 'stopped') && (
        <Button label="Continue" primary={!isOther} onClick={actions.resume} />
      )}
      {busy && <Button label="Stop" onClick={actions.stop} />}
      {(fresh || !busy) && points > 0 && <Button label={startLabel} primary={fresh} onClick={start} />}
      {lifecycle === 'idle' && points === 0 && (
        <p className={layout['note']}>
          Choose a setting and its values, or see the question this is made for:{' '}
          <button type="button" className={buttons['link']} onClick={() => choosePreset('rate')}>
            Is it just a bigger learning rate?
          </button>
        </p>
      )}
      {canUndo && (
        <button type="button" className={buttons['link']} onClick={actions.undo}>
          Bring back the sweep before
        </button>
      )}
    </div>
  );
}

interface ButtonProps {
  readonly label: string;
  readonly primary?: boolean;
  readonly onClick: () => void;
}

function Button({ label, primary = false, onClick }: ButtonProps) {
  return (
    <button type="button" className={buttons[primary ? 'primary' : 'outlined']} onClick={() => onClick()}>
      {label}
    </button>
  );
}

function Progress({ sweep }: { readonly sweep: Sweep }) {
  const lifecycle = useSweepState((state) => state.lifecycle);
  const progress = useSweepState((state) => state.progress);
  const { done, total, now, step } = progress;
  const steps = sweep.spec.steps;
  const share = total === 0 ? 0 : (done + (now.length * step) / steps) / total;
  if (lifecycle === 'finished') return null;
  return (
    <div className={css['progress']}>
      <ProgressBar label="Sweep" share={share} />
      <p className={layout['note']}>{progressText(sweep, progress, lifecycle)}</p>
    </div>
  );
}

function progressText(
  sweep: Sweep,
  { done, total, now, phase, phaseLeft, step, secondsLeft }: SweepState['progress'],
  lifecycle: SweepState['lifecycle'],
): string {
  const parts = [`${done} of ${total} done`];
  if (lifecycle === 'paused') parts.push('paused');
  if (lifecycle === 'stopped') parts.push('stopped');
  if (now.length > 0) {
    const left = phaseLeft === null ? '' : `, ${duration(phaseLeft)} left`;
    const at = phase === '' ? `step ${grouped(step)} of ${grouped(sweep.spec.steps)}` : `${phase}${left}`;
    parts.push(`${nowText(sweep, now)}: ${at}`);
  }
  if (secondsLeft !== null && lifecycle === 'running')
    parts.push(`about ${duration(secondsLeft)} left in all`);
  return parts.join(' · ');
}

function nowText({ knobs, points }: Sweep, now: SweepState['progress']['now']): string {
  if (now.length > 1) return `${now.length} learning rates train together`;
  return now[0] === 'target'
    ? 'the control of the experiment itself, for the target'
    : pointName(knobs, points[now[0] ?? 0]?.values ?? []);
}

function Other({ sweep, differences }: { readonly sweep: Sweep; readonly differences: readonly string[] }) {
  const { change } = useActions();
  const named = differences.slice(0, 4).join(', ') + (differences.length > 4 ? ' and more' : '');
  return (
    <p className={layout['note']}>
      This sweep is of another experiment than the one on screen; they differ in: {named}.{' '}
      <button type="button" className={buttons['link']} onClick={() => change(sweep.spec)}>
        Open its experiment
      </button>
    </p>
  );
}

function TargetFailure({ text }: { readonly text: string }) {
  const { retry } = useSweepActions();
  return (
    <p className={layout['note']} role="alert">
      {text}{' '}
      <button type="button" className={buttons['link']} onClick={() => retry('target')}>
        Try again
      </button>
    </p>
  );
}
