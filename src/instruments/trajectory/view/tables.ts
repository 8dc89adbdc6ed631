/** The numbers behind the charts of recorded runs. Pure. */
import { columnName, type Table, type TableColumn } from '../../../record/table.ts';
import { methodLabel } from '../../../record/recorded/words.ts';
import type { Analysed } from '../../../store/recorded/recorded.ts';
import type { PlaneView } from './plane.ts';
import type { CoefficientsView, ErrorView, LossesView, PartsView, PathsView } from './view.ts';

export const errorTable = ({ methods, rows }: ErrorView): Table => {
  const order = methods.toReversed();
  return {
    columns: [
      ['steps ahead', 'steps_ahead'],
      ['forecasts', 'forecasts'],
      ['skill', 'skill'],
      ...order.map((method): TableColumn => [
        methodLabel(method),
        columnName(methodLabel(method), 'mean absolute error'),
      ]),
    ],
    rows: rows.map(({ horizon, forecasts, skill, mae }) => [
      ...[horizon, forecasts, skill],
      ...order.map((method) => mae[method] ?? NaN),
    ]),
  };
};

/** A row for every checkpoint and every forecast step; on screen those of the forecast. */
export function pathsTable({ traces }: PathsView, whole: boolean): Table {
  const values = traces.map(({ actual, forecast }) => [new Map(actual), new Map(forecast)] as const);
  const of = (kind: 'actual' | 'forecast'): number[] => (traces[0]?.[kind] ?? []).map(([step]) => step);
  const steps = [...new Set([...(whole ? of('actual') : []), ...of('forecast')])].sort((a, b) => a - b);
  return {
    columns: [
      ['step', 'step'],
      ...traces.flatMap(({ title }, index): TableColumn[] => [
        [title, columnName('w', index + 1, title, 'actual')],
        [`${title}, forecast`, columnName('w', index + 1, title, 'forecast')],
      ]),
    ],
    rows: steps.map((step) => [
      step,
      ...values.flatMap(([actual, forecast]) => [actual.get(step) ?? NaN, forecast.get(step) ?? NaN]),
    ]),
  };
}

/** A row for every checkpoint and forecast step; on screen those of the forecast. Coordinates are lengths in weight space. */
export function planeTable({ checkpoints, forecast }: PlaneView, whole: boolean): Table {
  const [actual, own] = [checkpoints, forecast].map(
    (points) => new Map(points.map((point) => [point.step, point])),
  );
  const shown = forecast.length > 1 && !whole ? forecast : [...checkpoints, ...forecast];
  const steps = [...new Set(shown.map(({ step }) => step))].sort((a, b) => a - b);
  return {
    columns: [
      ['step', 'step'],
      ...(['actual', 'forecast'] as const).flatMap((kind) =>
        ['1st', '2nd'].map((axis): TableColumn => [
          `${kind}, ${axis}`,
          columnName(kind, axis, 'principal component'),
        ]),
      ),
    ],
    rows: steps.map((step) => [
      step,
      ...[actual?.get(step), own?.get(step)].flatMap((point) => [point?.x ?? NaN, point?.y ?? NaN]),
    ]),
  };
}

export const partMapTable = ({ analysis: { parts, horizons }, report }: Analysed): Table => ({
  columns: [
    ['part', 'part'],
    ['weights', 'weights'],
    ...horizons.map((ahead): TableColumn => [`${ahead} ahead`, columnName('skill', ahead, 'steps ahead')]),
  ],
  rows: parts.names.map((name, part) => [
    ...[name, parts.counts[part]!],
    ...report.rows.map(({ partSkill }) => partSkill[part]!),
  ]),
});

const spread = ['10 %', '25 %', 'median', '75 %', '90 %'];

export const partsTable = ({ rows, horizon }: PartsView): Table => ({
  columns: [
    ['part', 'part'],
    ['weights', 'weights'],
    ['forecasts', 'forecasts'],
    ...spread.map((words): TableColumn => [
      words,
      columnName('error relative to persistence', words, horizon, 'steps ahead'),
    ]),
  ],
  rows: rows.map(({ name, weights, forecasts, quantiles }) => [name, weights, forecasts, ...quantiles]),
});

const ascii = { 'A₀': 'A0', Aₙ: 'An' } as Readonly<Record<string, string>>;

export function coefficientsTable({ rows, lines, closed }: CoefficientsView): Table {
  const name = (line: string): string => ascii[line] ?? line;
  const kinds = ['median', 'low', 'high'] as const;
  // A sum of ends is not an end of sums.
  const drawn = lines.flatMap((line) =>
    (line.name === 'sum' ? kinds.slice(0, 1) : kinds).map((kind) => [line, kind] as const),
  );
  const closedLines = closed === null ? [] : lines.filter((line) => line.closed !== null);
  return {
    columns: [
      ['steps ahead', 'steps_ahead'],
      ...drawn.map(([line, kind]): TableColumn => [
        kind === 'median' ? line.name : `${line.name}, ${kind}`,
        columnName(name(line.name), kind, 'over forecasts'),
      ]),
      ...closedLines.map((line): TableColumn => [
        `${line.name}, closed form`,
        columnName('closed form', name(line.name)),
      ]),
    ],
    rows: rows.map((row, index) => [
      row.horizonSteps,
      ...drawn.map(([line, kind]) => line.of(row[kind])),
      ...closedLines.map((line) => line.closed!(closed!.rows[index]!)),
    ]),
  };
}

export function lossesTable({ curves }: LossesView): Table {
  const values = curves.map(({ points }) => new Map(points));
  const steps = [...new Set(curves.flatMap(({ points }) => points.map(([step]) => step)))].sort(
    (a, b) => a - b,
  );
  return {
    columns: [
      ['step', 'step'],
      ...curves.map(({ name, run, isValidation }): TableColumn => [
        name,
        columnName('run', run + 1, isValidation ? 'validation loss' : 'training loss'),
      ]),
    ],
    rows: steps.map((step) => [step, ...values.map((points) => points.get(step) ?? NaN)]),
  };
}
