/** How good the forecasts of the control and of networks were, by horizon; direction or length by tensor, darker is better. */
import { useState, type ReactNode } from 'react';
import type { QualityView } from '../../record/evidence/views.ts';
import { evidenceViews } from './views.ts';
import { useView } from '../../ui/app/ui-context.ts';
import { series } from '../../ui/primitives/arms.ts';
import { Explain } from '../../ui/help/Explain.tsx';
import { compact, fixed, grouped } from '../../ui/primitives/numbers.ts';
import { Segmented } from '../../ui/primitives/Segmented.tsx';
import css from './evidence.module.css';
import { TableSection, none } from './TableSection.tsx';
import { qualityTable } from './tables.ts';

type Measure = 'cosine' | 'normRatio';

const measures = [
  ['cosine', 'cosine'],
  ['normRatio', 'norm ratio'],
] as const satisfies readonly (readonly [Measure, string])[];

const explained: Readonly<Record<Measure, string>> = {
  cosine: 'Cosine between forecast and true displacement: 1 is the right direction',
  normRatio: 'Length of the forecast displacement over that of the true one: 1 is the right length',
};

const aboutNetworks = (networks: QualityView['networks']): string =>
  networks.length === 0
    ? ''
    : ` ${networks.map(({ arm, forecasts }) => `${grouped(forecasts)} of ${series[arm].label}`).join(', ')}, each for one horizon and where its own arm did not jump: mostly refused ones where jumps are allowed.`;

export function QualityTable() {
  const view = useView(evidenceViews.quality);
  const { rows, networks, parts, forecasts, summary } = view;
  const [measure, setMeasure] = useState<Measure>('cosine');
  return (
    <TableSection
      title="Forecast quality"
      caption={`${grouped(forecasts)} forecasts of the control. Skill is 1 − MAE / MAE of persistence. ${explained[measure]}; in brackets over how many forecasts, where some have none.${aboutNetworks(networks)}`}
      tools={
        <>
          <Segmented quiet legend="By tensor" options={measures} value={measure} onChange={setMeasure} />
          <Explain what="quality" />
        </>
      }
      files={[{ area: 'evidence-quality', words: 'CSV', table: () => qualityTable(view) }]}
      empty={rows.length === 0 ? summary : null}
    >
      <table className={css['table']}>
        <thead>
          <tr>
            <th scope="col">steps ahead</th>
            <th scope="col">MAE</th>
            <th scope="col">persistence</th>
            <th scope="col">line</th>
            <th scope="col">skill</th>
            {wholeFirst(parts).map((part) => (
              <th key={part} scope="col" className={css['part']}>
                {part}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.index} row={row} measure={measure}>
              {row.horizon}
            </Row>
          ))}
          {networks.map((row) => (
            <Row key={row.arm} row={row} measure={measure}>
              <span className={css['arm']} style={{ color: series[row.arm].color }}>
                {series[row.arm].label}
              </span>{' '}
              {row.horizon}
            </Row>
          ))}
        </tbody>
      </table>
    </TableSection>
  );
}

interface RowProps {
  readonly row: QualityView['rows'][number];
  readonly measure: Measure;
  readonly children: ReactNode;
}

function Row({ row, measure, children }: RowProps) {
  const counts = wholeFirst(row[`${measure}Forecasts`]);
  return (
    <tr>
      <th scope="row">{children}</th>
      <td>{compact(row.mae)}</td>
      <td>{compact(row.stayMae)}</td>
      <td>{compact(row.lineMae)}</td>
      <td className={css['strong']}>{fixed(row.skill, 2)}</td>
      {wholeFirst(row[measure]).map((value, part) => (
        <td key={part} className={css['heat']} style={{ background: ground(value, measure) }}>
          {value === null ? none : fixed(value, 2)}
          <Fewer count={counts[part] ?? 0} forecasts={row.forecasts} />
        </td>
      ))}
    </tr>
  );
}

/** The number of forecasts behind a mean, if some have no direction or length. */
const Fewer = ({ count, forecasts }: { readonly count: number; readonly forecasts: number }) =>
  count === 0 || count === forecasts ? null : <span className={css['aside']}> ({grouped(count)})</span>;

/** All weights together are last in the data and first on screen. */
const wholeFirst = <Value,>(parts: readonly Value[]): readonly Value[] => [
  ...parts.slice(-1),
  ...parts.slice(0, -1),
];

/** The more ink the nearer the value is to 1, little enough to read on. */
function ground(value: number | null, measure: Measure): string {
  const closeness = value === null ? 0 : measure === 'cosine' ? value : Math.min(value, 1 / value);
  return `color-mix(in srgb, var(--ink) ${Math.round(20 * Math.max(0, closeness))}%, transparent)`;
}
