/** Coefficients of the newest fit against the horizon, beside what one common rate of decay would give. */
import { subjectArm } from '../../experiment/arms.ts';
import { useState } from 'react';
import type { CoefficientsView } from '../../record/evidence/views.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { useExplore, useShown } from '../charts/explore.ts';
import { Explored, ExploredReadout, type Reading } from '../charts/Explored.tsx';
import { Frame } from '../charts/Frame.tsx';
import { Clip, Curve, Label, XUnit } from '../charts/drawing/marks.tsx';
import { linePath } from '../charts/drawing/paths.ts';
import type { Scales } from '../charts/drawing/use-scales.ts';
import { series } from '../primitives/arms.ts';
import { useCell } from '../primitives/cell.ts';
import { compact } from '../primitives/numbers.ts';
import { useEvidence } from './evidence-cells.ts';
import { Ends } from '../charts/drawing/Ends.tsx';
import { CoefficientFiles } from '../frozen/CoefficientFiles.tsx';
import { coefficientsTable } from './tables.ts';
import { Whose } from './Whose.tsx';

type Group = CoefficientsView['groups'][number];
type Row = Group['rows'][number];

export function CoefficientsChart() {
  const cell = useEvidence().coefficients;
  const view = useCell(cell);
  const [chosen, setChosen] = useState(0);
  const group = view.groups[chosen] ?? view.groups[0];
  const rows = group?.rows ?? [];
  const explore = useExplore({
    domain: [0, rows.at(-1)?.horizon ?? 1],
    places: rows.map(({ horizon }) => horizon),
  });
  const xDomain = useShown(explore);
  const read = (at: number): Reading[] => readingsAt(rows, at);
  const empty =
    view.anchor === null
      ? 'Drawn with the first forecast.'
      : 'This arm’s forecast has no coefficients of this kind.';
  return (
    <ChartFigure
      area="evidence-coefficients"
      view={cell}
      title="Coefficients"
      caption={
        <>
          <Whose view={view} group={group} onGroup={setChosen} />
          <ExploredReadout explore={explore} read={read} place={(horizon) => `+${horizon}`} idle={null} />
        </>
      }
      explore={explore}
      legend={<CoefficientFiles view={view} />}
      empty={group === undefined ? empty : null}
      table={() => coefficientsTable(view, group)}
    >
      {group === undefined ? null : (
        <Frame xDomain={xDomain} yDomain={group.yDomain}>
          {(scales) => (
            <>
              <Marks group={group} anchor={view.anchor} scales={scales} />
              <Explored explore={explore} read={read} scales={scales} />
            </>
          )}
        </Frame>
      )}
    </ChartFigure>
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
