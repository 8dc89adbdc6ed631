/** Quality at equal cost, and the last evaluation on the test split. */
import type { Descent } from '../../../core/evidence/descent.ts';
import { equalCost } from '../../../core/evidence/equal-cost.ts';
import { pairedMean, type PairedMean } from '../../../core/evidence/statistics.ts';
import { shortLoss } from '../../../core/evidence/verdict.ts';
import { armWords } from '../../../experiment/arm-words.ts';
import type { ExperimentSpec } from '../../../experiment/fields.ts';
import { metricTitle } from '../../../experiment/metric-words.ts';
import type { RunHistory } from '../../history.ts';
import type { EqualCostRow, EqualCostView } from '../../views-evidence.ts';
import { descentOf, pairsOf, rememberedAtEnd, type Pair } from './pairs.ts';
import { treatmentsOf } from './savings.ts';

export const equalCostView = rememberedAtEnd((history: RunHistory): EqualCostView => {
  const { spec, evaluated } = history;
  if (history.knownLosses < 2)
    return { rows: [], control: null, evaluatedAt: null, summary: 'Training has not begun.' };
  const rows = treatmentsOf(spec).flatMap((arm): EqualCostRow[] => {
    const pairs = pairsOf(history, arm);
    const descents = pairs.map(({ control, treated }) => ({
      control: descentOf(history, control),
      treated: descentOf(history, treated),
      controlLoss: lossAt(history, control),
      treatedLoss: lossAt(history, treated),
    }));
    const equal = equalCost(descents);
    if (equal === null) return [];
    const well = pairs.flatMap(({ control, treated }, i) =>
      history.divergences[control] === null && history.divergences[treated] === null ? [descents[i]!] : [],
    );
    const paid = well.map(({ treated, control }) => endCost(treated) / endCost(control));
    return [{ arm, equal, paid: meanOf(paid), ...tested(evaluated, pairs) }];
  });
  return {
    rows,
    control: controlOf(history),
    evaluatedAt: evaluated?.step ?? null,
    summary: summarise(rows, spec),
  };
});

const endCost = ({ cost, known }: Descent): number => cost(known - 1);

type Evaluated = RunHistory['evaluated'];

function controlOf(history: RunHistory): EqualCostView['control'] {
  const pairs = history.replicasOf('control').map((control) => ({ control, treated: control }));
  const equal = equalCost(
    pairs.map(({ control }) => {
      const descent = descentOf(history, control);
      const loss = lossAt(history, control);
      return { control: descent, treated: descent, controlLoss: loss, treatedLoss: loss };
    }),
  );
  if (equal === null) return null;
  const { testLoss, testAccuracy } = tested(history.evaluated, pairs);
  return { cost: equal.cost, loss: equal.loss, testLoss, testAccuracy };
}

/** Losses of a replica; NaN of one that has stopped, wherever it was when it did. */
const lossAt =
  ({ smoothed, replicaCount, divergences }: RunHistory, replica: number) =>
  (step: number): number =>
    divergences[replica] === null ? (smoothed[step * replicaCount + replica] ?? NaN) : NaN;

type Tested = Pick<
  EqualCostRow,
  'testLoss' | 'testLossDifference' | 'testAccuracy' | 'testAccuracyDifference'
>;

/** The last evaluation: all arms after the same step, whatever they had paid by then. */
function tested(evaluated: Evaluated, pairs: readonly Pair[]): Tested {
  const mean = (values: Float32Array | undefined): number | null =>
    pairedMean(pairs.map(({ treated }) => values?.[treated] ?? NaN))?.mean ?? null;
  const difference = (values: Float32Array | undefined): PairedMean | null =>
    pairedMean(pairs.map(({ control, treated }) => (values?.[treated] ?? NaN) - (values?.[control] ?? NaN)));
  return {
    testLoss: mean(evaluated?.testLoss),
    testLossDifference: difference(evaluated?.testLoss),
    testAccuracy: mean(evaluated?.testAccuracy),
    testAccuracyDifference: difference(evaluated?.testAccuracy),
  };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function summarise(rows: readonly EqualCostRow[], spec: ExperimentSpec): string {
  if (rows.length === 0) return 'There is nothing to compare yet.';
  const said = rows.map(
    ({ arm, equal }) =>
      `${armWords[arm].name} ${shortLoss(equal.loss)}, lower in ${equal.better} of ${equal.difference.count} seeds`,
  );
  const [{ equal }] = rows as [EqualCostRow, ...EqualCostRow[]];
  return `${metricTitle(spec)} at the cost of ${Math.round(equal.cost)} gradient steps; control ${shortLoss(equal.controlLoss)}, ${said.join('; ')}.`;
}
