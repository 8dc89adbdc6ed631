/** What Figure 1 is drawn with: contours, SGD's points, the forecast's, the arrow from the window to the farcast. */
import type { PlanePoint, PlaneView } from '../view/plane.ts';
import { Clip, Dot, Label } from '../../../ui/charts/drawing/marks.tsx';
import { spread } from '../../../ui/charts/drawing/paths.ts';
import type { Scales } from '../../../ui/charts/drawing/use-scales.ts';
import { fixed } from '../../../ui/primitives/numbers.ts';
import css from '../Lab.module.css';
import { ink, look } from '../look.ts';

interface MarksProps {
  readonly plane: PlaneView;
  readonly scales: Scales;
}

export function PlaneMarks({ plane, scales }: MarksProps) {
  const { path, forecast, anchor } = plane;
  const end = path[anchor];
  const farcast = forecast.at(-1);
  return (
    <>
      <Clip scales={scales}>
        <Contours plane={plane} scales={scales} />
        <Points points={path.slice(anchor + 1)} scales={scales} className={css['later']} />
        <Points points={path.slice(0, anchor + 1)} scales={scales} className={css['seen']} />
        {end !== undefined && farcast !== undefined && <Arrow from={end} to={farcast} scales={scales} />}
        <Points points={forecast} scales={scales} className={css['forecast']} />
        <Minimum plane={plane} scales={scales} />
      </Clip>
      <Names plane={plane} scales={scales} />
      <Label x={scales.right - 4} y={scales.bottom - 8} anchor="end">
        w₁
      </Label>
      <Label x={scales.left + 6} y={scales.top + 6}>
        w₂
      </Label>
    </>
  );
}

/** Ellipses about the minimum, turned so that their short axis lies along the largest curvature. */
function Contours({ plane: { contours, minimum, direction }, scales }: MarksProps) {
  const unit = scales.x(1) - scales.x(0);
  const [cosine, sine] = direction;
  const x = scales.x(minimum[0]);
  const y = scales.y(minimum[1]);
  return (
    <g transform={`matrix(${cosine} ${-sine} ${sine} ${cosine} ${x} ${y})`} className={css['contours']}>
      {contours.map(({ along, across, loss }) => (
        <ellipse key={loss} rx={along * unit} ry={across * unit} />
      ))}
    </g>
  );
}

interface PointsProps {
  readonly points: readonly PlanePoint[];
  readonly scales: Scales;
  readonly className: string | undefined;
}

/** One path of round dots: hundreds of points cost one node. */
function Points({ points, scales: { x, y }, className }: PointsProps) {
  const d = points.map((point) => `M${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}h0`).join('');
  return (
    <path
      d={d}
      className={className}
      style={className === css['forecast'] ? { stroke: look.farcaster.color } : undefined}
    />
  );
}

interface ArrowProps {
  readonly from: PlanePoint;
  readonly to: PlanePoint;
  readonly scales: Scales;
}

const headLength = 11;
const headWidth = 4.5;
const gap = 6;

function Arrow({ from, to, scales: { x, y } }: ArrowProps) {
  const [startX, startY, aimX, aimY] = [x(from.x), y(from.y), x(to.x), y(to.y)];
  const length = Math.hypot(aimX - startX, aimY - startY);
  if (length < headLength + 2 * gap) return null;
  const [alongX, alongY] = [(aimX - startX) / length, (aimY - startY) / length];
  const [tipX, tipY] = [aimX - gap * alongX, aimY - gap * alongY];
  const [backX, backY] = [tipX - headLength * alongX, tipY - headLength * alongY];
  const place = (px: number, py: number): string => `${px.toFixed(1)} ${py.toFixed(1)}`;
  const side = (sign: number): string =>
    place(backX - sign * headWidth * alongY, backY + sign * headWidth * alongX);
  return (
    <>
      <path
        d={`M${place(startX + gap * alongX, startY + gap * alongY)}L${place(backX, backY)}`}
        className={css['arrow']}
        style={{ stroke: look.farcaster.color }}
      />
      <path d={`M${place(tipX, tipY)}L${side(1)}L${side(-1)}Z`} style={{ fill: look.farcaster.color }} />
    </>
  );
}

function Minimum({ plane: { minimum }, scales }: MarksProps) {
  const [x, y] = [scales.x(minimum[0]), scales.y(minimum[1])];
  return <path d={`M${x - 4} ${y}h8M${x} ${y - 4}v8`} className={css['minimum']} />;
}

interface Named {
  readonly text: string;
  readonly point: PlanePoint;
  readonly color: string;
  /** Direction of the name from the point, a unit vector in pixels, away from lines. */
  readonly toward: readonly [x: number, y: number];
}

/** About how wide a letter of a name is, and how far a name stands from its point, px. */
const letter = 7;
const beside = 10;
/** Names that are less to the side than this are centred. */
const upright = 0.35;

function Names({ plane: { path, anchor, forecast }, scales }: MarksProps) {
  const start = path[0];
  const end = path[anchor];
  const last = path.at(-1);
  const farcast = forecast.at(-1);
  if (start === undefined || end === undefined || last === undefined || farcast === undefined) return null;
  const { left, right, top, bottom, x, y } = scales;
  const along = (from: PlanePoint, to: PlanePoint): readonly [number, number] => {
    const [across, down] = [x(to.x) - x(from.x), y(to.y) - y(from.y)];
    const length = Math.max(1e-6, Math.hypot(across, down));
    return [across / length, down / length];
  };
  const whole = along(start, farcast);
  const named: readonly Named[] = [
    { text: 'start', point: start, color: ink, toward: along(end, start) },
    {
      text: `window ends, step ${end.step}`,
      point: end,
      color: ink,
      toward: [Math.abs(whole[1]), -whole[0]],
    },
    {
      text: `farcast of step ${farcast.step}`,
      point: farcast,
      color: look.farcaster.color,
      toward: along(end, farcast),
    },
    { text: `SGD at step ${last.step}`, point: last, color: ink, toward: along(end, last) },
  ];
  const places = spread(
    named.map(({ point, toward }) => y(point.y) + 1.3 * beside * toward[1]),
    15,
    top + 6,
    bottom - 6,
  );
  return named.map(({ text, point, color, toward }, index) => {
    const half = (letter * text.length) / 2;
    const middle = x(point.x) + (Math.abs(toward[0]) > upright ? Math.sign(toward[0]) * (beside + half) : 0);
    return (
      <Label
        key={text}
        x={Math.max(left + half, Math.min(right - half, middle))}
        y={places[index] ?? 0}
        color={color}
        anchor="middle"
        strong
      >
        {text}
      </Label>
    );
  });
}

interface PlaneHoverProps {
  readonly point: PlanePoint;
  readonly color: string;
  readonly scales: Scales;
}

/** Crosshair through a point, with its coordinates at the axes. */
export function PlaneHover({ point, color, scales }: PlaneHoverProps) {
  const { left, right, top, bottom } = scales;
  const [x, y] = [scales.x(point.x), scales.y(point.y)];
  const turned = x > (left + right) / 2;
  return (
    <g className={css['cross']}>
      <path d={`M${x} ${top}V${bottom}M${left} ${y}H${right}`} />
      <Dot x={x} y={y} color={color} />
      <Label x={x + (turned ? -5 : 5)} y={bottom - 7} anchor={turned ? 'end' : 'start'}>
        {fixed(point.x, 2)}
      </Label>
      <Label x={left + 4} y={y - 8}>
        {fixed(point.y, 2)}
      </Label>
    </g>
  );
}
