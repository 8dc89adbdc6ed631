/**
 * A figure on a sheet -> a self-contained SVG that every reader draws alike: plain shapes with explicit colours, no
 * style sheet, no nested drawings, and words in whole lines.
 */
import { painters } from './on-sheet.ts';
import { boxAttributes, lettersOf, shapeAttributes } from './plain-style.ts';
import { lineText, linesOf } from './sheet-words.ts';
import { hasBelow, made, namespace, svgText, type Origin, wrapped } from './elements.ts';

export interface SavedFigure {
  readonly title: string;
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

const padding = 12;
/** Line height of the footer and the gap above it, px. */
const footerLine = 15;
const footerGap = 7;

/** Left out of files: tools, crosshair, pointer areas, text for screen readers. */
const leftOut = '[data-export="no"], .visually-hidden, option, title, desc, defs, [role="slider"]';

const geometry = 'd x y width height rx ry cx cy r points x1 y1 x2 y2 transform'.split(' ');

export interface Paper {
  /** Width in print; without it, a px of the page is a px of the file. */
  readonly millimetres?: number;
  readonly isTransparent?: boolean;
}

interface Drawing {
  readonly clips: SVGElement[];
  /** Labels have halos of the colour of the paper, unless there is none. */
  readonly halos: boolean;
}

/** CSS px around a figure and its footer. */
export const margins = 2 * padding;

export function figureSvg(figure: HTMLElement, footer: string, paper: Paper = {}): SavedFigure {
  const { millimetres, isTransparent = false } = paper;
  const frame = figure.getBoundingClientRect();
  const origin = { x: frame.left - padding, y: frame.top - padding };
  const toSheet = new DOMMatrix().translate(-origin.x, -origin.y);
  const clips: SVGElement[] = [];
  const within: Drawing = { clips, halos: !isTransparent };
  const shown = <E extends Element>(name: string): E[] =>
    [...figure.querySelectorAll<E>(name)].filter((element) => element.closest(leftOut) === null);
  const drawings = shown<SVGSVGElement>('svg').filter(
    (drawing) => drawing.parentElement?.closest('svg') === null,
  );
  const lines = linesOf(figure, leftOut);
  const parts = [
    ...drawings.map((drawing) => plain(drawing, toSheet, within)),
    ...shown<HTMLCanvasElement>('canvas').map((canvas) => painted(canvas, origin)),
    ...shown<HTMLElement>('[data-export="box"]').map((element) => box(element, origin)),
    ...lines.map((line) => lineText(line, origin)),
  ];
  const right = rightOf(shown<HTMLElement>('*'), frame.right);
  const bottom = Math.max(frame.bottom, ...lines.map((line) => line.bottom), frame.top + figure.scrollHeight);
  const width = Math.ceil(right - frame.left) + margins;
  const letters = lettersOf(
    getComputedStyle(figure.querySelector('figcaption span, figcaption p') ?? figure),
  );
  const small = { ...letters, 'font-size': 11, 'font-weight': 'normal', fill: '#5f6269' };
  const below = wrapped(footer, width - margins, measureIn(small));
  const height =
    Math.ceil(bottom - frame.top) +
    2 * padding +
    (below.length === 0 ? 0 : footerGap + below.length * footerLine);
  const svg = made('svg', {
    xmlns: namespace,
    width: millimetres === undefined ? width : `${millimetres}mm`,
    height: millimetres === undefined ? height : `${((millimetres * height) / width).toFixed(3)}mm`,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-labelledby': 'title description',
  });
  const title = wordsOf(figure.querySelector('h3'));
  svg.append(
    worded('title', 'title', title),
    worded('desc', 'description', [descriptionOf(figure), footer].filter((part) => part !== '').join(' ')),
  );
  if (clips.length > 0) {
    const defs = made('defs', {});
    defs.append(...clips);
    svg.append(defs);
  }
  if (!isTransparent) svg.append(made('rect', { width, height, fill: '#ffffff' }));
  svg.append(...parts);
  below.forEach((line, i) =>
    svg.append(svgText(line, padding, height - padding - (below.length - 1 - i) * footerLine, small)),
  );
  return { title, text: new XMLSerializer().serializeToString(svg), width, height };
}

function worded(name: 'title' | 'desc', id: string, words: string): SVGElement {
  const element = made(name, { id });
  element.textContent = words;
  return element;
}

const wordsOf = (element: Element | null | undefined): string =>
  element?.textContent.replaceAll(/\s+/g, ' ').trim() ?? '';

const descriptionOf = (figure: HTMLElement): string =>
  [
    ...[...figure.querySelectorAll('p.visually-hidden')].map(wordsOf),
    ...[...figure.querySelectorAll('[role="img"], [role="application"]')].map(
      (picture) => picture.getAttribute('aria-label') ?? '',
    ),
  ].join(' ');

function measureIn(letters: Readonly<Record<string, string | number>>): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return (text) => text.length * Number(letters['font-size']);
  context.font = `${letters['font-size']}px ${letters['font-family']}`;
  return (text) => context.measureText(text).width;
}

