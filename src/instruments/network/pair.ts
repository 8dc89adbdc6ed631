/** Which networks are viewed: a control and a treated replica of one seed, and the frame at a step. */
import { controlArm } from '../../experiment/arms.ts';
import type { ArmId } from '../../experiment/fields.ts';
import type { RecordedFrame, RunHistory } from '../../record/history.ts';
import type { AppState, ViewPreferences } from '../../store/state.ts';
import type { Whose } from '../../store/select/rows.ts';
import { mainArm } from '../../record/judgement/judgement.ts';

/** In place of panels that show weights, before there are any. */
export const noWeights = 'Appears once the initial weights are recorded.';

/** The viewed replica, step (null: the latest) and forecast. */
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

export interface Shown {
  readonly side: NetworkSide;
  readonly replica: number;
  readonly arm: ArmId;
  readonly seed: number;
}

/** The control, if there is one, and the chosen or main treatment. */
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

/** The chosen arm, or the main one. */
export const pairedArm = (arms: readonly ArmId[], chosen: ArmId): ArmId | null =>
  chosen !== controlArm && arms.includes(chosen) ? chosen : mainArm({ arms: [...arms] });

/** The latest frame up to a step. */
export function frameAt({ frames }: RunHistory, at: number | null): RecordedFrame | null {
  let found: RecordedFrame | null = null;
  for (const frame of frames) if (at === null || frame.step <= at) found = frame;
  return found;
}

export const weightsIn = (
  { prepared: { model } }: RunHistory,
  { weights }: RecordedFrame,
  replica: number,
): Float32Array => {
  const { count } = model.parameters;
  return weights.subarray(replica * count, (replica + 1) * count);
};

export const jumpStepsOf = ({ jumps }: RunHistory, replica: number): number[] =>
  jumps[replica]!.flatMap(({ step, accepted }) => (accepted ? [step] : []));
