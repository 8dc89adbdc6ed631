/** The network instrument: what the networks say, their weights, and their way there, at the step looked at. */
import { useEffect } from 'react';
import { fileTask } from '../../experiment/tasks.ts';
import { useAppState, useUi } from '../app/ui-context.ts';
import { BoundaryPair } from './BoundaryPair.tsx';
import { ConfusionPair } from './ConfusionPair.tsx';
import { CourseChart } from './CourseChart.tsx';
import { ErrorMultiples } from './ErrorMultiples.tsx';
import { JumpLineChart } from './JumpLineChart.tsx';
import { LayerMaps } from './LayerMaps.tsx';
import { followImages } from './images.ts';
import css from './network.module.css';
import { PathChart } from './PathChart.tsx';
import { SampleStrip } from './SampleStrip.tsx';
import { WhoseNetwork } from './WhoseNetwork.tsx';

export default function NetworkBench() {
  const { app } = useUi();
  const hasImages = useAppState(({ run, draft }) => fileTask((run?.spec ?? draft).task) !== null);
  useEffect(() => followImages(app), [app]);
  useEffect(() => () => app.store.setState({ picked: 0 }), [app]);
  return (
    <div className={css['bench']}>
      <WhoseNetwork />
      <div className={css['top']}>
        {hasImages ? <ConfusionPair /> : <BoundaryPair />}
        <PathChart />
        {hasImages && <SampleStrip />}
        <JumpLineChart />
        {!hasImages && <ErrorMultiples />}
      </div>
      {hasImages && <ErrorMultiples />}
      <LayerMaps />
      <CourseChart />
    </div>
  );
}
