/** Error of the control's forecasts by anchor and horizon: means over seeds, and skill against staying put. */
import { controlArm } from '../../../experiment/arms.ts';
import type { RecordedScores, RunHistory } from '../../../record/history.ts';
import type { ErrorMapView, HeatCell } from '../../maps/maps-views.ts';
import { drawnOf, heatOf, type HeatSettings } from './heat.ts';

interface Means {
  readonly mae: number;
  readonly stay: number;
  readonly line: number;
}

export function errorMapView(history: RunHistory, whole = false): ErrorMapView {
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
      more: ['MAE', 'MAE of staying put'],
      subject: 'Skill of the control’s forecasts against staying put, mean over seeds',
    },
    cellOf(controls, ({ mae, stay }) => ({ value: 1 - mae / stay, certain: false, more: [mae, stay] })),
  );
  const maeSettings: HeatSettings = {
    ...shared,
    kind: 'sequential',
    middle: 0,
    more: ['MAE of staying put', 'MAE of the endpoint line'],
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
    const means = meansOf(recorded, controls)[h];
    return means === undefined ? null : tell(means);
  };

/** Scores never change once they are recorded: neither do their means. */
const known = new WeakMap<RecordedScores, readonly Means[]>();

/** By horizon, as far ahead as any of the control's replicas was scored: means over those that were. */
function meansOf(recorded: RecordedScores, controls: ReadonlySet<number>): readonly Means[] {
  const found = known.get(recorded);
  if (found !== undefined) return found;
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
  const means = sums.map(({ count, mae, stay, line }) => ({
    mae: mae / count,
    stay: stay / count,
    line: line / count,
  }));
  known.set(recorded, means);
  return means;
}
