/** Curves of saved fractions over target losses, falling from left to right: of a run's evidence, and of a sweep. */
import { controlArm } from '../../experiment/arms.ts';
import type { TargetsView } from '../../record/evidence/views.ts';
import charts from './charts.module.css';
import { LinesFigure, type LinesFigureProps } from './LinesFigure.tsx';
import { bandOf, zeroOver, type Line } from './drawing/lines.tsx';
import { Clip, Label } from './drawing/marks.tsx';
import { withinPlot, type Scales } from './drawing/use-scales.ts';
import { series } from '../primitives/arms.ts';
import { compact, share } from '../primitives/numbers.ts';

interface TargetsFigureProps extends Omit<
  LinesFigureProps,
  'lines' | 'axis' | 'unit' | 'text' | 'place' | 'frame' | 'under' | 'over' | 'picks'
> {
  readonly targets: TargetsView;
  readonly targetName: string;
}

/** With more curves only the first arm has a band. */
const mostBands = 3;

export function TargetsFigure({ targets, targetName, ...figure }: TargetsFigureProps) {
  const { curves, xDomain, yDomain, target } = targets;
  const [lowest, highest] = xDomain;
  return (
    <LinesFigure
      {...figure}
      lines={[
        zeroOver(series[controlArm], [highest, lowest]),
        ...curves.map(({ arm, rows }, at): Line => {
          const isBanded = at === 0 || curves.length <= mostBands;
          return {
            ...series[arm],
            points: rows.map(({ target: x, saved: y, low, high }) => {
              return { x, y, band: isBanded ? bandOf(low, high) : null };
            }),
          };
        }),
      ]}
      axis={{ domain: [highest, lowest], logarithmic: true }}
      unit="target loss"
      text={share}
      place={(loss) => `loss ${compact(loss)}`}
      frame={{ yDomain, yText: share }}
      under={({ x, top, bottom }) =>
        target !== null && <path d={`M${x(target)} ${top}V${bottom}`} className={charts['target']} />
      }
      over={(scales) => (
        <>
          <Unreached curves={curves} scales={scales} />
          {target !== null && (
            <Label x={scales.x(target) - 5} y={scales.bottom - 8} anchor="end">
              {targetName}
            </Label>
          )}
        </>
      )}
    />
  );
}

interface UnreachedProps {
  readonly curves: TargetsView['curves'];
  readonly scales: Scales;
}

/** Rings where some seeds never reached the target; infinite savings are at that end of the axis. */
const Unreached = ({ curves, scales }: UnreachedProps) => (
  <Clip scales={scales}>
    {curves.flatMap(({ arm, rows }) =>
      rows
        .filter(({ unreached }) => unreached > 0)
        .map(({ share: at, target: loss, saved }) => (
          <circle
            key={`${arm} ${at}`}
            cx={scales.x(loss)}
            cy={withinPlot(scales, saved)}
            r={2.5}
            className={charts['hollow']}
            style={{ stroke: series[arm].color }}
          />
        )),
    )}
  </Clip>
);
