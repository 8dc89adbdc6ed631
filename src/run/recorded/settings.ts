/**
 * How recorded runs are analysed: the settings of a forecast that apply to them, and values that suit the number of
 * checkpoints. The names are those of the experiment's fields.
 */
import { median } from '../../core/evidence/statistics.ts';
import { armKind, armNames, armRecords } from '../../experiment/arms.ts';
import { defaultSpec, type ArmId, type ExperimentSpec } from '../../experiment/fields.ts';

/** The fields of an experiment that an analysis reads. `window` and `reach` count checkpoints `stride` steps apart. */
export const recordedFields = [
  ...(['window', 'stride', 'columns', 'lastColumns', 'fit', 'bias', 'sum', 'groups'] as const),
  ...(['penalty', 'penaltyWeight', 'penaltyNorm', 'penaltyMargin'] as const),
  ...(['source', 'split', 'reach', 'frozen', 'candidates'] as const),
] as const;

export type RecordedSettings = Pick<ExperimentSpec, (typeof recordedFields)[number]> & {
  /** Steps of the forecasts; null: every checkpoint that has a window before it and a target after it. */
  readonly anchors: readonly number[] | null;
};

/**
 * Forecasts that need no training: everything fitted or by formula, each formula once (the line search and the
 * endpoint line differ only in the horizon that they choose).
 */
export const recordedMethods: readonly ArmId[] = armNames.filter((arm) => {
  const { jumps } = armRecords[arm];
  return armKind(arm) === 'fitted' || (jumps?.kind === 'formula' && jumps.tries !== 'all');
});

/**
 * Settings that suit checkpoints at these steps: a window of about a quarter of them, fitted on its own first third (or
 * half, if they are few).
 */
export function settingsFor(steps: readonly number[]): RecordedSettings {
  const { spacing, length } = evenSpacing(steps);
  const gap = median(steps.slice(1).map((step, i) => step - steps[i]!));
  // Checkpoints that are mostly spaced unevenly are taken by their usual distance.
  const isUneven = 2 * length <= steps.length;
  const stride = isUneven ? Math.max(1, Math.round(gap)) : spacing;
  const longest = isUneven ? Math.floor((steps.at(-1)! - steps[0]!) / stride) + 1 : length;
  const split = longest < 13 ? 2 : 3;
  const window = Math.max(split, split * Math.floor(longest / (4 * split) + 0.25));
  return {
    ...(Object.fromEntries(recordedFields.map((name) => [name, defaultSpec[name]])) as Pick<
      ExperimentSpec,
      (typeof recordedFields)[number]
    >),
    ...{ window, stride, split, reach: Math.max(1, Math.floor(longest / 2)), anchors: null },
  };
}

/** The longest evenly spaced sequence of steps: its spacing, in steps, and length; the smallest spacing of several. */
function evenSpacing(steps: readonly number[]): { readonly spacing: number; readonly length: number } {
  const known = new Set(steps);
  const spacings = [...new Set(steps.slice(1).map((step, i) => step - steps[i]!))].sort((a, b) => a - b);
  let best = { spacing: spacings[0] ?? 1, length: 0 };
  for (const spacing of spacings) {
    for (const step of steps) {
      if (known.has(step - spacing)) continue;
      let length = 1;
      while (known.has(step + length * spacing)) length += 1;
      if (length > best.length) best = { spacing, length };
    }
  }
  return best;
}
