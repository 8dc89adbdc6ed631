/** Quality of every arm at the total cost of the control, and the last evaluation. */
import { armRecords } from '../../experiment/arms.ts';
import type { EqualCostRow, EqualCostView } from '../../record/evidence/views.ts';
import { evidenceViews } from './views.ts';
import { useView } from '../../ui/app/ui-context.ts';
import { useMetricName, useMetricTitle } from '../../ui/charts/of-run.ts';
import { ExplainPanel } from '../../ui/help/ExplainPanel.tsx';
import { compact, fixed, grouped, share } from '../../ui/primitives/numbers.ts';
import css from './evidence.module.css';
import { ArmName, TableSection, difference, none, spread } from './TableSection.tsx';
import { equalCostTable } from './tables.ts';

export function EqualCostTable() {
  const view = useView(evidenceViews.equalCost);
  const { rows, control, evaluatedAt, seeds, summary } = view;
  const metric = useMetricName();
  const title = useMetricTitle();
  const classifies = control !== null && control.testAccuracy !== null;
  const cost = control === null ? '' : grouped(control.cost);
  return (
    <TableSection
      title="Quality at equal cost"
      caption={`${title} when ${cost} gradient-step equivalents were paid, as by the control so far: median over the seeds that have not stopped, and the paired difference’s median with its middle half. Test split at the last evaluation${evaluatedAt === null ? '' : `, step ${evaluatedAt}`}, where arms that jump have cost more: means, with 95 % intervals of the paired differences.`}
      tools={<ExplainPanel what="equal-cost" />}
      files={[{ area: 'evidence-equal-cost', words: 'CSV', table: () => equalCostTable(view, metric) }]}
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
          {control !== null && <Control control={control} seeds={seeds} classifies={classifies} />}
          {rows.map((row) => (
            <Row key={row.arm} row={row} seeds={seeds} classifies={classifies} />
          ))}
        </tbody>
      </table>
    </TableSection>
  );
}

interface ControlProps {
  readonly control: NonNullable<EqualCostView['control']>;
  readonly seeds: number;
  readonly classifies: boolean;
}

function Control({ control, seeds, classifies }: ControlProps) {
  return (
    <tr>
      <ArmName arm="control" role="control" />
      <td className={css['strong']}>
        {compact(control.loss)}
        <AtZero zero={control.zero} />
      </td>
      <td />
      <td>
        <Stopped stopped={control.stopped} seeds={seeds} />
      </td>
      <td>{share(1)}</td>
      <td>
        {control.testLoss === null ? none : compact(control.testLoss)}
        <Tested of={control} seeds={seeds} />
      </td>
      <td />
      {classifies && <td>{control.testAccuracy === null ? none : share(control.testAccuracy, 1)}</td>}
      {classifies && <td />}
    </tr>
  );
}

interface RowProps {
  readonly row: EqualCostRow;
  readonly seeds: number;
  readonly classifies: boolean;
}

function Row({ row, seeds, classifies }: RowProps) {
  const { arm, equal, paid, testLoss, testLossDifference, testAccuracy, testAccuracyDifference } = row;
  return (
    <tr>
      <ArmName arm={arm} role={armRecords[arm].role} />
      {equal === null ? (
        <td colSpan={3} className={css['aside']}>
          in every pair one of the two stopped
        </td>
      ) : (
        <Equal equal={equal} seeds={seeds} />
      )}
      <td>{paid === null ? none : `${fixed(100 * paid, 0)} %`}</td>
      <td>
        {testLoss === null ? none : compact(testLoss)}
        <Tested of={row} seeds={seeds} />
      </td>
      <td>{difference(testLossDifference, 3)}</td>
      {classifies && <td>{testAccuracy === null ? none : share(testAccuracy, 1)}</td>}
      {classifies && <td>{difference(testAccuracyDifference, 1, 100)}</td>}
    </tr>
  );
}

interface EqualProps {
  readonly equal: NonNullable<EqualCostRow['equal']>;
  readonly seeds: number;
}

function Equal({ equal: { loss, zero, difference: paired, better, stopped }, seeds }: EqualProps) {
  return (
    <>
      <td className={css['strong']}>
        {compact(loss)}
        <AtZero zero={zero} />
      </td>
      <td>{spread(paired, 2)}</td>
      <td>
        {better} of {paired.count}
        {stopped > 0 && ', '}
        <Stopped stopped={stopped} seeds={seeds} />
      </td>
    </>
  );
}

const AtZero = ({ zero }: { readonly zero: number }) =>
  zero === 0 ? null : <span className={css['aside']}>, {zero} at 0</span>;

/** A pair counts as stopped if either of the two has stopped. */
const Stopped = ({ stopped, seeds }: { readonly stopped: number; readonly seeds: number }) =>
  stopped === 0 ? null : (
    <span className={css['aside']}>
      {stopped} of {seeds} stopped
    </span>
  );

interface TestedProps {
  readonly of: { readonly testLoss: number | null; readonly testSeeds: number };
  readonly seeds: number;
}

const Tested = ({ of: { testLoss, testSeeds }, seeds }: TestedProps) =>
  testLoss === null || testSeeds === seeds ? null : (
    <span className={css['aside']}>
      , {testSeeds} of {seeds} seeds
    </span>
  );
