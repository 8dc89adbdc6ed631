/** Whether a figure is rendered for a file: without tools and crosshair. */
import { createContext } from 'react';

export const OnSheet = createContext(false);

export type Paint = (target: HTMLCanvasElement, styled: Element) => void;

export const painters = new WeakMap<HTMLCanvasElement, Paint>();
