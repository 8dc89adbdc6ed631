/** The formulas that arms forecast by, by name. The inputs of each are in its arm's recipe. */
import type { FormulaName } from '../../../experiment/arms.ts';
import type { FormulaRecipe } from '../../../experiment/arms/record.ts';
import type { Terms } from '../basis.ts';
import { aitkenTerms } from './aitken.ts';
import { endpointTerms } from './lines.ts';
import { quadraticTerms } from './quadratic.ts';

/**
 * Coefficients over its inputs, for a horizon and a spacing of inputs in steps, from inner products [2, 2] of the
 * last two differences (NaN if the recipe needs none).
 */
export type Formula = (horizon: number, spacing: number, differences: Float64Array) => Terms;

const formulas: Readonly<Record<FormulaName, Formula>> = {
  line: endpointTerms,
  quadratic: quadraticTerms,
  aitken: (horizon, spacing, differences) => aitkenTerms(horizon / spacing, differences),
};

export const formulaOf = ({ formula }: FormulaRecipe): Formula => formulas[formula as FormulaName];