/** A canvas painted again in the sheet's colours; enlarged with hard pixels if it is pixelated. */
function painted(canvas: HTMLCanvasElement, origin: Origin): SVGElement {
  const { imageRendering, backgroundColor } = getComputedStyle(canvas);
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const paint = painters.get(canvas) ?? ((target) => target.getContext('2d')?.drawImage(canvas, 0, 0));
  paint(copy, canvas);
  const fine = document.createElement('canvas');
  const times = imageRendering === 'pixelated' ? 4 : 1;
  fine.width = times * copy.width;
  fine.height = times * copy.height;
  const context = fine.getContext('2d');
  if (context !== null) {
    context.fillStyle = backgroundColor;
    context.fillRect(0, 0, fine.width, fine.height);
    context.imageSmoothingEnabled = false;
    context.drawImage(copy, 0, 0, fine.width, fine.height);
  }
  const box = canvas.getBoundingClientRect();
  const image = made('image', {
    x: box.left - origin.x,
    y: box.top - origin.y,
    width: box.width,
    height: box.height,
    preserveAspectRatio: 'none',
  });
  // The older name is known to every reader.
  image.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href', fine.toDataURL('image/png'));
  return image;
}

/** Content that scrolls is complete in a file. */
const rightOf = (elements: readonly HTMLElement[], edge: number): number =>
  elements
    .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowX))
    .reduce(
      (most, element) => Math.max(most, element.getBoundingClientRect().left + element.scrollWidth),
      edge,
    );

/** An element of the page with its background and border. */
function box(element: HTMLElement, origin: Origin): SVGElement {
  const { left, top, width, height } = element.getBoundingClientRect();
  const attributes = boxAttributes(getComputedStyle(element));
  const inset = Number(attributes['stroke-width']) / 2;
  return made('rect', {
    ...{ x: left - origin.x + inset, y: top - origin.y + inset },
    ...{ width: width - 2 * inset, height: height - 2 * inset },
    ...attributes,
  });
}

/** An element and its children as plain shapes. `outside`: transform of the parent. */
function plain(element: SVGGraphicsElement, outside: DOMMatrix, within: Drawing): SVGElement {
  const computed = getComputedStyle(element);
  if (element.localName === 'text') return textOf(element as SVGTextContentElement, computed, within);
  const isDrawing = element.localName === 'svg';
  if (!isDrawing && element.localName !== 'g')
    return made(element.localName, { ...geometryOf(element), ...shapeAttributes(computed) });
  const group = made('g', { ...(isDrawing ? {} : geometryOf(element)), ...opacityOf(computed) });
  if (isDrawing) {
    const inside = element.getScreenCTM() ?? new DOMMatrix();
    const { a, b, c, d, e, f } = outside.multiply(inside);
    if ([a, b, c, d, e, f].some((value, i) => Math.abs(value - [1, 0, 0, 1, 0, 0][i]!) > 1e-6))
      group.setAttribute(
        'transform',
        `matrix(${[a, b, c, d, e, f].map((v) => Number(v.toFixed(4))).join(' ')})`,
      );
    if (computed.overflow !== 'visible' && element.parentElement?.closest('svg') !== null)
      group.setAttribute('clip-path', `url(#${clip(element as SVGSVGElement, within.clips)})`);
  }
  for (const child of element.children) {
    if (child.matches(leftOut) || getComputedStyle(child).display === 'none') continue;
    const inner =
      (child as SVGGraphicsElement).localName === 'svg'
        ? (element.getScreenCTM()?.inverse() ?? outside)
        : outside;
    group.append(plain(child as SVGGraphicsElement, inner, within));
  }
  return group;
}

const geometryOf = (element: Element): Record<string, string> =>
  Object.fromEntries(
    geometry.flatMap((name) => {
      const value = element.getAttribute(name);
      return value === null
        ? []
        : [[name, value.replaceAll(/\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))))]];
    }),
  );

const opacityOf = ({ opacity }: CSSStyleDeclaration): Record<string, string> =>
  opacity === '1' ? {} : { opacity };

/** Clips to the drawing's own box. Returns the name of the clip. */
function clip({ viewBox, width, height }: SVGSVGElement, clips: SVGElement[]): string {
  const { baseVal: box } = viewBox;
  const id = `clip${clips.length + 1}`;
  const path = made('clipPath', { id });
  const own = box.width > 0 ? box : { x: 0, y: 0, width: width.baseVal.value, height: height.baseVal.value };
  path.append(made('rect', { x: own.x, y: own.y, width: own.width, height: own.height }));
  clips.push(path);
  return id;
}

/** A label; its halo is a separate text below it, since not all readers paint strokes first. */
function textOf(
  element: SVGTextContentElement,
  computed: CSSStyleDeclaration,
  { halos }: Drawing,
): SVGElement {
  const words = wordsOf(element);
  const group = made('g', opacityOf(computed));
  if (words === '' || element.getNumberOfChars() === 0) return group;
  const start = element.getStartPositionOfChar(0);
  const length = element.getComputedTextLength();
  // Readers differ in the width of a text with parts: it is placed by its start.
  const anchor = hasBelow(words) ? 'start' : computed.textAnchor;
  const x = start.x + (anchor === 'middle' ? length / 2 : anchor === 'end' ? length : 0);
  const letters = { ...lettersOf(computed), ...(anchor === 'start' ? {} : { 'text-anchor': anchor }) };
  const { stroke, 'stroke-width': strokeWidth } = shapeAttributes(computed);
  if (halos && stroke !== undefined && stroke !== 'none')
    group.append(
      svgText(words, x, start.y, {
        ...letters,
        fill: stroke,
        stroke,
        'stroke-width': strokeWidth ?? 1,
        'stroke-linejoin': 'round',
      }),
    );
  const { fill } = shapeAttributes(computed);
  group.append(svgText(words, x, start.y, { ...letters, fill: fill ?? '#000000' }));
  return group;
}
