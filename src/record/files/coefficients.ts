/** The coefficients of the farcaster, one horizon of one forecast a row: of a run of the page, and of recorded runs. */
import type { RecordedAnalysis } from '../../run/recorded/analysis.ts';
import type { RunHistory } from '../history.ts';
import { columnName, type Table, type TableCell, type TableColumn } from '../table.ts';

interface Layout {
  /** Steps ahead of a forecast's checkpoint. */
  readonly horizons: readonly number[];
  readonly groups: readonly string[];
  /** Steps from a window's start to each input. */
  readonly inputs: readonly number[];
}

/** Of every arm that has them, in the forecasts that are still recorded. */
export const coefficientsOfRun = ({ prepared, replicaCount, fits }: RunHistory): Table => ({
  columns: [['arm', 'arm'], ['seed', 'seed'], ...columnsOf(prepared)],
  rows: fits.flatMap(({ anchor, values }) =>
    prepared.replicas.flatMap(({ arm, seed }, replica) =>
      rowsOf(prepared, values, replica, replicaCount).map((row) => [arm, seed, anchor, ...row]),
    ),
  ),
});

/** Of every forecast and run. */
export const coefficientsOfAnalysis = (analysis: RecordedAnalysis): Table => ({
  columns: [['run', 'run'], ...columnsOf(analysis)],
  rows: analysis.coefficients.flatMap((values, index) =>
    analysis.runs.flatMap((run, r) =>
      rowsOf(analysis, values, r, analysis.runs.length).map((row) => [run, analysis.anchors[index]!, ...row]),
    ),
  ),
});

const columnsOf = ({ inputs }: Layout): TableColumn[] => [
  ['forecast from step', 'anchor_step'],
  ['steps ahead', 'horizon_in_steps'],
  ['group of weights', 'group'],
  ...inputs.map((step): TableColumn => [
    `A of step ${step} of the window`,
    columnName('coefficient of step', step, 'of the window'),
  ]),
  ['b', 'constant'],
];

/** `values` [horizon, run, group, inputs + 1]; runs without coefficients have no rows. */
function rowsOf(
  { horizons, groups, inputs }: Layout,
  values: Float32Array,
  run: number,
  runs: number,
): TableCell[][] {
  const width = inputs.length + 1;
  return horizons.flatMap((horizon, h) =>
    groups.flatMap((group, g) => {
      const from = ((h * runs + run) * groups.length + g) * width;
      const row = [...values.subarray(from, from + width)];
      return row.every(Number.isNaN) ? [] : [[horizon, group, ...row]];
    }),
  );
}
