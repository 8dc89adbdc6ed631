/** The sweep instrument: what is swept, how far it is, what it found, and every number. */
import { SweepControls } from './SweepControls.tsx';
import { SweepResult } from './result/SweepResult.tsx';
import { SweepStatus } from './SweepStatus.tsx';
import css from './sweep.module.css';

export default function SweepBench() {
  return (
    <div className={css['bench']}>
      <SweepControls />
      <div className={css['results']}>
        <SweepStatus />
        <SweepResult />
      </div>
    </div>
  );
}
