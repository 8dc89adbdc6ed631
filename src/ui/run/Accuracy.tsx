/** Newest test accuracy of each arm, in the arm's colour. */
import { controlArm } from '../../experiment/arms.ts';
import { mainArm } from '../../record/judgement/judgement.ts';
import { progressView } from '../../store/select/progress.ts';
import { useAppState, useView } from '../app/ui-context.ts';
import { armLabel, series } from '../primitives/arms.ts';
import { percent } from '../primitives/numbers.ts';
import css from './RunControl.module.css';

/** Of more arms than these only the pair that a run is about has room. */
const most = 4;

export function Accuracy() {
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
