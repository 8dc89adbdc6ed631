/** Whether a figure is drawn for a file, on a sheet of its own: then without tools and without what is pointed at. */
import { createContext } from 'react';

export const OnSheet = createContext(false);

/** Draws onto `target`, in the colours that `styled` has from style sheets. */
export type Paint = (target: HTMLCanvasElement, styled: Element) => void;

/** By canvas on the page; `target` has its size then. */
export const painters = new WeakMap<HTMLCanvasElement, Paint>();
