/** How a jump is decided: which candidates are tried, what that costs, and whether the best one is taken. Pure. */
import { penalisedRounds, penalisedRows } from '../../core/forecast/fits/penalised.ts';
import { robustPasses } from '../../core/forecast/fits/robust.ts';
import { pointNetworks } from '../../core/forecast/networks.ts';
import { ninoHorizons } from '../../core/forecast/rivals/nino.ts';
import { jumpCost } from '../../core/ledger.ts';
import { mostRows } from '../../core/memory.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import type { Recipe } from '../arms.ts';

type Policy = Pick<ExperimentSpec, 'gate' | 'tolerance' | 'horizons' | 'regime'>;

/** Index of the horizon that a network is trained for: the candidate nearest to what its source uses. */
export function networkHorizon(
  recipe: Extract<Recipe, { kind: 'network' }>,
  horizons: readonly number[],
  windowSteps: number,
): number {
  // Introspection forecasts w_2t from w_t; WNN as many snapshots ahead as it looks back on.
  return nearest(horizons, recipe.network === 'introspection' ? windowSteps : 1.25 * windowSteps);
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

/** Guard passes that deciding takes: the candidates where one has to be chosen, and staying where it is compared with. */
const guardPasses = (candidates: number, { gate, regime }: Policy): number =>
  (gate === 'always' ? (candidates > 1 ? candidates : 0) : candidates + 1) + (regime === 'stable' ? 1 : 0);

export interface CostSettings {
  /** Examples per training step, and in the guard split. */
  readonly batch: number;
  readonly guard: number;
  /** Weights of a network. */
  readonly weights: number;
}

/** Gradient-step equivalents of one considered jump. What transfer and networks were trained on is not charged. */
export function considerationCost(
  recipe: Recipe,
  columns: number,
  candidates: number,
  spec: FitPolicy & Policy,
  { batch, guard, weights }: CostSettings,
): number {
  const passes = guardPasses(candidates, spec);
  const forecast =
    recipe.kind === 'network' ? pointNetworks[recipe.network].multiplies : columns * candidates;
  return jumpCost({
    batch,
    guard,
    passes,
    multiplies: forecast + fitMultiplies(recipe, columns, candidates, spec, weights),
  });
}

type FitPolicy = Pick<ExperimentSpec, 'source' | 'fit' | 'penalty' | 'penaltyWeight'>;

/** Products of the fit's features with each other and with every target, once for every round that it may take. */
function fitMultiplies(
  recipe: Recipe,
  columns: number,
  candidates: number,
  { source, fit, penalty, penaltyWeight }: FitPolicy,
  weights: number,
): number {
  if (recipe.kind === 'network') return 0;
  if (recipe.kind === 'formula') return recipe.sums === null ? 0 : 3;
  if (source === 'transfer' || source === 'frozen') return 0;
  if (recipe.scalar) return 1 + candidates;
  const features = columns + 1;
  const once = (features * (features + 1)) / 2 + features * candidates;
  if (penalty !== 'none' && penaltyWeight > 0) {
    const rounds = penalty === 'shrinking' ? penalisedRounds.both : penalisedRounds.one;
    return rounds * once * Math.min(1, penalisedRows / weights);
  }
  return fit === 'squares' ? once : robustPasses[fit] * once * Math.min(1, mostRows / weights);
}

/** Whether a jump to loss `after` is made from loss `before`. */
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

/** The candidate with the lowest loss; one that is not a number loses to any that is. */
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
