/** What every arm had come to when it had paid as much as the control in all, and the last evaluation. */
import { armWords } from '../../experiment/arm-words.ts';
import type { EqualCostRow, EqualCostView } from '../../store/views-evidence.ts';
import { useCell } from '../primitives/cell.ts';
import { useMetricName, useMetricTitle } from '../charts/use-metric.ts';
import { ExplainPanel } from '../help/ExplainPanel.tsx';
import { compact, fixed, grouped } from '../primitives/numbers.ts';
import { useEvidence } from './evidence-cells.ts';
import { ArmName } from './ArmName.tsx';
import css from './evidence.module.css';
import { TableSection } from './TableSection.tsx';
import { difference, none, share } from './words.ts';

export function EqualCostTable() {
  const { rows, control, evaluatedAt, summary } = useCell(useEvidence().equalCost);
  const metric = useMetricName();
  const title = useMetricTitle();
  const classifies = control !== null && control.testAccuracy !== null;
  const cost = control === null ? '' : grouped(control.cost);
  return (
    <TableSection
      title="Quality at equal cost"
      caption={`${title} when ${cost} gradient-step equivalents were paid, as by the control so far. Test split at the last evaluation${evaluatedAt === null ? '' : `, step ${evaluatedAt}`}, where arms that jump have paid more. Differences to the control are paired by seed, with 95 % intervals.`}
      tools={<ExplainPanel what="equal-cost" />}
      empty={rows.length === 0 || control === null ? summary : null}
    >
      <table className={css['table']}>
        <thead>
          <tr>
            <th scope="col">arm</th>
            <th scope="col">{metric}</th>
            <th scope="col">difference, log₁₀</th>
            <th scope="col">seeds lower</th>
            <th scope="col">paid by the last step</th>
            <th scope="col">test loss</th>
            <th scope="col">difference</th>
            {classifies && <th scope="col">test accuracy</th>}
            {classifies && <th scope="col">difference, points</th>}
          </tr>
        </thead>
        <tbody>
          {control !== null && <Control control={control} classifies={classifies} />}
          {rows.map((row) => (
            <Row key={row.arm} row={row} classifies={classifies} />
          ))}
        </tbody>
      </table>
    </TableSection>
  );
}

interface ControlProps {
  readonly control: NonNullable<EqualCostView['control']>;
  readonly classifies: boolean;
}

function Control({ control, classifies }: ControlProps) {
  return (
    <tr>
      <ArmName arm="control" role="control" />
      <td className={css['strong']}>{compact(control.loss)}</td>
      <td />
      <td />
      <td>{share(1)}</td>
      <td>{control.testLoss === null ? none : compact(control.testLoss)}</td>
      <td />
      {classifies && <td>{control.testAccuracy === null ? none : share(control.testAccuracy, 1)}</td>}
      {classifies && <td />}
    </tr>
  );
}

function Row({ row, classifies }: { readonly row: EqualCostRow; readonly classifies: boolean }) {
  const { arm, equal, paid, testLoss, testLossDifference, testAccuracy, testAccuracyDifference } = row;
  return (
    <tr>
      <ArmName arm={arm} role={armWords[arm].role} />
      <td className={css['strong']}>{compact(equal.loss)}</td>
      <td>{difference(equal.difference, 2)}</td>
      <td>
        {equal.better} of {equal.difference.count}
        {equal.stopped > 0 && <span className={css['aside']}>, {equal.stopped} stopped</span>}
      </td>
      <td>{fixed(100 * paid, 0)} %</td>
      <td>{testLoss === null ? none : compact(testLoss)}</td>
      <td>{difference(testLossDifference, 3)}</td>
      {classifies && <td>{testAccuracy === null ? none : share(testAccuracy, 1)}</td>}
      {classifies && <td>{difference(testAccuracyDifference, 1, 100)}</td>}
    </tr>
  );
}
