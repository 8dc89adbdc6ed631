/** The network instrument: what the networks say, their weights, and their way there, at the step looked at. */
import { useEffect, useState } from 'react';
import { useUi } from '../app/ui-context.ts';
import { BoundaryPair } from './BoundaryPair.tsx';
import { CourseChart } from './CourseChart.tsx';
import { LayerMaps } from './LayerMaps.tsx';
import css from './network.module.css';
import { createNetworkCells, followNetwork, NetworkContext } from './network-cells.ts';
import { PathChart } from './PathChart.tsx';
import { WhoseNetwork } from './WhoseNetwork.tsx';

export default function NetworkBench() {
  const { app } = useUi();
  const [cells] = useState(createNetworkCells);
  useEffect(() => followNetwork(app, cells), [app, cells]);
  return (
    <NetworkContext value={cells}>
      <div className={css['bench']}>
        <WhoseNetwork />
        <div className={css['top']}>
          <BoundaryPair />
          <PathChart />
        </div>
        <LayerMaps />
        <CourseChart />
      </div>
    </NetworkContext>
  );
}
