/** How far the run is, with a mark at every accepted jump. While preparing: how far that is. */
import { progressView } from '../../store/select/progress.ts';
import { useAppState, useView } from '../app/ui-context.ts';
import css from './RunControl.module.css';

export function ProgressBar() {
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
