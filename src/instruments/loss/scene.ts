/** The loss chart as a scene of a talk saves it. */
import { controlArm, subjectArm } from '../../experiment/arms.ts';
import { metricTitle } from '../../experiment/metric-words.ts';
import type { RunHistory } from '../../record/history.ts';
import { curveCodes, mostTicks, type SavedFigure } from '../../record/scenes/figure.ts';
import { chosenSteps } from '../../record/table.ts';
import type { ViewPreferences } from '../../store/state.ts';
import { series } from '../../ui/primitives/arms.ts';
import { costAxes } from '../../ui/charts/of-run.ts';
import { lossOf } from './view.ts';

/** With more arms only the control and the main arm have bands. */
const fewBands = 4;

export function lossScene(history: RunHistory, preferences: ViewPreferences): SavedFigure {
  const { rows, arms, seeds, target, xMin, xMax, yDomain, jumps, hidden } = lossOf(history, preferences);
  const logarithmic = preferences.logarithmicLoss && yDomain[0] > 0;
  const frame = { x: [xMin, xMax], y: yDomain, logarithmic } as const;
  const isPaired = arms.length + hidden.length > 1;
  const hasBand = (arm: string): boolean =>
    arms.length <= fewBands || arm === controlArm || arm === subjectArm;
  return {
    title: `${metricTitle(history.spec)}${isPaired ? ', with and without jumps' : ''}`,
    caption: seeds > 1 ? `median of ${seeds} seeds, middle half shaded` : 'one seed, so no band',
    unit: costAxes[preferences.axis].unit,
    panels: [
      {
        title: '',
        ...frame,
        curves: arms.map((arm) => {
          const points = rows.flatMap(({ x, median, band }) => {
            const y = median[arm];
            return y === undefined ? [] : [{ x, y, band: hasBand(arm) ? band[arm] : null }];
          });
          return { id: arm, forecast: false, label: series[arm].label, ...curveCodes(points, frame) };
        }),
        level: target === null ? null : { at: target, label: 'target', id: null },
        ticks: chosenSteps(jumps.length, mostTicks - 1).map((at) => jumps[at]!.x),
        shades: [],
      },
    ],
  };
}
