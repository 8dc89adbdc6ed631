/**
 * The arms: one record each, in `arms/`, with its names, its looks and what it does. Other modules ask about arms
 * here, by what they do and not by name.
 */
import { formulaArms } from './arms/formulas.ts';
import { learnedArms } from './arms/learned.ts';
import { mainArms } from './arms/main.ts';
import { otherArms } from './arms/other.ts';
import type {
  Arm,
  ArmRecord,
  ArmWords,
  BetweenForecasts,
  FormulaRecipe,
  NetworkRecipe,
  Recipe,
} from './arms/record.ts';

/** Their order in links and on the page. */
const records = { ...mainArms, ...formulaArms, ...learnedArms, ...otherArms };

/** One treatment. */
export type ArmId = keyof typeof records;

type Recipes<Kind> = Extract<
  { [Id in ArmId]: (typeof records)[Id] }[ArmId],
  { jumps: { kind: Kind } }
>['jumps'];
/** Formulas and networks by name. */
export type FormulaName = Extract<Recipes<'formula'>, FormulaRecipe>['formula'];
export type NetworkName = Extract<Recipes<'network'>, NetworkRecipe>['network'];
/** What arms do between forecasts, by name. */
export type BetweenName = Extract<
  { [Id in ArmId]: (typeof records)[Id] }[ArmId],
  { between: BetweenForecasts }
>['between']['does'];

const plain: Arm = {
  ...{ learningRate: 1, momentum: 0, decays: false },
  ...{ between: null, jumps: null, follows: null },
};

export const armNames = Object.keys(records) as readonly ArmId[];

export const armRecords = Object.fromEntries(
  Object.entries<ArmRecord>(records).map(([arm, record]) => [arm, { ...plain, ...record }]),
) as Readonly<Record<ArmId, Arm & ArmWords>>;

function firstArm(fits: (record: Arm & ArmWords) => boolean): ArmId {
  const found = armNames.find((arm) => fits(armRecords[arm]));
  if (found === undefined) throw new Error('an arm that others are compared with has no record');
  return found;
}
/** The control: plain training, which all other arms are compared with. */
export const controlArm = firstArm(({ role }) => role === 'control');
/** The arm under study, if it is part of a run: placebos follow it, and verdicts are about it. */
export const subjectArm = firstArm(({ role }) => role === 'subject');
/** The replacement for a rival that an optimizer makes redundant: plain training at another rate. */
export const rateRival = firstArm(({ learningRate }) => learningRate > 1);

/** `follows`: jumps whenever the subject of its seed does. `none`: never jumps. */
export type ArmKind = Recipe['kind'] | 'follows' | 'none';

export const armKind = (arm: ArmId): ArmKind =>
  armRecords[arm].jumps?.kind ?? (armRecords[arm].follows === null ? 'none' : 'follows');

/** Its own forecast, or that of the subject, which is drawn and scored on replicas that never jump. */
export const recipeOf = (arm: ArmId): Recipe => armRecords[arm].jumps ?? mainArms.farcaster.jumps;

/** Whether it adds momentum, which is possible only with plain gradient descent. */
export const bringsMomentum = (arm: ArmId): boolean => armRecords[arm].momentum > 0;

/** Whether its forecasts are a network's: for one horizon, without coefficients, learned from other seeds' runs. */
export const isNetwork = (arm: ArmId): boolean => armKind(arm) === 'network';

/** Whether its forecasts have coefficients fitted on the experiment's source. */
export const isFitted = (arm: ArmId): boolean => armKind(arm) === 'fitted';

/** Whether it jumps by its own forecast. */
export const considersJumps = (arm: ArmId): boolean => armRecords[arm].jumps !== null;

/** Whether its forecasts are on the straight line through its window's ends. */
export const followsWindowLine = (arm: ArmId): boolean => {
  const { jumps } = armRecords[arm];
  return jumps?.kind === 'formula' && jumps.formula === 'line' && jumps.spacing === 'window';
};

/** Whether the verdict compares the subject with it: any arm that needs no learned forecast. */
export const isTrivial = (arm: ArmId): boolean =>
  armRecords[arm].role === 'rival' || armRecords[arm].role === 'placebo';
