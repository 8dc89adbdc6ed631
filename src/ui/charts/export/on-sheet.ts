/** Whether a figure is rendered for a file: without tools and crosshair, and if wanted without its legend. */
import { createContext } from 'react';

/** Null on the page itself. */
export const OnSheet = createContext<{ readonly legend: boolean } | null>(null);

export type Paint = (target: HTMLCanvasElement, styled: Element) => void;

export const painters = new WeakMap<HTMLCanvasElement, Paint>();
