/** Names at the ends of the curves, and the target's. A press on a name switches its curve off. */
import { lossView, type LossView } from './view.ts';
import { useView } from '../../ui/app/ui-context.ts';
import { series } from '../../ui/primitives/arms.ts';
import css from '../../ui/charts/charts.module.css';
import { placeLabels } from '../../ui/charts/drawing/labels.ts';
import { Label } from '../../ui/charts/drawing/marks.tsx';
import { useTypeScale } from '../../ui/charts/drawing/use-size.ts';
import { onFloor, useScales, type Scales } from '../../ui/charts/drawing/use-scales.ts';
import { useSeriesSwitch } from './Legend.tsx';
import { ends as endsOf } from './points.ts';

interface NamesProps {
  readonly view: LossView;
  readonly scales: Scales;
}

const lineHeight = 15;
/** Within this distance of the right end, names of curves share the margin with the target's, px. */
const margin = 60;
/** With more arms their names form one column in the margin. */
const fewArms = 4;

/** Above the pointer area: names inside the plot can be pressed, too. */
export function LossEnds() {
  const view = useView(lossView);
  const scales = useScales();
  return scales === null ? null : <Names view={view} scales={scales} />;
}

function Names({ view, scales }: NamesProps) {
  const scale = useTypeScale();
  const switchOf = useSeriesSwitch();
  const { x, y, right, top, bottom } = scales;
  const isInside = view.target !== null && y(view.target) >= top && y(view.target) <= bottom;
  const target = isInside ? view.target : null;
  const ends = endsOf(view).map(({ arm, x: at, median }) => ({
    arm,
    x: Math.min(right, x(at)),
    y: onFloor(scales, median),
  }));
  const many = ends.length > fewArms;
  const together = many || ends.some((end) => end.x > right - margin);
  const wished = ends.map((end) => end.y);
  const place = (all: readonly number[]) => placeLabels(all, lineHeight * scale, top, bottom - 4);
  const shared = place(together && target !== null ? [...wished, y(target)] : wished);
  const tight = shared.lineHeight < lineHeight * scale ? shared.lineHeight : undefined;
  return (
    <>
      {many && <Leads ends={ends} places={shared.places} right={right} />}
      {ends.map(({ arm, x: at }, index) => {
        const { toggle, pointing } = switchOf(arm);
        return (
          <g key={arm} className={css['switch']} onClick={toggle} {...pointing}>
            <title>{`Switch ${series[arm].label} off`}</title>
            <Label
              x={many ? right + 12 : at + 8}
              y={shared.places[index]!}
              color={series[arm].color}
              strong
              lineHeight={tight}
            >
              {series[arm].label}
            </Label>
          </g>
        );
      })}
      {target !== null && (
        <Label
          x={right + (many ? 12 : 8)}
          y={together ? shared.places[ends.length]! : y(target)}
          lineHeight={tight}
        >
          target
        </Label>
      )}
    </>
  );
}

interface LeadsProps {
  readonly ends: readonly {
    readonly arm: LossView['arms'][number];
    readonly x: number;
    readonly y: number;
  }[];
  readonly places: readonly number[];
  readonly right: number;
}

/** Lines from the ends of curves to names that had to move. */
function Leads({ ends, places, right }: LeadsProps) {
  return ends.map(({ arm, x, y }, index) =>
    x < right - margin ? null : (
      <path
        key={arm}
        className={css['lead']}
        style={{ stroke: series[arm].color }}
        d={`M${x.toFixed(1)} ${y.toFixed(1)}L${right + 4} ${places[index]!.toFixed(1)}h5`}
      />
    ),
  );
}
