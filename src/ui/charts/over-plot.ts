/**
 * The element that lies over a plot, pixel for pixel, for what can be taken hold of: a picture's own contents are
 * not there for a screen reader.
 */
import { createContext, useContext } from 'react';

export const OverPlot = createContext<HTMLElement | null>(null);

/** Null until it is there. */
export const useOverPlot = (): HTMLElement | null => useContext(OverPlot);
