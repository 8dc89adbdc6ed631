/** What is recorded of a fit, as the content of a file. */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import type { RecordedCoefficients, RunHistory } from '../history.ts';
import type { CoefficientFile } from './coefficient-file.ts';
import { shortSingle } from './single.ts';

interface Whose {
  readonly arm: ExperimentSpec['arms'][number];
  readonly seed: number;
  /** Step of the forecast; the newest where that is not kept any more. */
  readonly anchor: number | null;
  readonly experiment: string;
  readonly link: string;
}

/** Null where that replica's forecast has no coefficients. */
export function recordedFile(history: RunHistory, whose: Whose): CoefficientFile | null {
  const { prepared, spec } = history;
  const fit = history.fits.find(({ anchor }) => anchor === whose.anchor) ?? history.coefficients;
  const replica = prepared.replicas.findIndex(({ arm, seed }) => arm === whose.arm && seed === whose.seed);
  if (fit === null || replica < 0) return null;
  const sets = prepared.groups.map((name, group) => ({
    name,
    values: prepared.horizons.map((_, h) => rowOf(history, fit, h, replica, group)),
  }));
  if (!sets.every(({ values }) => values.flat().every(Number.isFinite))) return null;
  const inSnapshots = (steps: number): number => Math.round(steps / spec.stride);
  return {
    columns: spec.source === 'frozen' ? 'ends' : spec.columns,
    window: spec.window,
    stride: spec.stride,
    inputs: prepared.inputs.map(inSnapshots),
    horizons: prepared.horizons.map(inSnapshots),
    groups: spec.groups,
    sets,
    from: {
      experiment: whose.experiment,
      link: whose.link,
      arm: whose.arm,
      seed: whose.seed,
      step: fit.anchor,
    },
  };
}

/** [inputs, then the constant], in as few digits as mean them. */
function rowOf(
  { prepared: { inputs, groups }, replicaCount }: RunHistory,
  { values }: RecordedCoefficients,
  horizon: number,
  replica: number,
  group: number,
): number[] {
  const width = inputs.length + 1;
  const from = ((horizon * replicaCount + replica) * groups.length + group) * width;
  return Array.from(values.subarray(from, from + width), shortSingle);
}
