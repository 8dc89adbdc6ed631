/** Farcaster minus control in log10 loss, paired by seed, at equal cost. */
import { meanHalfWidth } from '../../core/evidence/statistics.ts';
import { metricName } from '../../experiment/metric-words.ts';
import type { RunHistory } from '../history.ts';
import type { ViewPreferences } from '../state.ts';
import type { CostAxis, DifferenceView } from '../views.ts';
import { mainArm } from './judgement.ts';
import { costEnd, costOf, rangeShown, spanIn, stepsToDraw } from './rows.ts';

export function differenceView(history: RunHistory, view: ViewPreferences): DifferenceView {
  const { axis } = view;
  const range = rangeShown(history, view);
  const [xMin, xMax] = range ?? [0, costEnd(history, axis)];
  const empty: DifferenceView = {
    rows: [],
    xMin,
    xMax,
    yDomain: [-1, 1],
    better: 0,
    total: 0,
    summary: 'There is nothing to compare yet.',
  };
  const arm = mainArm(history.spec);
  if (arm === null || history.knownLosses < 2) return empty;
  const treated = history.replicasOf(arm);
  const controls = history.replicasOf('control');
  const cost = costOf(history, arm, axis);
  const mean = history.statistics.find((each) => each.arm === arm)!.logarithmic.mean;
  const span = spanIn(range, cost, history.knownLosses - 1);
  const steps = stepsToDraw(mean, history.knownLosses, history.spec.steps + 1, span);
  const rows: DifferenceView['rows'][number][] = [];
  let better = 0;
  let total = 0;
  for (const step of steps) {
    const x = cost(step);
    // The control pays nothing but its steps; a second is the same step for all.
    const equal = axis === 'ledger' ? x : step;
    if (equal > history.knownLosses - 1) break;
    const differences = treated
      .map(
        (replica, i) =>
          Math.log10(history.smoothed[step * history.replicaCount + replica]!) -
          logLossAt(history, controls[i]!, equal),
      )
      .filter(Number.isFinite);
    if (differences.length === 0) continue;
    const sum = differences.reduce((a, b) => a + b, 0);
    const half = meanHalfWidth(
      sum,
      differences.reduce((a, b) => a + b * b, 0),
      differences.length,
    );
    const middle = sum / differences.length;
    rows.push({ x, mean: middle, band: Number.isFinite(half) ? [middle - half, middle + half] : null });
    better = differences.filter((difference) => difference < 0).length;
    total = differences.length;
  }
  if (rows.length === 0) return empty;
  const summary = `Farcaster minus control, log10 ${metricName(history.spec)}, at equal ${axisText[axis]}: ${rows.at(-1)!.mean.toFixed(2)} at ${placeText(rows.at(-1)!.x, axis)}; lower in ${better} of ${total} seeds.`;
  return { rows, xMin, xMax, yDomain: domainOf(rows), better, total, summary };
}

const axisText: Readonly<Record<CostAxis, string>> = {
  steps: 'steps',
  ledger: 'ledger',
  seconds: 'seconds (all replicas together)',
};

const placeText = (x: number, axis: CostAxis): string =>
  axis === 'seconds' ? `${x.toFixed(1)} s` : String(Math.round(x));

/** log10 loss of a control at a cost between two steps. */
function logLossAt(history: RunHistory, replica: number, x: number): number {
  const step = Math.min(Math.floor(x), history.knownLosses - 1);
  const at = (s: number): number => Math.log10(history.smoothed[s * history.replicaCount + replica]!);
  const rest = x - step;
  return rest === 0 || step + 1 >= history.knownLosses
    ? at(step)
    : (1 - rest) * at(step) + rest * at(step + 1);
}

/** Covers the bands, always with 0 inside, in quarters. */
function domainOf(rows: DifferenceView['rows']): readonly [number, number] {
  const ends = rows.flatMap(({ mean, band }) => band ?? [mean, mean]);
  const low = Math.floor(Math.min(0, ...ends) * 4) / 4;
  const high = Math.ceil(Math.max(0, ...ends) * 4) / 4;
  return low === high ? [-0.25, 0.25] : [low, Math.max(high, 0.1 * (high - low))];
}
