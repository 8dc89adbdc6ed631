/** How a jump is decided: which candidates are tried, what that costs, and whether the best one is accepted. Pure. */
import { networkWork } from '../../core/cost.ts';
import { fitMultiplies, penalised } from '../../core/forecast/fit.ts';
import { networkOf } from '../../core/forecast/networks.ts';
import { ninoHorizons } from '../../core/forecast/rivals/nino.ts';
import { maxProbes } from '../../core/forecast/rivals/regime.ts';
import { inSteps, type StepWork } from '../../core/ledger.ts';
import { featureNode, type Model } from '../../core/model/model.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import type { NetworkRecipe, Recipe } from '../../experiment/arms/record.ts';
import type { PlannedRecipe } from '../forecast/recipes.ts';

type Policy = Pick<ExperimentSpec, 'gate' | 'tolerance' | 'horizons' | 'regime'>;

/** Index of the horizon that a network is trained for: the candidate nearest to the horizon of its source. */
export function networkHorizon(
  { ahead }: NetworkRecipe,
  horizons: readonly number[],
  windowSteps: number,
): number {
  return nearest(horizons, ahead * windowSteps);
}

/** Indexes of the candidate horizons that a recipe tries at forecast number `turn` of `turns`. */
export function candidatesOf(
  recipe: Recipe,
  policy: Policy,
  horizons: readonly number[],
  windowSteps: number,
  turn: number,
  turns: number,
): readonly number[] {
  const all = horizons.map((_, index) => index);
  const farthest = all.slice(-1);
  if (recipe.kind === 'network') return [networkHorizon(recipe, horizons, windowSteps)];
  if (recipe.kind === 'formula' && recipe.tries !== null) return recipe.tries === 'all' ? all : farthest;
  switch (policy.horizons) {
    case 'search':
      return all;
    case 'farthest':
      return farthest;
    case 'nino': {
      const share = (ninoHorizons(turns, 1)[turn] ?? 1) / 40;
      return [nearest(horizons, share * horizons.at(-1)!)];
    }
  }
}

/**
 * Validation passes of a decision: one per candidate if there is a choice, plus one for the persistence forecast to
 * compare with.
 */
const guardPasses = (candidates: number, { gate }: Pick<Policy, 'gate'>): number =>
  gate === 'always' ? (candidates > 1 ? candidates : 0) : candidates + 1;

export interface CostSettings {
  /** Examples per training step, and in the validation split. */
  readonly batch: number;
  readonly guard: number;
  readonly model: Model;
  /** Number of horizons of the experiment. */
  readonly horizons: number;
  /** [group]: number of weights used as training pairs if inner products are not enough. */
  readonly rows: readonly number[];
}

/** Multiply-adds of a regime check: the features of all probes, with the weights then and now. */
const regimeMultiplies = ({ guard, model }: Pick<CostSettings, 'guard' | 'model'>): number =>
  2 * Math.min(guard, maxProbes) * networkWork(model, featureNode(model)).forward;

/** Cost of a regime check in gradient-step equivalents. */
export const regimeCost = (settings: CostSettings): number =>
  inSteps(regimeMultiplies(settings), stepOf(settings));

/**
 * Cost of one considered jump in gradient-step equivalents. The runs that transfer and networks are trained on are
 * not charged.
 */
export function considerationCost(
  planned: Pick<PlannedRecipe, 'recipe' | 'columns' | 'fit'>,
  candidates: number,
  spec: Pick<ExperimentSpec, 'source'> & Policy,
  settings: CostSettings,
): number {
  const { guard, model } = settings;
  const { recipe, columns } = planned;
  const step = stepOf(settings);
  const passes = guardPasses(candidates, spec) * guard * step.network.forward;
  const look = spec.regime === 'stable' ? regimeMultiplies(settings) : 0;
  const perWeight =
    recipe.kind === 'network' ? networkOf(recipe).multiplies : columns.window.length * candidates;
  const forecast = perWeight * model.parameters.count;
  return inSteps(passes + look + forecast + fitting(planned, candidates, spec, settings), step);
}

const stepOf = ({ batch, model }: CostSettings): StepWork => ({
  batch,
  network: networkWork(model),
});

/** Multiply-adds of fitting a forecast's coefficients on its own run. */
function fitting(
  { recipe, columns, fit }: Pick<PlannedRecipe, 'recipe' | 'columns' | 'fit'>,
  candidates: number,
  { source }: Pick<ExperimentSpec, 'source'>,
  { model: { parameters }, horizons, rows }: CostSettings,
): number {
  if (recipe.kind === 'network') return 0;
  // Inner products of two differences, with each other and with themselves.
  if (recipe.kind === 'formula') return recipe.sums === null ? 0 : 3 * parameters.count;
  if (source === 'transfer' || source === 'frozen') return 0;
  return fitMultiplies(fit, {
    columns: columns.fit.length,
    // A penalty couples all horizons; without one, horizons that are not tried need no fit.
    horizons: penalised(fit) ? horizons : candidates,
    weights: parameters.count,
    rows,
  });
}

/** Whether a jump from loss `before` to loss `after` is accepted. */
export function accepts(before: number, after: number, { gate, tolerance }: Policy): boolean {
  switch (gate) {
    case 'strict':
      return after < before;
    case 'tolerance':
      return after <= before * (1 + tolerance);
    case 'always':
      return true;
    case 'never':
      return false;
  }
}

/** The candidate with the lowest loss; NaN loses to any number. */
export function best(candidates: readonly number[], lossAt: (candidate: number) => number): number {
  return candidates.reduce((leader, candidate) =>
    lossAt(candidate) < lossAt(leader) || Number.isNaN(lossAt(leader)) ? candidate : leader,
  );
}

function nearest(values: readonly number[], wanted: number): number {
  return best(
    values.map((_, index) => index),
    (index) => Math.abs(values[index]! - wanted),
  );
}
