/** Every arm against the control, paired by seed. */
import type { ArmEvidence } from '../../core/evidence/arm-evidence.ts';
import type { SavingsRow } from '../../store/views-evidence.ts';
import { useCell } from '../primitives/cell.ts';
import { ExplainPanel } from '../help/ExplainPanel.tsx';
import { fixed } from '../primitives/numbers.ts';
import { useEvidence } from './evidence-cells.ts';
import { ArmName } from './ArmName.tsx';
import css from './evidence.module.css';
import { TableSection } from './TableSection.tsx';
import { none, share, shareInterval } from './words.ts';

export function SavingsTable() {
  const { rows, seeds, tuning, summary } = useCell(useEvidence().savings);
  const precisions = rows.find(({ evidence }) => evidence !== null)?.evidence?.precisions ?? [];
  return (
    <TableSection
      title="What each arm saved"
      caption={
        <>
          Paid to the verdict’s target, costs of jumping counted, less than the control of the same seed. At
          the right: seeds still needed for a 95 % interval of the mean of ± so many points (Student’s t;
          normal beyond 30 degrees of freedom).{tuning !== null && <> {tuning}</>}
        </>
      }
      tools={<ExplainPanel what="savings" />}
      empty={precisions.length === 0 ? summary : null}
    >
      <table className={css['table']}>
        <thead>
          <tr>
            <th scope="col">arm</th>
            <th scope="col">saved, median</th>
            <th scope="col">95 % interval</th>
            <th scope="col">seeds better</th>
            <th scope="col">worse</th>
            <th scope="col">
              <abbr title="Cohen’s d_z: mean of the paired differences over their standard deviation">
                Cohen’s d<sub>z</sub>
              </abbr>
            </th>
            {precisions.map(({ halfWidth }) => (
              <th key={halfWidth} scope="col">
                seeds needed for ±&nbsp;{fixed(100 * halfWidth, 0)}&nbsp;
                {halfWidth === 0.01 ? 'point' : 'points'}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.arm} row={row} seeds={seeds} columns={5 + precisions.length} />
          ))}
        </tbody>
      </table>
    </TableSection>
  );
}

interface RowProps {
  readonly row: SavingsRow;
  readonly seeds: number;
  readonly columns: number;
}

function Row({ row: { arm, role, note, evidence }, seeds, columns }: RowProps) {
  return (
    <tr>
      <ArmName arm={arm} role={role} note={note} />
      {evidence === null ? (
        <td colSpan={columns} className={css['waiting']}>
          not every seed can be told
        </td>
      ) : (
        <Numbers evidence={evidence} seeds={seeds} />
      )}
    </tr>
  );
}

function Numbers({ evidence, seeds }: { readonly evidence: ArmEvidence; readonly seeds: number }) {
  const { verdict, worse, effect, precisions } = evidence;
  const { savedFraction, low, high, better, total, unreached } = verdict;
  const untold = seeds - total;
  return (
    <>
      <td className={css['strong']}>{share(savedFraction)}</td>
      <td>{shareInterval(low, high)}</td>
      <td>
        {better} of {total}
        {unreached > 0 && <span className={css['aside']}>, {unreached} never got there</span>}
        {untold > 0 && <span className={css['aside']}>, {untold} cannot be told</span>}
      </td>
      <td>{share(worse / total)}</td>
      <td>{effect === null ? none : fixed(effect, 2)}</td>
      {precisions.map(({ halfWidth, needed, missing }) => (
        <td key={halfWidth}>
          {missing === null ? none : missing === 0 ? 'reached' : `${missing} more`}
          {missing !== null && missing > 0 && <span className={css['aside']}> of {needed}</span>}
        </td>
      ))}
    </>
  );
}
