/** What a figure draws, read off its elements: marks by kind and colour, names, values along its axes, its table. */

/** "line control": 1. Areas, ticks and points are counted one by one, also where one element has many. */
export type Marks = Readonly<Record<string, number>>;

/** Without what is there for the hand, and without keys to what is drawn. */
const drawn = (figure: Element, selector: string): SVGElement[] =>
  [...figure.querySelectorAll<SVGElement>(`svg ${selector}`)].filter(
    (element) => element.closest('defs, clipPath, [data-export="no"]') === null,
  );

/** The series in whose colour it is drawn: "farcaster"; none where it is not in a colour of its own. */
function seriesOf(element: SVGElement): string | null {
  for (let at: Element | null = element; at !== null && at.localName !== 'svg'; at = at.parentElement) {
    const { stroke, fill } = (at as SVGElement).style;
    const [, name] = /--(?:arm-)?([\w-]+)/.exec(`${stroke} ${fill}`) ?? [];
    if (name !== undefined) return name;
  }
  return null;
}

/** What a path is, by its commands: a curve, an area, points, a straight rule, a lead from a curve to its name, or ticks. */
function kindOf(d: string): 'line' | 'area' | 'points' | 'rule' | 'lead' | 'ticks' {
  if (/[Zz]/.test(d)) return 'area';
  if (/h0(?![.\d])/.test(d)) return 'points';
  if (/[HV]/.test(d)) return 'rule';
  if (/^[ML\d\s.,e-]+$/.test(d)) return 'line';
  return d.includes('L') ? 'lead' : 'ticks';
}

export function marksOf(figure: Element): Marks {
  const counts: Record<string, number> = {};
  const count = (kind: string, series: string | null, many = 1): void => {
    if (series === null) return;
    const key = `${kind} ${series}`;
    counts[key] = (counts[key] ?? 0) + many;
  };
  for (const path of drawn(figure, 'path')) {
    const d = path.getAttribute('d') ?? '';
    if (d === '') continue;
    const kind = kindOf(d);
    count(kind, seriesOf(path), kind === 'line' || kind === 'rule' ? 1 : d.split('M').length - 1);
  }
  for (const circle of drawn(figure, 'circle')) count('circle', seriesOf(circle));
  return counts;
}

/** The same in words, in alphabetical order: "4 line control, rule control". */
export const marksIn = (figure: Element): string =>
  Object.entries(marksOf(figure))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([mark, many]) => (many === 1 ? mark : `${many} ${mark}`))
    .join(', ');

/** In single spaces, unbroken ones among them. */
export const textOf = (element: Element): string => element.textContent.replaceAll(/\s+/g, ' ').trim();

/** Words in the drawing. */
export const textsOf = (figure: Element): string[] => drawn(figure, 'text').map(textOf);

/** Those in the colour of a series: names at the ends of curves. */
export const namesIn = (figure: Element): string[] =>
  drawn(figure, 'text')
    .filter((text) => seriesOf(text) !== null)
    .map(textOf);

/** Whole sentences beside the drawing. */
export const sentencesIn = (figure: Element): string[] =>
  [...figure.querySelectorAll<HTMLElement>('p')]
    .filter((paragraph) => paragraph.checkVisibility())
    .map(textOf)
    .filter((text) => text.endsWith('.'));

/** Coordinates that are none, wherever a drawing has coordinates. */
export const brokenPlaces = (root: Element): string[] =>
  [...root.querySelectorAll('svg, svg *')].flatMap((element) =>
    [...element.attributes]
      .filter(
        ({ name, value }) =>
          !/^(class|style|id|aria-|data-)/.test(name) && /NaN|Infinity|undefined/.test(value),
      )
      .map(({ name, value }) => `${element.localName} ${name}="${value.slice(0, 60)}"`),
  );

/** "−0.31", "52 %": the number; NaN if there is none. */
export const numberIn = (text: string): number => {
  const plain = text.replaceAll('−', '-').replace(/ ?%$/, '');
  return plain === '' ? NaN : Number(plain) * (text.endsWith('%') ? 0.01 : 1);
};

export type Axis = (place: number) => number;

/** Pixels -> values by the numbers written at an axis: below the plot, or left of it. */
export function axisOf(figure: Element, which: 'x' | 'y', logarithmic = false): Axis {
  const anchor = { x: 'middle', y: 'end' }[which];
  const ticks = drawn(figure, 'text')
    .filter((text) => text.getAttribute('text-anchor') === anchor && seriesOf(text) === null)
    .map((text) => [Number(text.getAttribute(which)), numberIn(textOf(text))] as const)
    .filter(([place, value]) => Number.isFinite(place) && Number.isFinite(value));
  const [first, last] = [ticks[0], ticks.at(-1)];
  if (first === undefined || last === undefined || first[0] === last[0])
    throw new Error(`no ${which} axis: ${ticks.join(' ')}`);
  const along = (value: number): number => (logarithmic ? Math.log(value) : value);
  const slope = (along(last[1]) - along(first[1])) / (last[0] - first[0]);
  return (place) => {
    const value = along(first[1]) + slope * (place - first[0]);
    return logarithmic ? Math.exp(value) : value;
  };
}

/** Corners of a series' curve, pixels: of its longest, where there are several. */
export function cornersOf(figure: Element, series: string): (readonly [x: number, y: number])[] {
  const paths = drawn(figure, 'path')
    .filter((path) => seriesOf(path) === series)
    .map((path) => path.getAttribute('d') ?? '')
    .filter((d) => d !== '' && kindOf(d) === 'line')
    .sort((a, b) => b.length - a.length);
  return Array.from((paths[0] ?? '').matchAll(/[ML]([-\d.]+)[ ,]([-\d.]+)/g), ([, x, y]) => [
    Number(x),
    Number(y),
  ]);
}

/** Of numbers; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] ?? NaN) + (sorted[Math.ceil(half)] ?? NaN)) / 2;
}

/** Where a series' curve ends, in the numbers of the axes. */
export function endOf(
  figure: Element,
  series: string,
  logarithmic: { readonly x?: boolean; readonly y?: boolean } = {},
): readonly [x: number, y: number] {
  const [x, y] = cornersOf(figure, series).at(-1) ?? [NaN, NaN];
  return [axisOf(figure, 'x', logarithmic.x)(x), axisOf(figure, 'y', logarithmic.y)(y)];
}

/** Points of a table that are not on a series' curve: by so much of the value at the nearest corner, or more. */
export function besideCurve(
  figure: Element,
  series: string,
  points: readonly (readonly [x: number, y: number])[],
  { x: logarithmic = false, within = 0.02 }: { readonly x?: boolean; readonly within?: number } = {},
): (readonly number[])[] {
  const [toX, toY] = [axisOf(figure, 'x', logarithmic), axisOf(figure, 'y')];
  const corners = cornersOf(figure, series).map(([x, y]) => [toX(x), toY(y)] as const);
  return points.flatMap(([x, y]) => {
    const [near] = corners.toSorted(([a], [b]) => Math.abs(a - x) - Math.abs(b - x));
    return near !== undefined && Math.abs(near[1] - y) <= within ? [] : [[x, y, ...(near ?? [])]];
  });
}

export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A table as it reads. */
export const rowsOf = (table: Element): Rows => ({
  columns: [...table.querySelectorAll('thead th')].map(textOf),
  rows: [...table.querySelectorAll('tbody tr')].map((row) => [...row.querySelectorAll('th, td')].map(textOf)),
});
