/** The weights as a scene of a talk saves them. */
import { subjectArm } from '../../experiment/arms.ts';
import type { RunHistory } from '../../record/history.ts';
import { curveCodes, type CurvePoint, type SavedFigure } from '../../record/scenes/figure.ts';
import type { ViewPreferences } from '../../store/state.ts';
import { series } from '../../ui/primitives/arms.ts';
import { weightsOf, type WeightPanel } from './view.ts';

/** The number of small multiples. */
const most = 8;

const placed = (points: WeightPanel['actual']): CurvePoint[] => points.map(([x, y]) => ({ x, y }));

export function weightsScene(history: RunHistory, preferences: ViewPreferences): SavedFigure {
  const { arm, seed, panels, xMin, xMax, window, horizon } = weightsOf(history, preferences, 0, most);
  return {
    title: 'Weights: actual and forecast',
    caption: `${series[arm].label}, seed ${seed}; steps ${Math.round(xMin)} to ${Math.round(xMax)}; dashed: forecast`,
    unit: '',
    panels: panels.map(({ title, actual, forecasts, yDomain }) => {
      const frame = { x: [xMin, xMax], y: yDomain, logarithmic: false } as const;
      // One curve with breaks between the forecasts.
      const ahead = forecasts.flatMap(({ points }) => [...placed(points), { x: xMin, y: NaN }]);
      return {
        title,
        ...frame,
        curves: [
          { id: arm, forecast: false, label: '', ...curveCodes(placed(actual), frame) },
          { id: subjectArm, forecast: true, label: '', ...curveCodes(ahead, frame) },
        ],
        level: null,
        ticks: [],
        shades: [window, horizon].filter((shade) => shade !== null),
      };
    }),
  };
}
