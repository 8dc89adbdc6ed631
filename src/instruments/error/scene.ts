/** The forecast error as a scene of a talk saves it. */
import { subjectArm } from '../../experiment/arms.ts';
import type { RunHistory } from '../../record/history.ts';
import { curveCodes, type SavedFigure } from '../../record/scenes/figure.ts';
import { armLabel, series } from '../../ui/primitives/arms.ts';
import { errorOf } from './view.ts';

const drawn = [
  ['stay', 'stay', series.stay.label],
  ['line', 'line', series.line.label],
  ['forecast', subjectArm, armLabel(subjectArm)],
] as const;

export function errorScene(history: RunHistory): SavedFigure {
  const { rows, forecasts, yMax } = errorOf(history);
  const frame = { x: [0, rows.at(-1)?.horizon ?? 1], y: [0, yMax], logarithmic: false } as const;
  return {
    title: 'Forecast error by horizon',
    caption: `mean absolute error of ${forecasts} forecasts`,
    unit: 'steps ahead',
    panels: [
      {
        title: '',
        ...frame,
        curves: drawn.map(([of, id, label]) => {
          const points = rows.map((row) => ({ x: row.horizon, y: row[of] }));
          return {
            id,
            forecast: false,
            label,
            ...curveCodes(points.length === 0 ? [] : [{ x: 0, y: 0 }, ...points], frame),
          };
        }),
        level: null,
        ticks: [],
        shades: [],
      },
    ],
  };
}
