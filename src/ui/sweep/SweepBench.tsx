/** The sweep instrument: what is swept, how far it is, what it found, and every number. */
import { useEffect, useRef } from 'react';
import { SweepControls } from './SweepControls.tsx';
import { SweepResult } from './SweepResult.tsx';
import { SweepStatus } from './SweepStatus.tsx';
import css from './sweep.module.css';
import { useSweepActions, useSweepState } from './use-sweep.ts';

export default function SweepBench() {
  const box = useRef<HTMLDivElement>(null);
  const wanted = useSweepState((state) => state.wanted);
  const { shown } = useSweepActions();
  useEffect(() => {
    if (!wanted) return;
    box.current?.scrollIntoView({ block: 'start' });
    shown();
  }, [wanted, shown]);
  return (
    <div ref={box} className={css['bench']}>
      <SweepControls />
      <div className={css['results']}>
        <SweepStatus />
        <SweepResult />
      </div>
    </div>
  );
}
