/** Coefficients of the newest fit against the horizon, beside what one common rate of decay would give. */
import { subjectArm } from '../../experiment/arms.ts';
import { useState } from 'react';
import type { CoefficientsView } from '../../record/evidence/views.ts';
import { evidenceViews } from './views.ts';
import { useUi, useView } from '../../ui/app/ui-context.ts';
import charts from '../../ui/charts/charts.module.css';
import { GroupPick, WhosePick } from '../../ui/charts/WhosePick.tsx';
import { LinesFigure } from '../../ui/charts/LinesFigure.tsx';
import type { Line } from '../../ui/charts/drawing/lines.tsx';
import { Label } from '../../ui/charts/drawing/marks.tsx';
import { series } from '../../ui/primitives/arms.ts';
import { CoefficientFiles } from '../../ui/frozen/CoefficientFiles.tsx';
import { coefficientsTable } from './tables.ts';

type Group = CoefficientsView['groups'][number];
type Row = Group['rows'][number];

export function CoefficientsChart() {
  const view = useView(evidenceViews.coefficients);
  const [chosen, setChosen] = useState(0);
  const group = view.groups[chosen] ?? view.groups[0];
  const empty =
    view.anchor === null
      ? 'Appears with the first forecast.'
      : 'This arm’s forecast has no coefficients of this kind.';
  return (
    <LinesFigure
      area="evidence-coefficients"
      view={useUi().live(evidenceViews.coefficients)}
      title="Coefficients"
      picks={<Whose view={view} group={group} onGroup={setChosen} />}
      lines={linesOf(group?.rows ?? [])}
      axis={{ domain: [0, group?.rows.at(-1)?.horizon ?? 1] }}
      unit="steps ahead"
      place={(horizon) => `+${horizon}`}
      idle={null}
      legend={<CoefficientFiles view={view} />}
      empty={group === undefined ? empty : null}
      table={() => coefficientsTable(view, group)}
      frame={{ yDomain: group?.yDomain ?? [0, 1] }}
      under={({ left, top }) => (
        <Label x={left} y={top - 2}>
          fit at step {view.anchor}
        </Label>
      )}
    />
  );
}

interface WhoseProps {
  readonly view: CoefficientsView;
  readonly group: Group | undefined;
  readonly onGroup: (index: number) => void;
}

function Whose({ view, group, onGroup }: WhoseProps) {
  const what = 'coefficients are drawn';
  return (
    <WhosePick arm={view.arm} seed={view.seed} what={what}>
      <GroupPick groups={view.groups} group={group?.name} what={what} onGroup={onGroup} />
      {group !== undefined && (
        <span className={charts['aside']}>
          {group.rate === null ? 'no single rate' : `dashed: r = ${group.rate.toFixed(4)}`}
        </span>
      )}
    </WhosePick>
  );
}

type Value = (row: Row) => number | undefined;

const coefficients: readonly (readonly [label: string, of: Value, closed?: Value])[] = [
  ['A₀', ({ inputs }) => inputs[0], ({ closed }) => closed?.first],
  ['Aₙ', ({ inputs }) => inputs.at(-1), ({ closed }) => closed?.last],
  ['b', ({ constant }) => constant],
  ['sum A', ({ sum }) => sum],
  ['g = Aₙ − 1', ({ gain }) => gain, ({ closed }) => closed?.gain],
];

const fitted = { color: series[subjectArm].color, width: 1.6 };
const byRate = { color: 'var(--ink)', dash: '3 3', width: 1.2, end: null, isSilent: true };

function linesOf(rows: readonly Row[]): Line[] {
  const points = (of: Value) => rows.map((row) => ({ x: row.horizon, y: of(row) ?? NaN }));
  return [
    ...coefficients.map(([label, of]) => ({ ...fitted, label, points: points(of) })),
    ...coefficients.flatMap(([label, , closed]) =>
      closed === undefined ? [] : [{ ...byRate, label, points: points(closed) }],
    ),
  ];
}
