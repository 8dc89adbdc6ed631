/** Saved fraction against the loss that is to be reached: one target alone measures one moment. */
import type { TargetsView } from '../../store/views-evidence.ts';
import charts from '../charts/charts.module.css';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { DataTable } from '../charts/DataTable.tsx';
import { Band, Clip, Curve, Label, XUnit } from '../charts/drawing/marks.tsx';
import { useMetricName } from '../charts/use-metric.ts';
import { bandPath, linePath } from '../charts/drawing/paths.ts';
import type { Scales } from '../charts/drawing/use-scales.ts';
import { ExplainPanel } from '../help/ExplainPanel.tsx';
import { series } from '../primitives/arms.ts';
import { useCell } from '../primitives/cell.ts';
import { compact } from '../primitives/numbers.ts';
import { useEvidence } from './evidence-cells.ts';
import { Ends, type End } from './Ends.tsx';
import css from './evidence.module.css';
import { Plot } from './Plot.tsx';
import { share, shareInterval } from './words.ts';

export function TargetsChart() {
  const cell = useEvidence().targets;
  const view = useCell(cell);
  const waiting = view.curves.every(({ rows }) => rows.length === 0);
  return (
    <ChartFigure
      area="evidence"
      view={cell}
      title="Speed-up over targets"
      caption="saved, median and 95 % interval"
      help={<ExplainPanel what="targets" />}
      empty={waiting ? emptyText(view) : null}
      table={<TargetsTable view={view} />}
    >
      {waiting ? null : (
        <Plot
          xDomain={[view.xDomain[1], view.xDomain[0]]}
          yDomain={view.yDomain}
          logarithmicX
          xText={compact}
          yText={share}
        >
          {(scales) => <Marks view={view} scales={scales} />}
        </Plot>
      )}
    </ChartFigure>
  );
}

const emptyText = ({ curves }: TargetsView): string =>
  curves.length === 0
    ? 'Only the control runs: there is nothing to compare.'
    : 'A target is told when every seed has reached it, or never will.';

/** More bands than these would cover each other: then only the first arm has one. */
const mostBands = 3;

interface MarksProps {
  readonly view: TargetsView;
  readonly scales: Scales;
}

function Marks({ view, scales }: MarksProps) {
  const { curves, target } = view;
  const metric = useMetricName();
  const { x, y, left, right, top, bottom } = scales;
  const drawn = curves.map(({ arm, rows }) => ({ arm, rows: rows.filter(isNumber) }));
  const banded = drawn.length <= mostBands ? drawn : drawn.slice(0, 1);
  const place = (saved: number): number => (Number.isFinite(saved) ? y(saved) : bottom);
  return (
    <>
      <XUnit scales={scales}>{`target ${metric}`}</XUnit>
      <Curve d={`M${left} ${y(0)}H${right}`} color={series.control.color} />
      {target !== null && <path d={`M${x(target)} ${top}V${bottom}`} className={charts['target']} />}
      <Clip scales={scales}>
        {banded.map(({ arm, rows }) => (
          <Band
            key={arm}
            color={series[arm].color}
            d={bandPath(
              rows,
              (row) => x(row.target),
              ({ low, high }) => (low === null || high === null ? undefined : [place(low), y(high)]),
            )}
          />
        ))}
        {drawn.map(({ arm, rows }) => (
          <Curve
            key={arm}
            color={series[arm].color}
            dash={series[arm].dash}
            d={linePath(
              rows,
              (row) => x(row.target),
              ({ saved }) => y(saved),
            )}
          />
        ))}
        {curves.flatMap(({ arm, rows }) =>
          rows
            .filter(({ unreached }) => unreached > 0)
            .map(({ share: at, target: loss, saved }) => (
              <circle
                key={`${arm} ${at}`}
                cx={x(loss)}
                cy={y(saved)}
                r={2.5}
                className={css['hollow']}
                style={{ stroke: series[arm].color }}
              />
            )),
        )}
      </Clip>
      {target !== null && (
        <Label x={x(target) - 5} y={bottom - 8} anchor="end">
          verdict
        </Label>
      )}
      <Ends scales={scales} ends={endsOf(curves, view.xDomain[0])} />
    </>
  );
}

/** A median that half of the seeds never got to is no place on the axis. */
const isNumber = ({ saved }: { readonly saved: number }): boolean => Number.isFinite(saved);

/** Names of the curves where they end, and of the control at the zero line. */
function endsOf(curves: TargetsView['curves'], lowest: number): End[] {
  const ends = curves.flatMap(({ arm, rows }): End[] => {
    const last = rows.filter(isNumber).at(-1);
    const { label: text, color } = series[arm];
    return last === undefined ? [] : [{ key: arm, text, color, x: last.target, y: last.saved }];
  });
  const { label: text, color } = series.control;
  return [{ key: 'control', text, color, x: lowest, y: 0 }, ...ends];
}

function TargetsTable({ view: { curves } }: { readonly view: TargetsView }) {
  return (
    <DataTable
      columns={[`target ${useMetricName()}, arm`, 'saved', '95 %', 'never got there']}
      rows={curves.flatMap(({ arm, rows }) =>
        rows.map(({ target, saved, low, high, unreached, pairs }) => [
          `${compact(target)} ${series[arm].label}`,
          share(saved),
          shareInterval(low, high),
          `${unreached} of ${pairs}`,
        ]),
      )}
    />
  );
}
