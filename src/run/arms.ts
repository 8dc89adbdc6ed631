/** The arms: what each does to its replicas, as data. A new treatment is a row here, in the field table and in its words. */
import { aitkenTerms } from '../core/forecast/rivals/aitken.ts';
import type { Terms } from '../core/forecast/basis.ts';
import type { ColumnSet } from '../core/forecast/forecast-plan.ts';
import type { NetworkName } from '../core/forecast/networks.ts';
import { endpointTerms, recentTerms } from '../core/forecast/rivals/lines.ts';
import { quadraticTerms } from '../core/forecast/rivals/quadratic.ts';
import type { ArmId } from '../experiment/fields.ts';

export interface Arm {
  /** Factor on the learning rate. */
  readonly learningRate: number;
  /** Its momentum where the optimizer is plain gradient descent; any other has its own. */
  readonly momentum: number;
  /** Whether its rate falls along a cosine, whatever the schedule of the others. */
  readonly decays: boolean;
  /** What is done between forecasts; null: nothing. */
  readonly between: 'lookahead' | 'average' | null;
  /** How it jumps; null for an arm that never does. */
  readonly jumps: Recipe | null;
  /** What it does whenever the farcaster of its seed jumps; null: nothing. */
  readonly follows: 'random' | 'surgery' | null;
}

/** How a forecast is made. */
export type Recipe = FittedRecipe | FormulaRecipe | NetworkRecipe;

/** A linear forecast with fitted coefficients. */
export interface FittedRecipe {
  readonly kind: 'fitted';
  /** Its columns; null: those of the experiment. */
  readonly columns: ColumnSet | null;
  /** Whether it has one number for each horizon instead of one for each column. */
  readonly scalar: boolean;
}

/** A linear forecast by a closed formula: nothing is fitted, at most two sums are taken. */
export interface FormulaRecipe {
  readonly kind: 'formula';
  /** How far its columns lie apart, the last of them at the anchor. */
  readonly spacing: 'window' | 'quarter';
  readonly columns: 2 | 3;
  /**
   * Terms over its last columns, as many as they name, for a horizon and a spacing in steps, from inner
   * products [2, 2] of the last two differences (NaN where `sums` is null).
   */
  readonly terms: (horizon: number, spacing: number, differences: Float64Array) => Terms;
  /** Over which weights those sums are taken; null: none are needed. */
  readonly sums: 'all' | 'layer' | null;
  /** Which candidates are tried, where the experiment does not say: null leaves it to the experiment. */
  readonly tries: 'all' | 'farthest' | null;
}

/** A network trained on recorded trajectories. It forecasts one horizon. */
export interface NetworkRecipe {
  readonly kind: 'network';
  readonly network: NetworkName;
}

const plain: Arm = {
  ...{ learningRate: 1, momentum: 0, decays: false },
  ...{ between: null, jumps: null, follows: null },
};
const fitted = (columns: ColumnSet, scalar = false): Arm => ({
  ...plain,
  jumps: { kind: 'fitted', columns, scalar },
});
const formula = (recipe: Omit<FormulaRecipe, 'kind'>): Arm => ({
  ...plain,
  jumps: { kind: 'formula', ...recipe },
});
const network = (name: NetworkName): Arm => ({
  ...plain,
  jumps: { kind: 'network', network: name },
});

const farcaster: Recipe = { kind: 'fitted', columns: null, scalar: false };

export const arms: Readonly<Record<ArmId, Arm>> = {
  control: plain,
  farcaster: { ...plain, jumps: farcaster },
  scalar: fitted('ends', true),
  search: formula({ spacing: 'window', columns: 2, terms: endpointTerms, sums: null, tries: 'all' }),
  endpoint: formula({ spacing: 'window', columns: 2, terms: endpointTerms, sums: null, tries: 'farthest' }),
  recent: formula({ spacing: 'quarter', columns: 2, terms: recentTerms, sums: null, tries: null }),
  quadratic: formula({ spacing: 'quarter', columns: 3, terms: quadraticTerms, sums: 'all', tries: null }),
  aitken: formula({
    spacing: 'quarter',
    columns: 3,
    terms: (horizon, spacing, differences) => aitkenTerms(horizon / spacing, differences),
    sums: 'layer',
    tries: null,
  }),
  columns: fitted('all'),
  points: fitted('four'),
  introspection: network('introspection'),
  wnn: network('wnn'),
  average: { ...plain, between: 'average' },
  lookahead: { ...plain, between: 'lookahead' },
  random: { ...plain, follows: 'random' },
  surgery: { ...plain, follows: 'surgery' },
  faster: { ...plain, learningRate: 2 },
  decay: { ...plain, decays: true },
  momentum: { ...plain, momentum: 0.9 },
};

/** An arm's own forecast, or the farcaster's, which is drawn and scored on replicas that never jump. */
export const recipeOf = (arm: ArmId): Recipe => arms[arm].jumps ?? farcaster;
