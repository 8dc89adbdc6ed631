/** A thin bar: the share that is done, from 0 to 1, for sight and for screen readers. */
import css from '../primitives/primitives.module.css';

interface ProgressBarProps {
  readonly label: string;
  readonly share: number;
}

export function ProgressBar({ label, share }: ProgressBarProps) {
  return (
    <span
      className={css['progress']}
      data-export="no"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * share)}
    >
      <span style={{ inlineSize: `${100 * share}%` }} />
    </span>
  );
}
