/** A canvas that is painted whenever what is on it, or the theme, changes; and anew into files. */
import { useEffect, useRef, type RefObject } from 'react';
import { painters, type Paint } from '../charts/export/painters.ts';
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
    const timer = setTimeout(() => paint(element, element));
    return () => clearTimeout(timer);
  }, [paint, theme]);
  return canvas;
}
