/** Elements of a saved drawing, made with plain attributes. */
export const namespace = 'http://www.w3.org/2000/svg';

export type Attributes = Readonly<Record<string, string | number>>;

export interface Origin {
  readonly x: number;
  readonly y: number;
}

/** Numbers are rounded. */
export function made(name: string, attributes: Attributes): SVGElement {
  const element = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes))
    element.setAttribute(key, typeof value === 'number' ? String(Number(value.toFixed(2))) : value);
  return element;
}

export function svgText(words: string, x: number, y: number, attributes: Attributes): SVGElement {
  const text = made('text', { x, y, ...attributes });
  write(text, words, Number(attributes['font-size']));
  return text;
}

/** Subscripts: few fonts have them. */
const below = /([₀-₉ₐ-ₜ]+)/u;

export const hasBelow = (words: string): boolean => below.test(words);

/**
 * Writes words into a text or a part of it, with subscripts as smaller, lowered letters. Returns how low the last
 * one is, for the next part.
 */
export function write(text: SVGElement, words: string, size: number, from = 0): number {
  let lowered = from;
  for (const [i, part] of words.split(below).entries()) {
    if (part === '') continue;
    const isBelow = i % 2 === 1;
    const by = isBelow ? 0.18 * size : 0;
    if (by === lowered) text.append(part);
    else {
      const span = made('tspan', { dy: by - lowered, 'font-size': isBelow ? 0.7 * size : size });
      span.textContent = isBelow ? part.normalize('NFKD') : part;
      text.append(span);
      text.setAttribute('xml:space', 'preserve');
    }
    lowered = by;
  }
  return lowered;
}

/** Lines of `text` up to `width` by `measure`; broken between words, and within a word if it is too wide. */
export function wrapped(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (measure(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = broken(word, width, measure);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return line === '' ? lines : [...lines, line];
}

function broken(word: string, width: number, measure: (text: string) => number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const letter of word) {
    if (piece !== '' && measure(piece + letter) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += letter;
  }
  return [...pieces, piece];
}
