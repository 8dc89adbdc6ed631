/** Error of the control's forecasts by anchor and horizon: means over seeds, and skill. */
import { controlArm } from '../../experiment/arms.ts';
import type { RecordedScores, RunHistory } from '../../record/history.ts';
import { Remembered } from '../../record/evidence/remembered.ts';
import { defineView, type View } from '../../store/view.ts';
import {
  drawnOf,
  heatOf,
  noHeat,
  type HeatCell,
  type HeatSettings,
  type HeatView,
} from '../../ui/charts/heat/heat.ts';

interface Means {
  readonly mae: number;
  readonly stay: number;
  readonly line: number;
}

export type ErrorMeasure = 'skill' | 'mae';

export type ErrorMapView = Readonly<Record<ErrorMeasure, HeatView>> & {
  readonly seeds: number;
  readonly summary: string;
};

/** Thinned for drawing, and with all anchors. */
export const errorMapView: View<ErrorMapView> = defineView({
  empty: () => ({ skill: noHeat, mae: noHeat, seeds: 0, summary: noHeat.summary }),
  pace: 1000,
  look: () => ({}),
  select: (history) => errorMapOf(history),
});
export const wholeErrorMap: View<ErrorMapView> = {
  ...errorMapView,
  select: (history) => errorMapOf(history, true),
};

export function errorMapOf(history: RunHistory, whole = false): ErrorMapView {
  const { prepared, spec } = history;
  const controls = new Set(history.replicasOf(controlArm));
  const all = history.scores.filter(({ scores }) => scores.some(({ replica }) => controls.has(replica)));
  const drawn = drawnOf(all, whole);
  const shared = { horizons: prepared.horizons, steps: spec.steps, apart: spec.period };
  const skill = heatOf(
    drawn,
    {
      ...shared,
      kind: 'diverging',
      middle: 0,
      farthest: 1,
      more: ['MAE', 'MAE of persistence'],
      subject: 'Skill of the control’s forecasts against persistence, mean over seeds',
    },
    cellOf(controls, ({ mae, stay }) => ({ value: 1 - mae / stay, certain: false, more: [mae, stay] })),
  );
  const maeSettings: HeatSettings = {
    ...shared,
    kind: 'sequential',
    middle: 0,
    more: ['MAE of persistence', 'MAE of the endpoint line'],
    subject: 'Mean absolute error of the control’s forecasts, mean over seeds and weights',
  };
  const mae = heatOf(
    drawn,
    maeSettings,
    cellOf(controls, ({ mae: value, stay, line }) => ({ value, certain: false, more: [stay, line] })),
  );
  return { skill, mae, seeds: controls.size, summary: skill.summary };
}

const cellOf =
  (controls: ReadonlySet<number>, tell: (means: Means) => HeatCell) =>
  (recorded: RecordedScores, h: number): HeatCell | null => {
    const means = known.of(recorded, () => meansOf(recorded, controls))[h];
    return means === undefined ? null : tell(means);
  };

/** Scores never change once they are recorded: neither do their means. */
const known = new Remembered<readonly Means[], RecordedScores>();

/** By horizon: means over the control's scored replicas. */
function meansOf(recorded: RecordedScores, controls: ReadonlySet<number>): readonly Means[] {
  const sums: { count: number; mae: number; stay: number; line: number }[] = [];
  for (const { replica, mae, stayMae, lineMae } of recorded.scores) {
    if (!controls.has(replica)) continue;
    mae.forEach((value, h) => {
      const sum = (sums[h] ??= { count: 0, mae: 0, stay: 0, line: 0 });
      sum.count += 1;
      sum.mae += value;
      sum.stay += stayMae[h]!;
      sum.line += lineMae[h]!;
    });
  }
  return sums.map(({ count, mae, stay, line }) => ({
    mae: mae / count,
    stay: stay / count,
    line: line / count,
  }));
}
