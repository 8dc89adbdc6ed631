/**
 * A saved drawing (`figure-svg.ts`) as the operators of a PDF page. Owns which of SVG's elements and attributes are drawn:
 * those that saved drawings consist of. A group's opacity is that of each of its shapes.
 */
import { num } from './pdf-file.ts';
import type { Face, FaceName } from './pdf-letters.ts';
import { pathOperators, shapeData } from './pdf-path.ts';

export interface Drawn {
  readonly operators: string;
  /** Name of a graphics state -> opacity of filling and of strokes. */
  readonly opacities: ReadonlyMap<string, readonly [fill: number, stroke: number]>;
  /** Address of an image -> its name. */
  readonly images: ReadonlyMap<string, string>;
  /** Letters that the fonts lack. */
  readonly lacking: ReadonlySet<string>;
}

type Faces = Readonly<Record<FaceName, Face>>;

export function drawnIn(svg: Element, faces: Faces): Drawn {
  const drawing = new Drawing(svg, faces);
  for (const child of svg.children) drawing.add(child, 1);
  const { lines, opacities, images, lacking } = drawing;
  return { operators: lines.join('\n'), opacities, images, lacking };
}

const number = (element: Element, name: string, otherwise: number): number => {
  const value = Number.parseFloat(element.getAttribute(name) ?? '');
  return Number.isFinite(value) ? value : otherwise;
};

/** "#rrggbb" as three numbers from 0 to 1; null for none. */
function colour(text: string | null): string | null {
  const parts = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(text ?? '')?.slice(1);
  return parts === undefined ? null : parts.map((part) => num(Number.parseInt(part, 16) / 255)).join(' ');
}

const caps: Readonly<Record<string, number>> = { butt: 0, round: 1, square: 2 };
const joins: Readonly<Record<string, number>> = { miter: 0, round: 1, bevel: 2 };
/** Slant of letters in italics: the tangent of 12 degrees. */
const slant = 0.2126;

class Drawing {
  readonly lines: string[] = [];
  readonly opacities = new Map<string, readonly [number, number]>();
  readonly images = new Map<string, string>();
  readonly lacking = new Set<string>();
  private readonly svg: Element;
  private readonly faces: Faces;

  constructor(svg: Element, faces: Faces) {
    this.svg = svg;
    this.faces = faces;
  }

  add(element: Element, outside: number): void {
    const opacity = outside * number(element, 'opacity', 1);
    const { localName } = element;
    if (localName === 'g') this.group(element, opacity);
    else if (localName === 'text') this.text(element, opacity);
    else if (localName === 'image') this.image(element);
    else this.shape(element, opacity);
  }

