/** The size of an element in whole CSS pixels, as it changes; told to one element per frame. */
import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { leaveQueue, takeTurn } from './turns.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export function useSize<E extends Element>(): readonly [RefObject<E | null>, Size | null] {
  const element = useRef<E>(null);
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const watched = element.current;
    if (watched === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const width = Math.floor(entry.contentRect.width);
      const height = Math.floor(entry.contentRect.height);
      takeTurn(watched, () =>
        flushSync(() =>
          setSize((old) => (old?.width === width && old.height === height ? old : { width, height })),
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
