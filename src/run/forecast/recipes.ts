/** The recipes of one experiment applied to its window: the input snapshots of each, and their position among all. */
import type { FitSettings } from '../../core/forecast/basis.ts';
import { columnsOf, type Columns, type ForecastPlan } from '../../core/forecast/forecast-plan.ts';
import { weightGroups } from '../../core/forecast/weight-groups.ts';
import type { ParameterLayout } from '../../core/model/layout.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { recipeOf } from '../../experiment/arms.ts';
import type { FormulaRecipe, NetworkRecipe, Recipe } from '../../experiment/arms/record.ts';

export interface PlannedRecipe {
  readonly recipe: Recipe;
  readonly columns: Columns;
  /** Positions of its inputs among the experiment's sources. */
  readonly slots: readonly number[];
  /** How it is fitted, if it is. */
  readonly fit: FitSettings;
}

export interface ForecastLayout {
  /**
   * Steps from a window's start to every snapshot that is an input of some forecast, ascending; the last is the
   * anchor. Coefficients refer to these.
   */
  readonly sources: readonly number[];
  readonly recipes: Readonly<Partial<Record<ArmId, PlannedRecipe>>>;
  /** The networks among the recipes, in order; their forecasts are further sources, after the snapshots. */
  readonly networks: readonly NetworkRecipe['network'][];
  /** How the farcaster is fitted. */
  readonly fit: FitSettings;
  /** Steps from the window's start to the farcaster's own inputs. */
  readonly farcaster: readonly number[];
  /** The groups that share one set of coefficients. */
  readonly groups: readonly string[];
  /** [tensor]: its group. */
  readonly groupOf: readonly number[];
}

export function forecastLayout(
  spec: ExperimentSpec,
  plan: ForecastPlan,
  parameters: ParameterLayout,
): ForecastLayout {
  const columns = spec.arms.map((arm) => ({ arm, recipe: recipeOf(arm) }));
  const laid = columns.map(({ arm, recipe }) => ({ arm, recipe, columns: layOut(recipe, spec, plan) }));
  const steps = [0, plan.windowSteps, ...laid.flatMap((one) => one.columns.window)];
  const sources = [...new Set(steps)].sort((a, b) => a - b);
  const fit = fitSettings(spec);
  const { names, groupOf } = weightGroups(spec.groups, parameters);
  const networks = laid.flatMap(({ recipe }) => (recipe.kind === 'network' ? [recipe.network] : []));
  return {
    sources,
    networks,
    recipes: Object.fromEntries(
      laid.map(({ arm, ...planned }) => [
        arm,
        {
          ...planned,
          fit: isScalar(planned.recipe) ? oneNumber : fit,
          slots: planned.columns.window.map((step) => sources.indexOf(step)),
        },
      ]),
    ),
    fit,
    farcaster: columnsOf(ownColumns(spec), spec, plan).window,
    groups: names,
    groupOf,
  };
}

export function requireRecipe({ recipes }: ForecastLayout, arm: ArmId): PlannedRecipe {
  const planned = recipes[arm];
  if (planned === undefined) throw new Error(`no forecast is planned for the arm “${arm}”`);
  return planned;
}

/** The farcaster's own inputs; frozen coefficients refer to the window's ends, whatever inputs a fit would use. */
const ownColumns = ({ source, columns }: ExperimentSpec): ExperimentSpec['columns'] =>
  source === 'frozen' ? 'ends' : columns;

/** The fitted scalar: w_n + g (w_n - w_0) is a 1-layer forecast without a constant whose coefficients add up to one. */
const oneNumber: FitSettings = {
  loss: 'squares',
  bias: false,
  sumToOne: true,
  penalty: { reading: 'none', norm: 2, weight: 0, margin: 0 },
};

const isScalar = (recipe: Recipe): boolean => recipe.kind === 'fitted' && recipe.scalar;

function layOut(recipe: Recipe, spec: ExperimentSpec, plan: ForecastPlan): Columns {
  const { windowSteps } = plan;
  const at = (share: number): number => Math.round(share * spec.window) * spec.stride;
  const both = (steps: readonly number[]): Columns => ({ window: steps, fit: steps });
  switch (recipe.kind) {
    case 'fitted':
      return columnsOf(recipe.columns ?? ownColumns(spec), spec, plan);
    case 'formula': {
      const spacing = spacingOf(recipe, spec);
      return both(
        Array.from(
          { length: recipe.columns },
          (_, i, back = recipe.columns - 1 - i) => windowSteps - back * spacing,
        ),
      );
    }
    case 'network':
      return both(recipe.at.map(at));
  }
}

/** Steps between two inputs of a formula. */
const spacingOf = (
  { spacing }: FormulaRecipe,
  { window, stride }: Pick<ExperimentSpec, 'window' | 'stride'>,
): number => (spacing === 'window' ? window : Math.max(1, Math.round(window / 4))) * stride;

const fitSettings = (spec: ExperimentSpec): FitSettings => ({
  loss: spec.fit,
  bias: spec.bias === 'on',
  sumToOne: spec.sum === 'one',
  penalty: {
    reading: spec.penalty,
    norm: spec.penaltyNorm === '1' ? 1 : 2,
    weight: spec.penaltyWeight,
    margin: spec.penaltyMargin,
  },
});
