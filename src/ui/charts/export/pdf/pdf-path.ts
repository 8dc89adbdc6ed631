/** Outlines: the path data of SVG, and its other shapes, as the path operators of PDF. */
import { num } from './pdf-file.ts';

const numbersIn: Readonly<Record<string, number>> = {
  M: 2,
  L: 2,
  H: 1,
  V: 1,
  C: 6,
  S: 4,
  Q: 4,
  T: 2,
  A: 7,
  Z: 0,
};

/** Letters of commands, and numbers; the two flags of an arc may stand without a space. */
const token = /[a-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi;

type Point = readonly [x: number, y: number];

/** Where a path is while it is read. */
interface Pen {
  at: Point;
  start: Point;
  /** Last control point of a curve, if the command before was one of `curve`. */
  control: Point;
  curve: 'C' | 'Q' | null;
}

/** Unknown commands end a path, as in SVG. */
export function pathOperators(data: string): string {
  const tokens = data.match(token) ?? [];
  const pen: Pen = { at: [0, 0], start: [0, 0], control: [0, 0], curve: null };
  const operators: string[] = [];
  let command = '';
  for (let next = 0; next < tokens.length;) {
    if (/[a-z]/i.test(tokens[next]!)) command = tokens[(next += 1) - 1]!;
    const count = numbersIn[command.toUpperCase()];
    if (count === undefined) break;
    const numbers = tokens.slice(next, next + count).map(Number);
    if (numbers.length < count || numbers.some((number) => !Number.isFinite(number))) break;
    next += count;
    operators.push(...drawn(command, numbers, pen));
    // More numbers after a move are lines; nothing can follow a closed path but a command.
    if (count === 0) command = '';
    else if (command === 'M' || command === 'm') command = command === 'M' ? 'L' : 'l';
  }
  return operators.join(' ');
}

function drawn(command: string, numbers: readonly number[], pen: Pen): string[] {
  const name = command.toUpperCase();
  const [x, y] = pen.at;
  const [dx, dy] = command === name ? [0, 0] : [x, y];
  const points = pairs(name === 'A' ? numbers.slice(5) : numbers).map(([px, py]): Point => [
    px + dx,
    py + dy,
  ]);
  const end: Point =
    name === 'H'
      ? [numbers[0]! + dx, y]
      : name === 'V'
        ? [x, numbers[0]! + dy]
        : (points.at(-1) ?? pen.start);
  const mirrored = (curve: Pen['curve']): Point =>
    pen.curve === curve ? [2 * x - pen.control[0], 2 * y - pen.control[1]] : pen.at;
  const go = (operators: string[], control: Point = end, curve: Pen['curve'] = null): string[] => {
    Object.assign(pen, { at: end, control, curve });
    return operators;
  };
  const cubic = (one: Point, two: Point): string[] => go([curveTo(one, two, end)], two, 'C');
  const quadratic = (by: Point): string[] =>
    go([curveTo(towards(pen.at, by), towards(end, by), end)], by, 'Q');
  switch (name) {
    case 'M':
      pen.start = end;
      return go([`${both(end)} m`]);
    case 'C':
      return cubic(points[0]!, points[1]!);
    case 'S':
      return cubic(mirrored('C'), points[0]!);
    case 'Q':
      return quadratic(points[0]!);
    case 'T':
      return quadratic(mirrored('Q'));
    case 'A':
      return go(arc(pen.at, end, numbers));
    case 'Z':
      return go(['h']);
    default:
      return go([`${both(end)} l`]);
  }
}

const pairs = (numbers: readonly number[]): Point[] =>
  Array.from({ length: numbers.length >> 1 }, (_, at) => [numbers[2 * at]!, numbers[2 * at + 1]!]);

const both = ([x, y]: Point): string => `${num(x)} ${num(y)}`;
const curveTo = (one: Point, two: Point, end: Point): string => `${both(one)} ${both(two)} ${both(end)} c`;
/** Of a quadratic curve, the control point of the same cubic one. */
const towards = ([x, y]: Point, [cx, cy]: Point): Point => [x + (2 / 3) * (cx - x), y + (2 / 3) * (cy - y)];

/** An elliptic arc as curves of at most a quarter turn (SVG 1.1, F.6.5). */
function arc(from: Point, to: Point, numbers: readonly number[]): string[] {
  const [rx0 = 0, ry0 = 0, degrees = 0, large = 0, sweep = 0] = numbers;
  if (rx0 === 0 || ry0 === 0) return [`${both(to)} l`];
  const turn = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [hx, hy] = [(from[0] - to[0]) / 2, (from[1] - to[1]) / 2];
  const [px, py] = [cos * hx + sin * hy, cos * hy - sin * hx];
  const tooSmall = Math.max(1, Math.hypot(px / rx0, py / ry0));
  const [rx, ry] = [Math.abs(rx0) * tooSmall, Math.abs(ry0) * tooSmall];
  const squares = (rx * py) ** 2 + (ry * px) ** 2;
  if (squares === 0) return [];
  const factor =
    Math.sqrt(Math.max(0, (rx * ry) ** 2 / squares - 1)) * (Boolean(large) === Boolean(sweep) ? -1 : 1);
  const [qx, qy] = [(factor * rx * py) / ry, (-factor * ry * px) / rx];
  const centre: Point = [
    cos * qx - sin * qy + (from[0] + to[0]) / 2,
    sin * qx + cos * qy + (from[1] + to[1]) / 2,
  ];
  const first = Math.atan2((py - qy) / ry, (px - qx) / rx);
  const last = Math.atan2((-py - qy) / ry, (-px - qx) / rx);
  const round = 2 * Math.PI;
  const whole = (((last - first) % round) + round) % round;
  const angle = sweep ? whole : whole - round;
  const pieces = Math.max(1, Math.ceil(Math.abs(angle) / (Math.PI / 2) - 1e-9));
  const step = angle / pieces;
  const k = (4 / 3) * Math.tan(step / 4);
  const place = (a: number, along: number): Point => {
    const [ex, ey] = [rx * (Math.cos(a) - along * Math.sin(a)), ry * (Math.sin(a) + along * Math.cos(a))];
    return [centre[0] + cos * ex - sin * ey, centre[1] + sin * ex + cos * ey];
  };
  return Array.from({ length: pieces }, (_, at) => {
    const [a, b] = [first + at * step, first + (at + 1) * step];
    return curveTo(place(a, k), place(b, -k), at === pieces - 1 ? to : place(b, 0));
  });
}

/** A shape as path data; empty for what is not one. */
export function shapeData(element: Element): string {
  const of = (name: string): number => Number.parseFloat(element.getAttribute(name) ?? '0') || 0;
  switch (element.localName) {
    case 'path':
      return element.getAttribute('d') ?? '';
    case 'line':
      return `M${of('x1')} ${of('y1')}L${of('x2')} ${of('y2')}`;
    case 'rect':
      return rectangle(of('x'), of('y'), of('width'), of('height'), of('rx'));
    case 'circle':
      return ellipse(of('cx'), of('cy'), of('r'), of('r'));
    case 'ellipse':
      return ellipse(of('cx'), of('cy'), of('rx'), of('ry'));
    case 'polyline':
      return `M${element.getAttribute('points') ?? ''}`;
    case 'polygon':
      return `M${element.getAttribute('points') ?? ''}Z`;
    default:
      return '';
  }
}

function rectangle(x: number, y: number, width: number, height: number, rounding: number): string {
  if (!(width > 0 && height > 0)) return '';
  const r = Math.min(rounding, width / 2, height / 2);
  if (r === 0) return `M${x} ${y}h${width}v${height}h${-width}Z`;
  const corner = (dx: number, dy: number): string => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  const [w, h] = [width - 2 * r, height - 2 * r];
  return `M${x + r} ${y}h${w}${corner(r, r)}v${h}${corner(-r, r)}h${-w}${corner(-r, -r)}v${-h}${corner(r, -r)}Z`;
}

const ellipse = (x: number, y: number, rx: number, ry: number): string =>
  rx > 0 && ry > 0 ? `M${x - rx} ${y}a${rx} ${ry} 0 0 1 ${2 * rx} 0a${rx} ${ry} 0 0 1 ${-2 * rx} 0Z` : '';
