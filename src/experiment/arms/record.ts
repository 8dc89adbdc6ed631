/** What the record of an arm says: what it is called, where it comes from, how it looks, and what it does. */
import type { FieldValue } from '../kinds.ts';
import type { farcasterFields } from '../table/forecast-fields.ts';

export interface ArmWords {
  /** `subject`: what is studied; `forecaster`: another learned forecast; `rival`: trivial; `placebo`: must not work. */
  readonly role: 'control' | 'subject' | 'forecaster' | 'rival' | 'placebo';
  /** On controls and in tables. */
  readonly label: string;
  /** At the end of its curve, where that is not the label. */
  readonly curve?: string;
  /** Within a sentence, after an article, unless `bare`. */
  readonly name: string;
  /** Set where the name takes no article. */
  readonly bare?: true;
  /** At the start of a sentence, plural or singular as it stands before "reached". */
  readonly subject: string;
  readonly blurb: string;
  /** `_` lowers and `^` raises the next letter or group in braces. */
  readonly formula: string;
  readonly citation: string | null;
  /** SVG dash pattern; null is solid. Its colour is `--arm-` and its id in tokens.css. */
  readonly dash: string | null;
  /** Whether it is offered without asking for more. */
  readonly usual?: true;
}

/** What an arm does to its replicas. */
export interface Arm {
  /** Factor on the learning rate. */
  readonly learningRate: number;
  /** Its momentum where the optimizer is plain gradient descent; any other has its own. */
  readonly momentum: number;
  /** Whether its rate falls along a cosine, whatever the schedule of the others. */
  readonly decays: boolean;
  /** What is done between forecasts; null: nothing. */
  readonly between: BetweenForecasts | null;
  /** How it jumps; null for an arm that never does. */
  readonly jumps: Recipe | null;
  /** What it does whenever the subject of its seed jumps; null: nothing. */
  readonly follows: 'random' | 'surgery' | null;
}

export interface BetweenForecasts<Name extends string = string> {
  /** Its name in src/run/between.ts. */
  readonly does: Name;
  /** Whether training goes on from other weights, so that a forecast made before no longer holds. */
  readonly moves: boolean;
}

/** What is left out is plain training. */
export type ArmRecord = ArmWords & Partial<Arm>;

/** How a forecast is made. */
export type Recipe = FittedRecipe | FormulaRecipe | NetworkRecipe;

/** A linear forecast with fitted coefficients. */
export interface FittedRecipe {
  readonly kind: 'fitted';
  /** Its columns; null: those of the experiment. */
  readonly columns: FieldValue<(typeof farcasterFields)['columns']> | null;
  /** Whether it has one number for each horizon instead of one for each column. */
  readonly scalar: boolean;
}

/** A linear forecast by a closed formula: nothing is fitted, at most two sums are taken. */
export interface FormulaRecipe<Name extends string = string> {
  readonly kind: 'formula';
  readonly formula: Name;
  /** How far its columns lie apart, the last of them at the anchor. */
  readonly spacing: 'window' | 'quarter';
  readonly columns: 2 | 3;
  /** Over which weights its sums are taken; null: none are needed. */
  readonly sums: 'all' | 'layer' | null;
  /** Which candidates are tried, where the experiment does not say: null leaves it to the experiment. */
  readonly tries: 'all' | 'farthest' | null;
}

/** A network trained on recorded trajectories. It forecasts one horizon. */
export interface NetworkRecipe<Name extends string = string> {
  readonly kind: 'network';
  readonly network: Name;
  /** Its columns, as shares of the window. */
  readonly at: readonly number[];
  /** How far ahead its source forecasts, in windows: the candidate nearest to that is its horizon. */
  readonly ahead: number;
}
