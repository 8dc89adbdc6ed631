/** Coefficients of the newest fit against the horizon, beside what one common rate of decay would give. */
import { subjectArm } from '../../experiment/arms.ts';
import { useState } from 'react';
import type { CoefficientsView } from '../../record/evidence/views.ts';
import { evidenceViews } from './views.ts';
import { useUi, useView } from '../../ui/app/ui-context.ts';
import charts from '../../ui/charts/charts.module.css';
import { GroupPick, WhosePick } from '../../ui/charts/WhosePick.tsx';
import type { Reading } from '../../ui/charts/explore/Explored.tsx';
import { PlotFigure } from '../../ui/charts/PlotFigure.tsx';
import { Clip, Curve, Label, XUnit, Ends } from '../../ui/charts/drawing/marks.tsx';
import { linePath } from '../../ui/charts/drawing/paths.ts';
import type { Scales } from '../../ui/charts/drawing/use-scales.ts';
import { series } from '../../ui/primitives/arms.ts';
import { compact } from '../../ui/primitives/numbers.ts';
import { CoefficientFiles } from '../../ui/frozen/CoefficientFiles.tsx';
import { coefficientsTable } from './tables.ts';

type Group = CoefficientsView['groups'][number];
type Row = Group['rows'][number];

export function CoefficientsChart() {
  const view = useView(evidenceViews.coefficients);
  const [chosen, setChosen] = useState(0);
  const group = view.groups[chosen] ?? view.groups[0];
  const rows = group?.rows ?? [];
  const empty =
    view.anchor === null
      ? 'Appears with the first forecast.'
      : 'This arm’s forecast has no coefficients of this kind.';
  return (
    <PlotFigure
      area="evidence-coefficients"
      view={useUi().live(evidenceViews.coefficients)}
      title="Coefficients"
      picks={<Whose view={view} group={group} onGroup={setChosen} />}
      axis={{ domain: [0, rows.at(-1)?.horizon ?? 1], places: rows.map(({ horizon }) => horizon) }}
      read={(at) => readingsAt(rows, at)}
      place={(horizon) => `+${horizon}`}
      idle={null}
      legend={<CoefficientFiles view={view} />}
      empty={group === undefined ? empty : null}
      table={() => coefficientsTable(view, group)}
      frame={{ yDomain: group?.yDomain ?? [0, 1] }}
      marks={(scales) => group && <Marks group={group} anchor={view.anchor} scales={scales} />}
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

interface Line {
  readonly name: string;
  readonly of: (row: Row) => number | undefined;
  readonly closed?: (row: Row) => number | undefined;
}

const lines: readonly Line[] = [
  { name: 'A₀', of: ({ inputs }) => inputs[0], closed: ({ closed }) => closed?.first },
  { name: 'Aₙ', of: ({ inputs }) => inputs.at(-1), closed: ({ closed }) => closed?.last },
  { name: 'b', of: ({ constant }) => constant },
  { name: 'sum A', of: ({ sum }) => sum },
  { name: 'g = Aₙ − 1', of: ({ gain }) => gain, closed: ({ closed }) => closed?.gain },
];

const fitted = series[subjectArm].color;

function readingsAt(rows: readonly Row[], at: number): Reading[] {
  const row = rows.find(({ horizon }) => horizon === at);
  if (row === undefined) return [];
  return lines.flatMap(({ name, of }): Reading[] => {
    const value = of(row);
    return value === undefined ? [] : [{ label: name, color: fitted, text: compact(value), y: value }];
  });
}

interface MarksProps {
  readonly group: Group;
  readonly anchor: number | null;
  readonly scales: Scales;
}

function Marks({ group: { rows }, anchor, scales }: MarksProps) {
  const { x, y, left, top } = scales;
  const path = (of: Line['of']): string =>
    linePath(
      rows,
      ({ horizon }) => x(horizon),
      (row) => {
        const value = of(row);
        return value === undefined ? undefined : y(value);
      },
    );
  const last = rows.at(-1);
  return (
    <>
      <XUnit scales={scales}>steps ahead</XUnit>
      <Label x={left} y={top - 2}>
        fit at step {anchor}
      </Label>
      <Clip scales={scales}>
        {lines.map(({ name, of }) => (
          <Curve key={name} color={fitted} width={1.6} d={path(of)} />
        ))}
        {lines.flatMap(({ name, closed }) =>
          closed === undefined
            ? []
            : [<Curve key={name} color="var(--ink)" dash="3 3" width={1.2} d={path(closed)} />],
        )}
      </Clip>
      {last !== undefined && (
        <Ends
          scales={scales}
          ends={lines.map(({ name, of }) => ({
            key: name,
            text: name,
            color: fitted,
            x: last.horizon,
            y: of(last) ?? 0,
          }))}
        />
      )}
    </>
  );
}
