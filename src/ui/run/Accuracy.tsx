/** Newest test accuracy of each arm, in the arm's colour. */
import { useUi } from '../app/ui-context.ts';
import { armLabel, series } from '../primitives/arms.ts';
import { useCell } from '../primitives/cell.ts';
import { percent } from '../primitives/numbers.ts';
import css from './RunControl.module.css';

export function Accuracy() {
  const { live } = useUi();
  const { accuracy } = useCell(live.progress);
  if (accuracy.length === 0) return null;
  return (
    <span className={css['accuracy']} title="Test accuracy, mean over seeds">
      test{' '}
      {accuracy.map(({ arm, value }) => (
        <span key={arm} style={{ color: series[arm].color }} className={css['share']}>
          <span className="visually-hidden">{armLabel(arm)} </span>
          {percent(value)}
        </span>
      ))}
    </span>
  );
}
