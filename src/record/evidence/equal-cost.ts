/** Loss at equal cost, and the last evaluation on the test split. */
import type { Descent } from '../../core/evidence/descent.ts';
import { equalCost } from '../../core/evidence/equal-cost.ts';
import { pairedMean, type PairedMean } from '../../core/evidence/statistics.ts';
import { armRecords, controlArm } from '../../experiment/arms.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { metricTitle } from '../../experiment/metric-words.ts';
import type { RunHistory } from '../history.ts';
import { atOnce } from '../../core/parts.ts';
import type { EqualCostRow, EqualCostView } from './views.ts';
import { descentOf, pairsOf, jobRememberedAtEnd, type Pair } from './pairs.ts';
import { testedOf } from '../tested.ts';
import { countText, lossText } from '../judgement/seed-words.ts';
import { treatmentsOf } from './savings.ts';

export const equalCostView = (history: RunHistory): EqualCostView => atOnce(equalCostJob(history));

/** The same, yielding after each arm. */
export const equalCostJob = jobRememberedAtEnd(function* (
  history: RunHistory,
): Generator<void, EqualCostView> {
  const { spec, evaluated } = history;
  const seeds = spec.seeds.length;
  if (history.knownLosses < 2)
    return { rows: [], control: null, evaluatedAt: null, seeds, summary: 'Training has not begun.' };
  const rows: EqualCostRow[] = [];
  for (const arm of treatmentsOf(spec)) {
    yield;
    const pairs = pairsOf(history, arm);
    const descents = pairs.map(({ control, treated }) => ({
      control: descentOf(history, control),
      treated: descentOf(history, treated),
      controlLoss: lossAt(history, control),
      treatedLoss: lossAt(history, treated),
    }));
    const equal = equalCost(descents);
    const well = pairs.flatMap(({ control, treated }, i) =>
      history.divergences[control] === null && history.divergences[treated] === null ? [descents[i]!] : [],
    );
    const paid = well.map(({ treated, control }) => endCost(treated) / endCost(control));
    rows.push({ arm, equal, paid: paid.length === 0 ? null : meanOf(paid), ...tested(history, pairs) });
  }
  const control = controlOf(history);
  return {
    rows,
    control,
    evaluatedAt: evaluated?.step ?? null,
    seeds,
    summary: summarise(rows, control, spec),
  };
});

const endCost = ({ cost, known }: Descent): number => cost(known - 1);

function controlOf(history: RunHistory): EqualCostView['control'] {
  const pairs = history.replicasOf(controlArm).map((control) => ({ control, treated: control }));
  const equal = equalCost(
    pairs.map(({ control }) => {
      const descent = descentOf(history, control);
      const loss = lossAt(history, control);
      return { control: descent, treated: descent, controlLoss: loss, treatedLoss: loss };
    }),
  );
  if (equal === null) return null;
  const { cost, loss, zero, stopped } = equal;
  const { testSeeds, testLoss, testAccuracy } = tested(history, pairs);
  return { cost, loss, zero, stopped, testSeeds, testLoss, testAccuracy };
}

/** Losses of a replica; NaN for one that has stopped, at any step. */
const lossAt =
  ({ smoothed, replicaCount, divergences }: RunHistory, replica: number) =>
  (step: number): number =>
    divergences[replica] === null ? (smoothed[step * replicaCount + replica] ?? NaN) : NaN;

type Tested = Pick<
  EqualCostRow,
  'testSeeds' | 'testLoss' | 'testLossDifference' | 'testAccuracy' | 'testAccuracyDifference'
>;

/** The last evaluation: all arms after the same step, whatever their cost. */
function tested(history: RunHistory, pairs: readonly Pair[]): Tested {
  type What = Parameters<typeof testedOf>[1];
  const own = (what: What): PairedMean | null =>
    pairedMean(pairs.map(({ treated }) => testedOf(history, what, treated)));
  const difference = (what: What): PairedMean | null =>
    pairedMean(
      pairs.map(
        ({ control, treated }) => testedOf(history, what, treated) - testedOf(history, what, control),
      ),
    );
  const loss = own('testLoss');
  return {
    testSeeds: loss?.count ?? 0,
    testLoss: loss?.mean ?? null,
    testLossDifference: difference('testLoss'),
    testAccuracy: own('testAccuracy')?.mean ?? null,
    testAccuracyDifference: difference('testAccuracy'),
  };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function summarise(
  rows: readonly EqualCostRow[],
  control: EqualCostView['control'],
  spec: ExperimentSpec,
): string {
  const seeds = spec.seeds.length;
  if (rows.length === 0) return 'There is nothing to compare yet.';
  if (control === null) return 'Every seed of the control stopped: there is nothing to compare with.';
  const said = rows.map(({ arm, equal }) => {
    const { name } = armRecords[arm];
    if (equal === null) return `${name}: in every pair one of the two stopped`;
    const { loss, better, difference, zero, stopped } = equal;
    const aside = [
      ...(stopped > 0 ? [`${stopped} of ${seeds} pairs left out: one of the two stopped`] : []),
      ...(zero > 0 ? [`${zero} at loss 0`] : []),
    ];
    const left = aside.join('; ');
    return `${name} ${lossText(loss)}, lower in ${better} of ${difference.count} seeds${left === '' ? '' : ` (${left})`}`;
  });
  const own = countText({ going: seeds - control.stopped, zero: control.zero }, seeds);
  return `${metricTitle(spec)} at the cost of ${Math.round(control.cost)} gradient steps, median over seeds; control ${lossText(control.loss)}${own === '' ? '' : ` (${own})`}, ${said.join('; ')}.`;
}
