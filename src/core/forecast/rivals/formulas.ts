/** The formulas that arms forecast by, by name. What each looks at is in its arm's recipe. */
import type { FormulaName } from '../../../experiment/arms.ts';
import type { FormulaRecipe } from '../../../experiment/arms/record.ts';
import type { Terms } from '../basis.ts';
import { aitkenTerms } from './aitken.ts';
import { endpointTerms } from './lines.ts';
import { quadraticTerms } from './quadratic.ts';

/**
 * Terms over its last columns, as many as they name, for a horizon and a spacing of columns in steps, from inner
 * products [2, 2] of the last two differences (NaN where the recipe asks for no sums).
 */
export type Formula = (horizon: number, spacing: number, differences: Float64Array) => Terms;

const formulas: Readonly<Record<FormulaName, Formula>> = {
  line: endpointTerms,
  quadratic: quadraticTerms,
  aitken: (horizon, spacing, differences) => aitkenTerms(horizon / spacing, differences),
};

export const formulaOf = ({ formula }: FormulaRecipe): Formula => formulas[formula as FormulaName];
