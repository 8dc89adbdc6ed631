/** What is recorded of a fit, as a file. */
import type { ArmId } from '../../experiment/fields.ts';
import type { RecordedCoefficients, RunHistory } from '../../record/history.ts';
import type { App } from '../state.ts';
import { writeCoefficients, type CoefficientFile, shortSingle } from './coefficient-file.ts';

interface Whose {
  readonly arm: ArmId;
  readonly seed: number;
  /** Null if it is no longer recorded. */
  readonly anchor: number | null;
}

/** Where a fit comes from. */
type Origin = Pick<NonNullable<CoefficientFile['from']>, 'experiment' | 'link'>;

/** Name and text of a file with the coefficients of a replica of the run on screen. */
export function savedCoefficients(
  { store, actions, recorded }: Pick<App, 'store' | 'actions' | 'recorded'>,
  whose: Whose,
): { readonly name: string; readonly text: string } | null {
  const history = recorded();
  const { run } = store.getState();
  if (history === null || run === null) return null;
  const link = actions.linkTo(history.spec) ?? '';
  const file = recordedFile(history, whose, { experiment: run.experimentId, link });
  if (file === null) return null;
  const name = ['farcast', run.experimentId, 'coefficients', whose.arm, whose.seed].join('-');
  return { name, text: writeCoefficients(file) };
}

function recordedFile(history: RunHistory, whose: Whose, origin: Origin): CoefficientFile | null {
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
    from: { ...origin, arm: whose.arm, seed: whose.seed, step: fit.anchor },
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
