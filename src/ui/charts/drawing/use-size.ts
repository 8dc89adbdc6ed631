/** The size of an element in whole CSS pixels, as it changes; told to one element per frame. */
import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { leaveQueue, takeTurn } from './turns.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
  /** How large the page's type is, beside the usual 16 px. */
  readonly scale: number;
}

const typeScale = ({ ownerDocument }: Element): number =>
  Number.parseFloat(getComputedStyle(ownerDocument.documentElement).fontSize) / 16 || 1;

export function useSize<E extends Element>(): readonly [RefObject<E | null>, Size | null] {
  const element = useRef<E>(null);
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const watched = element.current;
    if (watched === null) return;
    // Its own window's: a sheet is a document of its own.
    const { ResizeObserver } = watched.ownerDocument.defaultView ?? window;
    const observer = new ResizeObserver(([entry]) => {
      // On paper a drawing keeps the size it has on screen, and its place fits it: print.css.
      if (entry === undefined || matchMedia('print').matches) return;
      const width = Math.floor(entry.contentRect.width);
      const height = Math.floor(entry.contentRect.height);
      const scale = typeScale(watched);
      takeTurn(watched, () =>
        flushSync(() =>
          setSize((old) =>
            old?.width === width && old.height === height && old.scale === scale
              ? old
              : { width, height, scale },
          ),
        ),
      );
    });
    observer.observe(watched);
    return () => {
      observer.disconnect();
      leaveQueue(watched);
    };
  }, []);
  return [element, size];
}
