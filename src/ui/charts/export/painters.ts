/** How canvases on the page are painted, so that a file can have them painted anew, in the colours it is made in. */

/** Draws onto `target`, in the colours that `styled` has from style sheets. */
export type Paint = (target: HTMLCanvasElement, styled: Element) => void;

/** By canvas on the page; `target` has its size then. */
export const painters = new WeakMap<HTMLCanvasElement, Paint>();
