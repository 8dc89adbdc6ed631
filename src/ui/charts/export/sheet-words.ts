/** The words of a figure's HTML as lines of text, one text element per line. */
import { made, write, type Attributes, type Origin } from './elements.ts';
import { colourOf, lettersOf } from './plain-style.ts';

interface Run {
  text: string;
  right: number;
  readonly look: Attributes;
}

export interface Line {
  readonly left: number;
  readonly baseline: number;
  readonly bottom: number;
  readonly runs: Run[];
}

/** A smaller gap, as a share of the letters' size, is a space. */
const aSpace = 0.5;

/** All visible lines outside of `leftOut`. */
export function linesOf(figure: HTMLElement, leftOut: string): Line[] {
  const walker = figure.ownerDocument.createTreeWalker(
    figure,
    NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
  );
  const lines: Line[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const select = node.nodeName === 'SELECT' ? (node as HTMLSelectElement) : null;
    const parent = select ?? node.parentElement;
    if ((select === null && node.nodeType !== Node.TEXT_NODE) || parent === null) continue;
    if (parent.closest(`svg, ${leftOut}`) !== null) continue;
    for (const piece of select === null ? piecesOf(node as Text) : chosenIn(select))
      add(lines, piece, parent);
  }
  return lines;
}

interface Piece {
  text: string;
  readonly box: DOMRect;
  right: number;
}

function add(lines: Line[], { text, box, right }: Piece, parent: Element): void {
  const computed = getComputedStyle(parent);
  const size = Number.parseFloat(computed.fontSize);
  const baseline = box.top + (box.height + 0.7 * size) / 2;
  const line = lines.at(-1);
  const last = line?.runs.at(-1);
  const gap = last === undefined ? Infinity : box.left - last.right;
  if (
    line !== undefined &&
    last !== undefined &&
    Math.abs(line.baseline - baseline) < 2 &&
    gap > -1 &&
    gap < aSpace * size
  ) {
    if (gap > 1 && !last.text.endsWith(' ')) last.text += ' ';
    const look = lookOf(computed);
    if (Object.entries(look).every(([name, value]) => last.look[name] === value)) {
      last.text += text;
      last.right = right;
    } else line.runs.push({ text, right, look });
  } else
    lines.push({
      left: box.left,
      baseline,
      bottom: box.bottom,
      runs: [{ text, right, look: lookOf(computed) }],
    });
}

function piecesOf(node: Text): Piece[] {
  const range = node.ownerDocument.createRange();
  const pieces: Piece[] = [];
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    const piece = pieces.at(-1);
    if (piece !== undefined && Math.abs(piece.box.top - box.top) < box.height / 2) {
      piece.text += ` ${word}`;
      piece.right = box.right;
    } else pieces.push({ text: word, box, right: box.right });
  }
  return pieces;
}

function chosenIn(select: HTMLSelectElement): Piece[] {
  const outer = select.getBoundingClientRect();
  if (outer.width === 0) return [];
  const { paddingLeft, paddingRight } = getComputedStyle(select);
  const [left, right] = [Number.parseFloat(paddingLeft), Number.parseFloat(paddingRight)];
  const box = new DOMRect(outer.x + left, outer.y, outer.width - left - right, outer.height);
  return [{ text: select.selectedOptions[0]?.text ?? '', box, right: box.right }];
}

const lookOf = (computed: CSSStyleDeclaration): Attributes => ({
  ...lettersOf(computed),
  fill: colourOf(computed.color)?.hex ?? '#000000',
});

const plainly: Attributes = { 'font-weight': 'normal', 'font-style': 'normal' };

/** A line as one text; runs with other styles are parts of it. */
export function lineText({ left, baseline, runs }: Line, origin: Origin): SVGElement {
  const [first] = runs;
  if (first === undefined) return made('g', {});
  const text = made('text', { x: left - origin.x, y: baseline - origin.y, ...first.look });
  if (runs.length > 1) text.setAttribute('xml:space', 'preserve');
  let lowered = 0;
  for (const run of runs) {
    const part = run === first ? text : made('tspan', { ...plainly, ...run.look });
    lowered = write(part, run.text, Number(run.look['font-size']), lowered);
    if (part !== text) text.append(part);
  }
  return text;
}
