/** The text of a merged file of sweeps made by hand. For tests. */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { mergedTexts, type MergedPoint } from '../sweep/files/merged-file.ts';
import { newPlan } from '../sweep/files/plan-file.ts';
import { axesOf, baseOf, pointsOf, type Axis } from '../sweep/points.ts';
import type { ArmSummary } from '../sweep/sweep.ts';

const digest = '0'.repeat(64);

/** `armsAt`: what was found at the values of a point; null: nothing. */
export async function mergedByHand(
  values: Partial<ExperimentSpec>,
  more: readonly Axis[],
  armsAt: (values: readonly number[]) => readonly ArmSummary[] | null,
): Promise<string> {
  const { spec } = checkSpec({ seeds: [1, 2, 3, 4, 5, 6, 7, 8], sweepTarget: 0.02, ...values });
  const axes = axesOf(spec, [], more);
  const points = [...pointsOf(axes, baseOf(spec))].map((point): MergedPoint => {
    const arms = armsAt(point.values);
    const common = { values: [...point.values], failure: null };
    return arms === null
      ? { ...common, status: 'waiting', engine: null, digest: null, arms: [] }
      : { ...common, status: 'done', engine: 'simd', digest, arms: [...arms] };
  });
  const files = points.filter(({ status }) => status === 'done').length;
  const plan = newPlan(spec, axes, { points: points.length, list: digest }, '0.0.0');
  const missing = points.length - files;
  const departures = missing === 0 ? [] : [`${missing} of ${points.length} points are missing`];
  let text = '';
  for await (const part of mergedTexts(
    { plan, target: { loss: spec.sweepTarget, failure: null } },
    (async function* () {
      yield* points;
    })(),
    async () => ({ departures, targets: [], files, digest }),
  ))
    text += part;
  return text;
}
