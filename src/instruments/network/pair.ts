/** Which networks are looked at, and where: a control and a treated replica of one seed, and the frame at a step. */
import { controlArm } from '../../experiment/arms.ts';
import type { ArmId } from '../../experiment/fields.ts';
import type { RecordedFrame, RunHistory } from '../../record/history.ts';
import type { AppState, ViewPreferences } from '../../store/state.ts';
import type { Whose } from '../../store/select/rows.ts';
import { mainArm } from '../../record/judgement/judgement.ts';

/** How a person looks: whose weights, which step (null: the newest), and which forecast, if one was chosen. */
export interface Look extends Whose, Pick<ViewPreferences, 'focusAnchor'> {
  readonly at: number | null;
}

export const lookOf = ({ at, view: { weightsArm, weightsSeed, focusAnchor } }: AppState): Look => ({
  at,
  focusAnchor,
  weightsArm,
  weightsSeed,
});

/** The same, and at which examples of the task. */
export const lookAtSample = (state: AppState): Look & Pick<AppState, 'sample'> => ({
  ...lookOf(state),
  sample: state.sample,
});

export type NetworkSide = 'control' | 'treated';

/** A replica that is looked at. */
export interface Shown {
  readonly side: NetworkSide;
  readonly replica: number;
  readonly arm: ArmId;
  readonly seed: number;
}

/** The control, if there is one, and the treated arm: the one chosen for the weights chart, or the one that a run is about. */
export function pairShown({ prepared: { replicas }, spec }: RunHistory, whose: Whose): Shown[] {
  const seed = spec.seeds.includes(whose.weightsSeed) ? whose.weightsSeed : spec.seeds[0];
  const wanted = pairedArm(spec.arms, whose.weightsArm);
  const arms: readonly (readonly [NetworkSide, ArmId | null])[] = [
    ['control', controlArm],
    ['treated', wanted],
  ];
  return arms.flatMap(([side, arm]): Shown[] => {
    const replica = replicas.findIndex((label) => label.arm === arm && label.seed === seed);
    const label = replicas[replica];
    return label === undefined ? [] : [{ side, replica, arm: label.arm, seed: label.seed }];
  });
}

/** The arm beside the control: the chosen one, or the one that the run is about; null where there is none. */
export const pairedArm = (arms: readonly ArmId[], chosen: ArmId): ArmId | null =>
  chosen !== controlArm && arms.includes(chosen) ? chosen : mainArm({ arms: [...arms] });

/** The newest frame at or before a step; null while there is none. */
export function frameAt({ frames }: RunHistory, at: number | null): RecordedFrame | null {
  let found: RecordedFrame | null = null;
  for (const frame of frames) if (at === null || frame.step <= at) found = frame;
  return found;
}

/** All weights [parameter] of a replica in a frame. */
export const weightsIn = (
  { prepared: { model } }: RunHistory,
  { weights }: RecordedFrame,
  replica: number,
): Float32Array => {
  const { count } = model.parameters;
  return weights.subarray(replica * count, (replica + 1) * count);
};

/** Steps at which a replica jumped. */
export const jumpStepsOf = ({ jumps }: RunHistory, replica: number): number[] =>
  jumps[replica]!.flatMap(({ step, accepted }) => (accepted ? [step] : []));
