/** Every arm against the control, paired by seed. */
import type { ArmEvidence } from '../../core/evidence/arm-evidence.ts';
import { fewestForClaims } from '../../core/evidence/median-interval.ts';
import type { Comparison } from '../../core/evidence/rivals.ts';
import { levelText } from '../../core/evidence/verdict.ts';
import type { SavingsRow } from '../../record/evidence/views.ts';
import { pairsTable } from '../../record/evidence/pairs-table.ts';
import { evidenceViews } from './views.ts';
import { useView } from '../../ui/app/ui-context.ts';
import { useEmptyWords, useRecorded } from '../../ui/charts/of-run.ts';
import { series } from '../../ui/primitives/arms.ts';
import { ExplainPanel } from '../../ui/help/ExplainPanel.tsx';
import { fixed, share } from '../../ui/primitives/numbers.ts';
import css from './evidence.module.css';
import { ArmName, TableSection, none, points, shareInterval } from './TableSection.tsx';
import { savingsTable } from './tables.ts';

export function SavingsTable() {
  const view = useView(evidenceViews.savings);
  const { rows, seeds, subject, tuning, summary } = view;
  const pairs = useRecorded(pairsTable);
  const judged = rows.flatMap(({ evidence }) => evidence ?? []);
  const empty = useEmptyWords(
    judged.length === 0 ? summary : null,
    'The run ended before a saving could be judged.',
  );
  return (
    <TableSection
      title="What each arm saved"
      caption={
        <>
          Training cost to the verdict’s target, costs of jumping counted, less than the control of the same
          seed. Of the rivals the first is the best of several, so that its number is a maximum; p-values are
          corrected for that (Holm).{tuning !== null && <> {tuning}</>}
        </>
      }
      tools={<ExplainPanel what="savings" />}
      files={[
        { area: 'evidence-savings', words: 'CSV', table: () => savingsTable(view) },
        { area: 'evidence-savings-by-seed', words: 'CSV by seed', table: () => pairs(true) },
      ]}
      empty={rows.length === 0 ? summary : empty}
    >
      <table className={css['table']}>
        <thead>
          <tr>
            <th scope="col">arm</th>
            <th scope="col">saved, median</th>
            <th scope="col">{judged.every(isClaimable) ? '95 % interval' : 'interval'}</th>
            <th scope="col">
              <abbr title="Median of all means of two seeds, with the interval of the signed-rank test">
                Hodges–Lehmann
              </abbr>
            </th>
            <th scope="col">seeds better</th>
            <th scope="col">worse</th>
            {subject !== null && rows.length > 1 && (
              <>
                <th scope="col">{series[subject].label} minus this, points</th>
                <th scope="col">p</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.arm} row={row} seeds={seeds} compares={subject !== null && rows.length > 1} />
          ))}
        </tbody>
      </table>
    </TableSection>
  );
}

const isClaimable = ({ verdict }: ArmEvidence): boolean => verdict.total >= fewestForClaims;

interface RowProps {
  readonly row: SavingsRow;
  readonly seeds: number;
  readonly compares: boolean;
}

function Row({ row: { arm, role, note, evidence }, seeds, compares }: RowProps) {
  return (
    <tr>
      <ArmName arm={arm} role={role} note={note} />
      {evidence === null ? (
        <td colSpan={compares ? 7 : 5} className={css['waiting']}>
          not every seed can be judged
        </td>
      ) : (
        <>
          <Numbers evidence={evidence} seeds={seeds} />
          {compares && <Against comparison={evidence.against} />}
        </>
      )}
    </tr>
  );
}

function Numbers({ evidence, seeds }: { readonly evidence: ArmEvidence; readonly seeds: number }) {
  const { verdict, hodgesLehmann } = evidence;
  const { savedFraction, low, high, level, better, worse, total, unreached } = verdict;
  const unjudged = seeds - total;
  return (
    <>
      <td className={css['strong']}>{share(savedFraction)}</td>
      <td>
        {shareInterval(low, high)}
        {level !== null && total < fewestForClaims && (
          <span className={css['aside']}>, {levelText(level, total)}</span>
        )}
      </td>
      <td>
        {hodgesLehmann === null
          ? none
          : `${share(hodgesLehmann.estimate)} (${shareInterval(hodgesLehmann.low, hodgesLehmann.high)})`}
      </td>
      <td>
        {better} of {total}
        {unreached > 0 && <span className={css['aside']}>, {unreached} never got there</span>}
        {unjudged > 0 && <span className={css['aside']}>, {unjudged} could not be judged</span>}
      </td>
      <td>
        {worse} of {total}
      </td>
    </>
  );
}

/** The arm under study against the row's arm. */
function Against({ comparison }: { readonly comparison: Comparison | null }) {
  const difference = comparison?.difference ?? null;
  if (comparison === null || difference === null)
    return (
      <>
        <td>{none}</td>
        <td>{none}</td>
      </>
    );
  const { median, interval } = difference;
  return (
    <>
      <td>
        {points(median)}
        {interval !== null && ` (${points(interval.low)} … ${points(interval.high)})`}
        {comparison.neither > 0 && (
          <span className={css['aside']}>, in {comparison.neither} neither got there</span>
        )}
      </td>
      <td>{comparison.p < 0.001 ? '< .001' : fixed(comparison.p, 3)}</td>
    </>
  );
}
