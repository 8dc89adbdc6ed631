/** "step 584 / 800 · 0.6 s left", or what is being prepared. */
import { useAppState, useUi } from '../app/ui-context.ts';
import type { RunState } from '../../store/state.ts';
import type { ProgressView } from '../../store/views.ts';
import { useCell } from '../primitives/cell.ts';
import { duration, percent } from '../primitives/numbers.ts';
import css from './RunControl.module.css';

export function RunStatus() {
  const { live } = useUi();
  const run = useAppState((state) => state.run);
  const progress = useCell(live.progress);
  return <span className={css['status']}>{run === null ? 'starting' : statusOf(run, progress)}</span>;
}

function statusOf(run: RunState, { step, steps, secondsLeft }: ProgressView): string {
  const at = `step ${step} / ${steps}`;
  switch (run.lifecycle) {
    case 'idle':
      return at;
    case 'preparing':
      return run.fraction === null ? run.phase : `${run.phase} · ${percent(run.fraction, 0)}`;
    case 'running':
      return secondsLeft === null ? at : `${at} · ${duration(secondsLeft)} left`;
    case 'paused':
      return `${at} · paused`;
    case 'finished':
      return `${at} · ${duration(run.elapsed / 1000)}`;
    case 'stopped':
    case 'failed':
      return `${at} · ${run.lifecycle}`;
  }
}
