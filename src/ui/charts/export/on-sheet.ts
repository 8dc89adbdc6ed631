/** Whether a figure is drawn for a file, on a sheet of its own: then without tools and without what is pointed at. */
import { createContext } from 'react';

export const OnSheet = createContext(false);
