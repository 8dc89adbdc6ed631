/** Curves of saved fractions over target losses, falling from left to right: of a run's evidence, and of a sweep. */
import { controlArm } from '../../experiment/arms.ts';
import type { TargetsView } from '../../record/evidence/views.ts';
import charts from './charts.module.css';
import type { Reading } from './explore/Explored.tsx';
import { PlotFigure, type PlotFigureProps } from './PlotFigure.tsx';
import { BandedCurves, Clip, Curve, Label, XUnit, Ends, type End } from './drawing/marks.tsx';
import type { Scales } from './drawing/use-scales.ts';
import { series } from '../primitives/arms.ts';
import { compact, share } from '../primitives/numbers.ts';

type Fixed = 'axis' | 'read' | 'place' | 'frame' | 'points' | 'grasp' | 'marks' | 'picks';

interface TargetsFigureProps extends Omit<PlotFigureProps, Fixed> {
  readonly targets: TargetsView;
  readonly targetName: string;
}

export function TargetsFigure({ targets: view, targetName, ...figure }: TargetsFigureProps) {
  const places = [...new Set(view.curves.flatMap(({ rows }) => rows.map(({ target }) => target)))];
  const read = (at: number): Reading[] =>
    view.curves.flatMap(({ arm, rows }): Reading[] => {
      const row = rows.find(({ target }) => target === at);
      const { label, color } = series[arm];
      return row === undefined ? [] : [{ label, color, text: share(row.saved), y: row.saved }];
    });
  return (
    <PlotFigure
      {...figure}
      axis={{ domain: [view.xDomain[1], view.xDomain[0]], logarithmic: true, places }}
      read={read}
      place={(target) => `loss ${compact(target)}`}
      frame={{
        yDomain: view.yDomain,
        logX: true,
        yText: share,
        names: view.curves.map(({ arm }) => series[arm].label),
      }}
      marks={(scales) => <Marks view={view} targetName={targetName} scales={scales} />}
    />
  );
}

/** With more curves only the first arm has a band. */
const mostBands = 3;

interface MarksProps {
  readonly view: TargetsView;
  readonly targetName: string;
  readonly scales: Scales;
}

function Marks({ view, targetName, scales }: MarksProps) {
  const { curves, target } = view;
  const { x, y, left, right, top, bottom } = scales;
  const drawn = curves.map(({ arm, rows }, at) => ({
    arm,
    rows: rows.filter(isNumber),
    banded: at === 0 || curves.length <= mostBands,
  }));
  // Infinite savings are at that end of the axis.
  const place = (saved: number): number => (Number.isFinite(saved) ? y(saved) : saved < 0 ? bottom : top);
  return (
    <>
      <XUnit scales={scales}>target loss</XUnit>
      <Curve d={`M${left} ${y(0)}H${right}`} color={series[controlArm].color} />
      {target !== null && <path d={`M${x(target)} ${top}V${bottom}`} className={charts['target']} />}
      <Clip scales={scales}>
        <BandedCurves
          curves={drawn}
          x={({ target: loss }) => x(loss)}
          y={({ saved }) => y(saved)}
          ends={({ low, high }) => [low === null ? null : place(low), high === null ? null : place(high)]}
        />
        {curves.flatMap(({ arm, rows }) =>
          rows
            .filter(({ unreached }) => unreached > 0)
            .map(({ share: at, target: loss, saved }) => (
              <circle
                key={`${arm} ${at}`}
                cx={x(loss)}
                cy={place(saved)}
                r={2.5}
                className={charts['hollow']}
                style={{ stroke: series[arm].color }}
              />
            )),
        )}
      </Clip>
      {target !== null && (
        <Label x={x(target) - 5} y={bottom - 8} anchor="end">
          {targetName}
        </Label>
      )}
      <Ends scales={scales} ends={endsOf(curves, view.xDomain[0])} />
    </>
  );
}

/** A median is infinite if half of the seeds never reached the target. */
const isNumber = ({ saved }: { readonly saved: number }): boolean => Number.isFinite(saved);

/** Names of the curves where they end, and of the control at the zero line. */
function endsOf(curves: TargetsView['curves'], lowest: number): End[] {
  const ends = curves.flatMap(({ arm, rows }): End[] => {
    const last = rows.filter(isNumber).at(-1);
    const { label: text, color } = series[arm];
    return last === undefined ? [] : [{ key: arm, text, color, x: last.target, y: last.saved }];
  });
  const { label: text, color } = series[controlArm];
  return [{ key: controlArm, text, color, x: lowest, y: 0 }, ...ends];
}
