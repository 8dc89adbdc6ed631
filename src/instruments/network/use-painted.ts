/** A canvas that is painted whenever what is on it, or the theme, changes; and anew into files. */
import { useEffect, useRef, type RefObject } from 'react';
import { painters, type Paint } from '../../ui/charts/export/painters.ts';
import { useThemeKey } from './palette.ts';

/** `paint` keeps its identity while the picture is the same. */
export function usePainted(paint: Paint): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useThemeKey();
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    painters.set(element, paint);
    // Many canvases change at once: each is painted in a task of its own.
    const now = (): void => paint(element, element);
    const timer = setTimeout(now);
    // Paper is light whatever the page is, and has no time for another task.
    addEventListener('beforeprint', now);
    addEventListener('afterprint', now);
    return () => {
      clearTimeout(timer);
      removeEventListener('beforeprint', now);
      removeEventListener('afterprint', now);
    };
  }, [paint, theme]);
  return canvas;
}
