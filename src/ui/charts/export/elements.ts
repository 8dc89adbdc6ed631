/** Elements of a saved drawing, made with plain attributes. */

export const namespace = 'http://www.w3.org/2000/svg';

export type Attributes = Readonly<Record<string, string | number>>;

export interface Origin {
  readonly x: number;
  readonly y: number;
}

/** An element with attributes; numbers are rounded to what a printer shows. */
export function made(name: string, attributes: Attributes): SVGElement {
  const element = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes))
    element.setAttribute(key, typeof value === 'number' ? String(Number(value.toFixed(2))) : value);
  return element;
}

export function svgText(words: string, x: number, y: number, attributes: Attributes): SVGElement {
  const text = made('text', { x, y, ...attributes });
  text.textContent = words;
  return text;
}
