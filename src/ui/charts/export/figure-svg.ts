/**
 * A figure on the page -> one SVG that stands alone: drawings with their computed styles written out, words in
 * HTML set as text at the same places, canvases painted anew. In the light colours, whatever the page has: it is
 * meant for paper.
 */
import { painters } from './painters.ts';
import { wrapped } from './wrap.ts';

export interface SavedFigure {
  readonly text: string;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

const namespace = 'http://www.w3.org/2000/svg';
const padding = 12;
/** Of the footer: from line to line, and above it, px. */
const footerLine = 15;
const footerGap = 7;

/** What is left out: tools, the crosshair, what takes the pointer. */
const leftOut = '[data-export="no"], .visually-hidden, option';

/** Styles that a drawing may take from style sheets; their defaults need not be written. */
const styles: Readonly<Record<string, string>> = {
  fill: 'rgb(0, 0, 0)',
  'fill-opacity': '1',
  stroke: 'none',
  'stroke-width': '1px',
  'stroke-dasharray': 'none',
  'stroke-linejoin': 'miter',
  'stroke-linecap': 'butt',
  opacity: '1',
  'paint-order': 'normal',
  'text-anchor': 'start',
};
const textStyles = ['font-family', 'font-size', 'font-weight', 'font-style', 'font-variant-numeric'];

export function figureSvg(figure: HTMLElement, footer: string): SavedFigure {
  const { dataset } = document.documentElement;
  const theme = dataset['theme'];
  dataset['theme'] = 'light';
  try {
    return draw(figure, footer);
  } finally {
    if (theme === undefined) delete dataset['theme'];
    else dataset['theme'] = theme;
  }
}

function draw(figure: HTMLElement, footer: string): SavedFigure {
  // What scrolls sideways on the page is whole in a file.
  const scrolling = [...figure.querySelectorAll('*')].filter((element) =>
    /auto|scroll/.test(getComputedStyle(element).overflowX),
  );
  const scrolled = scrolling.map(({ scrollLeft }) => scrollLeft);
  for (const element of scrolling) element.scrollLeft = 0;
  const box = figure.getBoundingClientRect();
  const origin = { x: box.left - padding, y: box.top - padding };
  const parts: Element[] = [];
  for (const drawing of figure.querySelectorAll('svg')) {
    if (drawing.closest(leftOut) !== null || drawing.parentElement?.closest('svg') !== null) continue;
    parts.push(placed(drawing, origin));
  }
  const canvases = [...figure.querySelectorAll('canvas')].filter(
    (canvas) => canvas.closest(leftOut) === null,
  );
  parts.push(...canvases.map((canvas) => painted(canvas, origin)), ...words(figure, origin));
  const right = scrolling.reduce(
    (most, element) => Math.max(most, element.getBoundingClientRect().left + element.scrollWidth),
    box.right,
  );
  const width = Math.ceil(right - box.left) + 2 * padding;
  scrolling.forEach((element, i) => (element.scrollLeft = scrolled[i]!));
  const colour = getComputedStyle(figure.querySelector('figcaption > span') ?? figure);
  const lines = wrapped(footer, width - 2 * padding, measureIn(colour));
  const below = lines.length === 0 ? 0 : footerGap + lines.length * footerLine;
  const height = Math.ceil(box.height) + 2 * padding + below;
  const svg = sheet(width, height);
  svg.append(...parts);
  lines.forEach((line, i) =>
    svg.append(textAt(line, padding, height - padding - (lines.length - 1 - i) * footerLine, colour)),
  );
  return { text: new XMLSerializer().serializeToString(svg), width, height };
}

/** An empty drawing, the colour of paper. */
function sheet(width: number, height: number): SVGSVGElement {
  const svg = document.createElementNS(namespace, 'svg');
  for (const [name, value] of Object.entries({
    xmlns: namespace,
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
  }))
    svg.setAttribute(name, String(value));
  const paper = document.createElementNS(namespace, 'rect');
  paper.setAttribute('width', '100%');
  paper.setAttribute('height', '100%');
  paper.setAttribute('fill', getComputedStyle(document.documentElement).getPropertyValue('background-color'));
  svg.append(paper);
  return svg;
}

function measureIn(computed: CSSStyleDeclaration): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return (text) => text.length * Number.parseFloat(computed.fontSize);
  context.font = ['font-style', 'font-weight', 'font-size', 'font-family']
    .map((name) => computed.getPropertyValue(name))
    .join(' ');
  return (text) => context.measureText(text).width;
}

