/** Loss of the chosen runs over each other: colour and dash are the arm's, the letter is the run's. */
import { useMemo } from 'react';
import { useAppState, useUi } from '../../ui/app/ui-context.ts';
import { compareTable, compareView, type CompareView } from './view.ts';
import { ChartFigure } from '../../ui/charts/ChartFigure.tsx';
import { useExplore, useShown } from '../../ui/charts/explore/explore.ts';
import { ExploredLayer, ExploredReadout, type Reading } from '../../ui/charts/explore/Explored.tsx';
import { LiveChart } from '../../ui/charts/LiveChart.tsx';
import { Clip, Label, XUnit } from '../../ui/charts/drawing/marks.tsx';
import { costAxes } from '../../ui/charts/of-run.ts';
import { placeLabels } from '../../ui/charts/drawing/labels.ts';
import { linePath } from '../../ui/charts/drawing/paths.ts';
import { useTypeScale } from '../../ui/charts/drawing/use-size.ts';
import { onFloor, useScales } from '../../ui/charts/drawing/use-scales.ts';
import { series } from '../../ui/primitives/arms.ts';
import { constant } from '../../ui/primitives/cell.ts';
import { compact, grouped } from '../../ui/primitives/numbers.ts';
import css from './compare.module.css';
import { useStore } from 'zustand';
import type { CompareActions, CompareState } from '../../store/compare/compare-state.ts';

/** The saved runs and what can be done with them, for components. */
/** `select` must return a primitive or something that keeps its identity while it is unchanged. */
export function useCompareState<T>(select: (state: CompareState) => T): T {
  return useStore(useUi().app.compare.store, select);
}

export const useCompareActions = (): CompareActions => useUi().app.compare.actions;

export function CompareChart() {
  const runs = useCompareState((state) => state.runs);
  const drawn = useCompareState((state) => state.drawn);
  const details = useCompareState((state) => state.details);
  const axis = useAppState(({ view }) => view.axis);
  const view = useMemo(() => compareView({ runs, drawn, details }, axis), [runs, drawn, details, axis]);
  const ids = [...new Set(view.lines.map(({ run }) => run.experimentId))];
  const watched = useMemo(() => constant(view), [view]);
  const { unit } = costAxes[axis];
  const places = useMemo(
    () => [...new Set(view.lines.flatMap(({ points }) => points.map(({ x }) => x)))],
    [view],
  );
  const explore = useExplore({ domain: [0, view.xMax], places });
  const [xMin, xMax] = useShown(explore);
  const read = (at: number): Reading[] => readingsAt(view, at);
  return (
    <div className={css['chart']}>
      <ChartFigure
        area="compare"
        title="Loss of saved runs"
        caption={
          <ExploredReadout
            explore={explore}
            read={read}
            place={(at) => `${grouped(at)} ${unit}`}
            idle={`${view.centre}; a letter for each run, older ones fainter`}
          />
        }
        explore={explore}
        view={watched}
        empty={view.lines.length === 0 ? 'Tick a run to draw it.' : null}
        table={() => compareTable(view)}
        of={{ id: ids.join('-') || 'none', words: `Experiments ${ids.join(', ')}`, spec: null }}
      >
        <LiveChart
          xMin={xMin}
          xMax={xMax}
          yLow={view.yDomain[0]}
          yHigh={view.yDomain[1]}
          logarithmic
          room={112}
        >
          <Lines view={view} unit={unit} />
          <ExploredLayer explore={explore} read={read} />
        </LiveChart>
      </ChartFigure>
    </div>
  );
}

const readingsAt = ({ lines }: CompareView, at: number): Reading[] =>
  lines.flatMap(({ letter, arm, points }): Reading[] => {
    const point = points.findLast(({ x }) => x <= at);
    const { label, color } = series[arm];
    if (point === undefined) return [];
    return [{ label: `${letter} ${label}`, color, text: compact(point.y), y: point.y }];
  });

const lineHeight = 15;
const faintest = 0.4;

function Lines({ view, unit }: { readonly view: CompareView; readonly unit: string }) {
  const scales = useScales();
  const scale = useTypeScale();
  if (scales === null) return null;
  const { x, top, bottom, right } = scales;
  const ends = view.lines.map(({ points }) => points.at(-1) ?? { x: 0, y: 1 });
  const placed = placeLabels(
    ends.map((end) => onFloor(scales, end.y)),
    lineHeight * scale,
    top,
    bottom - 4,
  );
  return (
    <>
      <XUnit scales={scales}>{unit}</XUnit>
      <Clip scales={scales}>
        {view.lines.map(({ letter, arm, points, strength }) => (
          <path
            key={`${letter} ${arm}`}
            className={css['line']}
            style={{ stroke: series[arm].color, opacity: faintest + (1 - faintest) * strength }}
            strokeDasharray={series[arm].dash ?? undefined}
            d={linePath(
              points,
              (point) => x(point.x),
              (point) => onFloor(scales, point.y),
            )}
          />
        ))}
      </Clip>
      {view.lines.map(({ letter, arm }, index) => (
        <Label
          key={`${letter} ${arm}`}
          x={Math.min(right, x(ends[index]?.x ?? 0)) + 8}
          y={placed.places[index] ?? top}
          color={series[arm].color}
          strong
          lineHeight={placed.lineHeight < lineHeight * scale ? placed.lineHeight : undefined}
        >
          {`${letter} ${series[arm].label}`}
        </Label>
      ))}
    </>
  );
}
