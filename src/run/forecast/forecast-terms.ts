/**
 * Makes one round's forecasts: for every replica and horizon the coefficients over the experiment's sources, from its
 * recipe and the experiment's source of training pairs.
 */
import { stayTerms, type Terms } from '../../core/forecast/basis.ts';
import { differenceColumns } from '../../core/forecast/rivals/differences.ts';
import { formulaOf } from '../../core/forecast/rivals/formulas.ts';
import { jumpingTensors } from '../../core/forecast/jump-part.ts';
import { closedForm } from '../../core/forecast/rates.ts';
import type { SnapshotId, Trajectory } from '../../engine/engine.ts';
import { frozenHorizons, type FrozenSet } from '../../experiment/frozen.ts';
import type { FormulaRecipe } from '../../experiment/arms/record.ts';
import { among, forAllTensors, type TensorTerms } from '../mixes.ts';
import type { GroupTerms } from './pairs.ts';
import type { ForecastingPlan } from '../plan/plan.ts';
import type { PlannedRecipe } from './recipes.ts';

/** Decay rate per snapshot of the geometric solution that is used if no frozen coefficients are given. */
const frozenRate = 0.98;

/** Coefficients over a recipe's inputs [inputs + 1], placed among all sources [sources + 1]. */
function setOut(terms: Terms, slots: readonly number[], sources: number): Float64Array {
  const all = new Float64Array(sources + 1);
  slots.forEach((slot, column) => {
    all[slot] = terms[column]!;
  });
  all[sources] = terms[slots.length]!;
  return all;
}

/** Fitted coefficients of one horizon, by group, expanded to every tensor. */
export function fittedTerms(
  byGroup: readonly Terms[],
  { slots }: PlannedRecipe,
  { layout: { groupOf }, sourceCount }: ForecastingPlan,
): TensorTerms {
  const width = sourceCount + 1;
  const all = new Float64Array(groupOf.length * width);
  for (let tensor = 0; tensor < groupOf.length; tensor += 1) {
    const terms = byGroup[groupOf[tensor]!]!;
    for (let column = 0; column < slots.length; column += 1)
      all[tensor * width + slots[column]!] = terms[column]!;
    all[tensor * width + sourceCount] = terms[slots.length]!;
  }
  return all;
}

/** Coefficients of the persistence forecast. */
export const staying = (plan: ForecastingPlan): TensorTerms =>
  forAllTensors(
    setOut(stayTerms(2), [0, plan.layout.sources.length - 1], plan.sourceCount),
    plan.layout.groupOf.length,
  );

/** Coefficients that take the forecast of network number `index` unchanged. */
export function networkTerms(plan: ForecastingPlan, index: number): TensorTerms {
  const terms = new Float64Array(plan.sourceCount + 1);
  terms[plan.layout.sources.length + index] = 1;
  return forAllTensors(terms, plan.layout.groupOf.length);
}

/**
 * Frozen coefficients over the window's ends; the geometric solution if none are given. Other inputs are unused. A
 * horizon has one set per group, or a single set for all.
 */
export function frozenTerms({ spec, layout, forecast }: ForecastingPlan, columns: number): GroupTerms {
  const given = frozenHorizons(spec.frozen);
  const termsOf = ([first, last, constant]: FrozenSet): Terms => {
    const terms = new Float64Array(columns + 1);
    terms[0] = first;
    terms[columns - 1] = last;
    terms[columns] = constant;
    return terms;
  };
  return forecast.horizons.map((horizon) => {
    const sets = given.find((row) => row.horizon * spec.stride === horizon)?.sets;
    if (sets?.length === layout.groups.length) return sets.map(termsOf);
    const { first, last } = closedForm(frozenRate, spec.window, horizon / spec.stride);
    const terms = termsOf(sets?.at(-1) ?? [first, last, 0]);
    return layout.groups.map(() => terms);
  });
}

/**
 * The forecasts of a formula: [one of `own`][horizon]. Sums are taken over its own snapshots, by layer or over all
 * weights.
 */
export async function formulaTerms(
  trajectory: Trajectory,
  plan: ForecastingPlan,
  planned: PlannedRecipe,
  recipe: FormulaRecipe,
  own: readonly number[],
  snapshots: readonly SnapshotId[],
): Promise<TensorTerms[][]> {
  const { forecast, sourceCount } = plan;
  const { tensors } = plan.parameters;
  const size = 4;
  const [before, last] = planned.columns.window.slice(-2) as [number, number];
  const spacing = last - before;
  const blockOf = tensors.map(({ block }) => (recipe.sums === 'layer' ? block : 0));
  const blocks = [...new Set(blockOf)];
  /** [tensor]: the group over which its sums are taken, and so its coefficients. */
  const groupOf = blockOf.map((block) => blocks.indexOf(block));
  const termsFrom = (differences: readonly Float64Array[]): TensorTerms[] =>
    forecast.horizons.map((horizon) => {
      const all = new Float64Array(tensors.length * (sourceCount + 1));
      const terms = differences.map((sums) => formulaOf(recipe)(horizon, spacing, sums));
      const set = terms.map((own) => setOut(own, planned.slots.slice(-(own.length - 1)), sourceCount));
      groupOf.forEach((group, tensor) => {
        all.set(set[group]!, tensor * (sourceCount + 1));
      });
      return all;
    });
  if (recipe.sums === null) {
    const same = termsFrom([new Float64Array(size).fill(NaN)]);
    return own.map(() => same);
  }
  const columns = { snapshots, count: 2, coefficients: Float64Array.from(differenceColumns), groupOf };
  const sums = await trajectory.gram(columns, among(own, plan.replicas.length));
  return own.map((r) =>
    termsFrom(blocks.map((_, group) => sums.subarray((r * blocks.length + group) * size).subarray(0, size))),
  );
}

/**
 * The coefficients of a jump: a fraction alpha of the forecast displacement, and none of it in tensors that do not
 * jump. The anchor is the last of the sources' snapshots.
 */
export function jumpTerms(forecast: TensorTerms, plan: ForecastingPlan): TensorTerms {
  const { sourceCount, layout, parameters, spec } = plan;
  if (spec.part === 'all' && spec.damping === 1) return forecast;
  const width = sourceCount + 1;
  const anchor = layout.sources.length - 1;
  const terms = forecast.slice();
  jumpingTensors(spec.part, parameters).forEach((moves, tensor) => {
    if (moves && spec.damping === 1) return;
    for (let i = 0; i < width; i += 1) {
      const stay = i === anchor ? 1 : 0;
      const at = tensor * width + i;
      terms[at] = moves ? stay + spec.damping * (terms[at]! - stay) : stay;
    }
  });
  return terms;
}
