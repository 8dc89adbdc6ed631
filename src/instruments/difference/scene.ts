/** The paired difference as a scene of a talk saves it. */
import { controlArm, subjectArm } from '../../experiment/arms.ts';
import { metricName } from '../../experiment/metric-words.ts';
import type { RunHistory } from '../../record/history.ts';
import { mainArm } from '../../record/judgement/judgement.ts';
import { curveCodes, type SavedFigure } from '../../record/scenes/figure.ts';
import type { ViewPreferences } from '../../store/state.ts';
import { costAxes } from '../../ui/charts/of-run.ts';
import { series } from '../../ui/primitives/arms.ts';
import { differenceOf } from './view.ts';

export function differenceScene(history: RunHistory, preferences: ViewPreferences): SavedFigure {
  const { rows, xMin, xMax, yDomain, better, total } = differenceOf(history, preferences);
  const frame = { x: [xMin, xMax], y: yDomain, logarithmic: false } as const;
  const arm = mainArm(history.spec) ?? subjectArm;
  const points = rows.map(({ x, median, band }) => ({ x, y: median, band }));
  return {
    title: 'Paired difference',
    caption: `minus control, log₁₀ ${metricName(history.spec)}${total > 1 ? '; median, middle half shaded' : ''}`,
    unit: costAxes[preferences.axis].unit,
    panels: [
      {
        title: '',
        ...frame,
        curves: [
          {
            id: arm,
            forecast: false,
            label: total > 1 ? `${better} / ${total} lower` : series[arm].label,
            ...curveCodes(points, frame),
          },
        ],
        level: { at: 0, label: series[controlArm].label, id: controlArm },
        ticks: [],
        shades: [],
      },
    ],
  };
}
