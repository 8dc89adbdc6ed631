/** The numbers behind the charts of the lab. Pure. */
import { labForecasters } from '../../core/lab/score.ts';
import type { PlaneView, PlanePoint } from './view/plane.ts';
import type { TracesView, CoefficientView, LabErrorView } from './view/view.ts';
import { columnName, type Table, type TableColumn } from '../../record/table.ts';
import { fixed } from '../../ui/primitives/numbers.ts';
import { look } from './look.ts';

export const labErrorTable = ({ rows }: Pick<LabErrorView, 'rows'>): Table => ({
  columns: [
    ['steps ahead', 'steps_ahead'],
    ...labForecasters.map((name): TableColumn => [look[name].label, columnName(name, 'mean absolute error')]),
  ],
  rows: rows.map(({ horizon, errors }) => [horizon, ...labForecasters.map((name) => errors[name])]),
});

export type CoefficientPart = 'last' | 'sum' | 'constant' | 'first';
export const coefficientParts: readonly CoefficientPart[] = ['last', 'sum', 'constant', 'first'];

export const coefficientName = (part: CoefficientPart, fromStart: boolean): string =>
  ({ last: 'Aₙ', first: fromStart ? 'A₀' : 'first A', sum: 'sum', constant: 'b' })[part];

const five = (value: number): string => (Number.isNaN(value) ? '' : fixed(value, 5));

export function labCoefficientTable({ rows, fromStart }: CoefficientView): Table {
  const closed = rows.some((row) => row.closed !== null);
  return {
    columns: [
      ['steps ahead', 'steps_ahead'],
      ...coefficientParts.map((part): TableColumn => {
        const name = coefficientName(part, fromStart);
        return [name, columnName(part === 'sum' ? 'sum A' : name), five];
      }),
      ...(closed
        ? ([
            ['closed form A₀', 'closed_form_a0', five],
            ['closed form Aₙ', 'closed_form_an', five],
          ] as const)
        : []),
    ],
    rows: rows.map((row) => [
      row.horizon,
      ...coefficientParts.map((part) => row[part]),
      ...(closed ? [row.closed?.first ?? NaN, row.closed?.last ?? NaN] : []),
    ]),
  };
}

/** Every step of SGD in a file; on screen its ends and the forecast steps. */
export function planeTable({ path, forecast, anchor }: PlaneView, whole: boolean): Table {
  const told = [path[0], path[anchor], ...forecast.map(({ step }) => path[step])];
  const forecasts = new Map(forecast.map((point) => [point.step, point]));
  const numbers = (point: PlanePoint | undefined): number[] =>
    point === undefined ? [NaN, NaN, NaN] : [point.x, point.y, point.loss];
  return {
    columns: [
      ['step', 'step'],
      ['SGD w₁', 'sgd_w1'],
      ['SGD w₂', 'sgd_w2'],
      ['loss', 'sgd_loss'],
      ['forecast w₁', 'forecast_w1'],
      ['forecast w₂', 'forecast_w2'],
      ['loss there', 'forecast_loss'],
    ],
    rows: (whole ? path : told).flatMap((point) =>
      point === undefined ? [] : [[point.step, ...numbers(point), ...numbers(forecasts.get(point.step))]],
    ),
  };
}

/** Every step in a file; on screen those that were forecast. */
export function tracesTable({ traces }: TracesView, whole: boolean): Table {
  const values = traces.map(({ actual, forecast }) => [new Map(actual), new Map(forecast)] as const);
  const first = traces[0];
  const steps = ((whole ? first?.actual : first?.forecast) ?? []).map(([step]) => step);
  return {
    columns: [
      ['step', 'step'],
      ...traces.flatMap(({ title }): TableColumn[] => [
        [title, columnName(title, 'actual')],
        [`${title}, forecast`, columnName(title, 'forecast')],
      ]),
    ],
    rows: steps.map((step) => [
      step,
      ...values.flatMap(([actual, forecast]) => [actual.get(step) ?? NaN, forecast.get(step) ?? NaN]),
    ]),
  };
}
