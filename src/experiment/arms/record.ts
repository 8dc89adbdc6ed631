/** What the record of an arm contains: its names, its source, how it looks and what it does. */
import type { FieldValue } from '../kinds.ts';
import type { farcasterFields } from '../table/forecast-fields.ts';

export interface ArmWords {
  /**
   * `subject`: the method under study; `forecaster`: another learned forecast; `rival`: trivial; `placebo`: must not
   * help.
   */
  readonly role: 'control' | 'subject' | 'forecaster' | 'rival' | 'placebo';
  /** Label on controls and in tables. */
  readonly label: string;
  /** Label at the end of its curve, if that differs from `label`. */
  readonly curve?: string;
  /** Name within a sentence, after an article unless `bare`. */
  readonly name: string;
  /** Set if the name takes no article. */
  readonly bare?: true;
  /** Name at the start of a sentence, before a verb such as "reached" that is the same in singular and plural. */
  readonly subject: string;
  readonly blurb: string;
  /** `_` lowers and `^` raises the next letter or the group in braces. */
  readonly formula: string;
  readonly citation: string | null;
  /** SVG dash pattern; null is solid. */
  readonly dash: string | null;
  /** Hexadecimal, in the light and the dark theme; style sheets read it as `--arm-` plus the arm's id. */
  readonly color: readonly [light: string, dark: string];
  /** Whether it is offered without opening the advanced options. */
  readonly usual?: true;
}

/** What an arm does to its replicas. */
export interface Arm {
  /** Factor on the learning rate. */
  readonly learningRate: number;
  /** Its momentum if the optimizer is plain gradient descent; any other optimizer has its own. */
  readonly momentum: number;
  /** Whether its rate decays along a cosine, whatever the schedule of the other arms. */
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
  /** Whether it changes the weights that training continues from, which invalidates forecasts made before. */
  readonly moves: boolean;
}

/** Parts that are left out behave as in plain training. */
export type ArmRecord = ArmWords & Partial<Arm>;

/** How a forecast is made. */
export type Recipe = FittedRecipe | FormulaRecipe | NetworkRecipe;

/** A linear forecast with fitted coefficients. */
export interface FittedRecipe {
  readonly kind: 'fitted';
  /** Its inputs; null: those of the experiment. */
  readonly columns: FieldValue<(typeof farcasterFields)['columns']> | null;
  /** Whether it has one number for each horizon instead of one for each input. */
  readonly scalar: boolean;
}

/** A linear forecast by a closed formula: nothing is fitted, and at most two inner products are computed. */
export interface FormulaRecipe<Name extends string = string> {
  readonly kind: 'formula';
  readonly formula: Name;
  /** Distance between its inputs, the last of which is the anchor. */
  readonly spacing: 'window' | 'quarter';
  readonly columns: 2 | 3;
  /** The weights over which its inner products are summed; null: none are needed. */
  readonly sums: 'all' | 'layer' | null;
  /** Which candidates are tried; null: the experiment decides. */
  readonly tries: 'all' | 'farthest' | null;
}

/** A network trained on recorded trajectories. It forecasts one horizon. */
export interface NetworkRecipe<Name extends string = string> {
  readonly kind: 'network';
  readonly network: Name;
  /** Its inputs, as fractions of the window. */
  readonly at: readonly number[];
  /** How far ahead its source forecasts, in windows: its horizon is the nearest candidate. */
  readonly ahead: number;
}
