/** "step 584 / 800 · 0.6 s left", or what is being prepared. */
import { progressView, type ProgressView } from '../../store/select/progress.ts';
import { useAppState, useView } from '../app/ui-context.ts';
import type { RunState } from '../../store/state.ts';
import { duration, percent } from '../primitives/numbers.ts';
import { useWasInBackground } from './use-background.ts';
import css from './RunControl.module.css';

export function RunStatus() {
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
          title="The tab was in the background: browsers slow down what nobody sees. Nothing is lost; keep it in sight for full speed"
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