/** A canvas at its place, painted anew in the colours of the moment. */
function painted(canvas: HTMLCanvasElement, origin: Origin): Element {
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const paint = painters.get(canvas) ?? ((target) => target.getContext('2d')?.drawImage(canvas, 0, 0));
  paint(copy, canvas);
  const box = canvas.getBoundingClientRect();
  const computed = getComputedStyle(canvas);
  const image = document.createElementNS(namespace, 'image');
  for (const [name, value] of Object.entries({
    href: copy.toDataURL('image/png'),
    x: box.left - origin.x,
    y: box.top - origin.y,
    width: box.width,
    height: box.height,
    preserveAspectRatio: 'none',
    style: `image-rendering:${computed.imageRendering}`,
  }))
    image.setAttribute(name, String(value));
  const group = document.createElementNS(namespace, 'g');
  const ground = document.createElementNS(namespace, 'rect');
  for (const name of ['x', 'y', 'width', 'height']) ground.setAttribute(name, image.getAttribute(name) ?? '');
  ground.setAttribute('fill', computed.backgroundColor);
  group.append(ground, image);
  return group;
}

interface Origin {
  readonly x: number;
  readonly y: number;
}

/** A drawing at its place, with its styles written out. */
function placed(drawing: SVGSVGElement, origin: Origin): Element {
  const copy = inlined(drawing);
  const box = drawing.getBoundingClientRect();
  for (const [name, value] of Object.entries({
    x: box.left - origin.x,
    y: box.top - origin.y,
    width: box.width,
    height: box.height,
    overflow: 'visible',
  }))
    copy.setAttribute(name, String(value));
  return copy;
}

function inlined(element: Element): Element {
  const copy = element.cloneNode(false) as Element;
  const computed = getComputedStyle(element);
  for (const { name, value } of [...copy.attributes])
    if (/^(class|style|role|tabindex|id|data-|aria-)/.test(name) || value.includes('var('))
      copy.removeAttribute(name);
  if (element instanceof SVGGraphicsElement) copy.setAttribute('style', styleOf(element, computed));
  for (const child of element.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) copy.append(child.cloneNode());
    if (!(child instanceof Element) || child.matches(leftOut) || getComputedStyle(child).display === 'none')
      continue;
    copy.append(inlined(child));
  }
  return copy;
}

function styleOf(element: SVGGraphicsElement, computed: CSSStyleDeclaration): string {
  const own = Object.entries(styles).flatMap(([name, common]) => {
    const value = computed.getPropertyValue(name);
    return value === common || value === '' ? [] : [`${name}:${value}`];
  });
  const text =
    element instanceof SVGTextContentElement
      ? textStyles.map((name) => `${name}:${computed.getPropertyValue(name).replaceAll('"', "'")}`)
      : [];
  const cut = element instanceof SVGSVGElement ? [`overflow:${computed.overflow}`] : [];
  return [...own, ...text, ...cut].join(';');
}

/** Every visible word of the figure's HTML, where it stands. */
function words(figure: HTMLElement, origin: Origin): Element[] {
  const walker = document.createTreeWalker(figure, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  const set: Element[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node instanceof HTMLSelectElement ? node : node.parentElement;
    const isText = node.nodeType === Node.TEXT_NODE || node instanceof HTMLSelectElement;
    if (!isText || parent?.closest(`svg, ${leftOut}`) !== null) continue;
    const content =
      (node instanceof HTMLSelectElement ? node.selectedOptions[0]?.text : node.textContent) ?? '';
    const computed = getComputedStyle(parent);
    const size = Number.parseFloat(computed.fontSize);
    const indent = Number.parseFloat(computed.paddingLeft) * (node === parent ? 1 : 0);
    for (const { text, box } of linesOf(node, content)) {
      const baseline = box.top + (box.height + 0.7 * size) / 2;
      set.push(textAt(text, box.left + indent - origin.x, baseline - origin.y, computed));
    }
  }
  return set;
}

interface Line {
  text: string;
  readonly box: DOMRect;
}

/** The lines that text is broken into on the page; nothing where it does not show. */
function linesOf(node: Node, content: string): Line[] {
  const range = document.createRange();
  range.selectNode(node);
  const box = range.getClientRects()[0];
  if (content.trim() === '' || box === undefined || box.width === 0) return [];
  if (!(node instanceof Text)) return [{ text: content, box }];
  const lines: Line[] = [];
  for (const { 0: word, index } of content.matchAll(/\S+\s*/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.trimEnd().length);
    const place = range.getBoundingClientRect();
    const line = lines.at(-1);
    if (line !== undefined && Math.abs(line.box.top - place.top) < place.height / 2) line.text += word;
    else lines.push({ text: word, box: place });
  }
  return lines;
}

function textAt(content: string, x: number, y: number, computed: CSSStyleDeclaration): Element {
  const text = document.createElementNS(namespace, 'text');
  text.setAttribute('x', x.toFixed(1));
  text.setAttribute('y', y.toFixed(1));
  text.setAttribute(
    'style',
    [
      `fill:${computed.color}`,
      'white-space:pre',
      ...textStyles.map((name) => `${name}:${computed.getPropertyValue(name).replaceAll('"', "'")}`),
    ].join(';'),
  );
  text.textContent = content;
  return text;
}
