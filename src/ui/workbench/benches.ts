/** The instruments under the charts: id, title, one line, and the module that draws it, loaded when the page is idle. */
import type { ComponentType } from 'react';
import type { BenchId } from '../../store/state.ts';

export interface Bench {
  readonly id: BenchId;
  readonly title: string;
  readonly blurb: string;
  readonly load: () => Promise<{ readonly default: ComponentType }>;
}

export const benches: readonly Bench[] = [
  {
    id: 'evidence',
    title: 'Evidence',
    blurb: 'Is the difference real, how large is it, and does it last?',
    load: () => import('../../instruments/evidence/EvidenceBench.tsx'),
  },
  {
    id: 'network',
    title: 'Network',
    blurb: 'The networks at the viewed step: their outputs, their weights, and their path there.',
    load: () => import('../../instruments/network/NetworkBench.tsx'),
  },
  {
    id: 'maps',
    title: 'Maps',
    blurb: 'When in a run, and how far ahead, are forecasts accurate and jumps worthwhile?',
    load: () => import('../../instruments/maps/MapsBench.tsx'),
  },
  {
    id: 'sweep',
    title: 'Sweep',
    blurb: 'The same experiment over a range of settings.',
    load: () => import('../../instruments/sweep/SweepBench.tsx'),
  },
  {
    id: 'compare',
    title: 'Compare',
    blurb: 'Finished runs saved on this machine, overlaid.',
    load: () => import('../../instruments/compare/CompareBench.tsx'),
  },
  {
    id: 'trajectory',
    title: 'Your run',
    blurb: 'Checkpoints of a training run of your own: would farcasting have helped?',
    load: () => import('../../instruments/trajectory/TrajectoryBench.tsx'),
  },
  {
    id: 'lab',
    title: 'Sequence lab',
    blurb: 'The same forecasters on synthetic weight sequences that are known exactly.',
    load: () => import('../../instruments/lab/LabBench.tsx'),
  },
];