  private group(element: Element, opacity: number): void {
    const clip = /^url\(#(.*)\)$/.exec(element.getAttribute('clip-path') ?? '')?.[1];
    const outline = clip === undefined ? null : this.svg.querySelector(`[id="${clip}"] > rect`);
    this.lines.push('q');
    this.transform(element);
    if (outline !== null) this.lines.push(`${pathOperators(shapeData(outline))} W n`);
    for (const child of element.children) this.add(child, opacity);
    this.lines.push('Q');
  }

  private transform(element: Element): void {
    const matrix = (element as SVGGraphicsElement).transform.baseVal.consolidate()?.matrix;
    if (matrix === undefined) return;
    const { a, b, c, d, e, f } = matrix;
    this.lines.push(`${[a, b, c, d, e, f].map(num).join(' ')} cm`);
  }

  private shape(element: Element, opacity: number): void {
    const path = pathOperators(shapeData(element));
    const paint = this.paint(element, opacity);
    if (path === '' || paint === null) return;
    this.lines.push('q');
    this.transform(element);
    this.lines.push(...paint.state, path, paint.operator, 'Q');
  }

  /** Colours, line and opacity of a shape, and how it is painted; null if it is not. */
  private paint(element: Element, opacity: number): { state: string[]; operator: 'B' | 'f' | 'S' } | null {
    const fill = colour(element.getAttribute('fill'));
    const stroke = colour(element.getAttribute('stroke'));
    const width = number(element, 'stroke-width', 1);
    const strokes = stroke !== null && width > 0;
    if (fill === null && !strokes) return null;
    const dashes = (element.getAttribute('stroke-dasharray') ?? '').match(/[\d.]+/g) ?? [];
    // An odd number of them is repeated, as in SVG.
    const pattern = dashes.length % 2 === 1 ? [...dashes, ...dashes] : dashes;
    const state = [
      ...this.opacity(
        opacity * number(element, 'fill-opacity', 1),
        opacity * number(element, 'stroke-opacity', 1),
      ),
      ...(fill === null ? [] : [`${fill} rg`]),
      ...(strokes ? [`${stroke} RG ${num(width)} w`] : []),
      `${caps[element.getAttribute('stroke-linecap') ?? 'butt'] ?? 0} J`,
      `${joins[element.getAttribute('stroke-linejoin') ?? 'miter'] ?? 0} j`,
      ...(pattern.length === 0 ? [] : [`[${pattern.map((dash) => num(Number(dash))).join(' ')}] 0 d`]),
    ];
    return { state, operator: fill === null ? 'S' : strokes ? 'B' : 'f' };
  }

  private opacity(fill: number, stroke: number): string[] {
    if (fill === 1 && stroke === 1) return [];
    const name = `O${Math.round(1000 * fill)}-${Math.round(1000 * stroke)}`;
    this.opacities.set(name, [fill, stroke]);
    return [`/${name} gs`];
  }

  /** A text with its parts: each begins where the one before it ends. */
  private text(element: Element, opacity: number): void {
    const paint = this.paint(element, opacity);
    if (paint === null) return;
    const runs = [...element.childNodes].flatMap((node) => this.runsOf(node, element));
    const width = runs.reduce((sum, run) => sum + run.width, 0);
    const anchor = element.getAttribute('text-anchor') ?? 'start';
    const shift = anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0;
    let [x, y] = [number(element, 'x', 0) - shift, number(element, 'y', 0)];
    this.lines.push('q', ...paint.state, 'BT', `${paint.operator === 'B' ? 2 : 0} Tr`);
    for (const { coded, face, size, fill, dy, isSlanted, width: own } of runs) {
      y += dy;
      this.lines.push(
        `/${face} ${num(size)} Tf ${fill} rg`,
        `1 0 ${isSlanted ? slant : 0} -1 ${num(x)} ${num(y)} Tm <${coded}> Tj`,
      );
      x += own;
    }
    this.lines.push('ET', 'Q');
  }

  private runsOf(node: Node, parent: Element): readonly Run[] {
    if (node.nodeType !== Node.TEXT_NODE) {
      const own = node as Element;
      const [first, ...rest] = [...own.childNodes].flatMap((child) => this.runsOf(child, own));
      return first === undefined ? [] : [{ ...first, dy: first.dy + number(own, 'dy', 0) }, ...rest];
    }
    const of = (name: string): string => parent.closest(`[${name}]`)?.getAttribute(name) ?? '';
    const face = this.faces[of('font-weight') === 'bold' ? 'bold' : 'regular'];
    const text = node.nodeValue ?? '';
    const size = Number(of('font-size'));
    for (const letter of face.lacks(text)) this.lacking.add(letter);
    return [
      {
        ...{ coded: face.coded(text), face: face.name, size, width: size * face.width(text), dy: 0 },
        ...{ fill: colour(of('fill')) ?? '0 0 0', isSlanted: of('font-style') === 'italic' },
      },
    ];
  }

  private image(element: Element): void {
    const address = element.getAttributeNS('http://www.w3.org/1999/xlink', 'href') ?? '';
    const name = this.images.get(address) ?? `I${this.images.size + 1}`;
    this.images.set(address, name);
    const [x, y] = [number(element, 'x', 0), number(element, 'y', 0)];
    const [width, height] = [number(element, 'width', 0), number(element, 'height', 0)];
    this.lines.push('q', `${[width, 0, 0, -height, x, y + height].map(num).join(' ')} cm /${name} Do`, 'Q');
  }
}

interface Run {
  /** Glyphs in hexadecimal digits. */
  readonly coded: string;
  readonly face: FaceName;
  readonly size: number;
  readonly width: number;
  readonly fill: string;
  /** How much lower than the run before it. */
  readonly dy: number;
  readonly isSlanted: boolean;
}
