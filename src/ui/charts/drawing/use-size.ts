/** The size of an element in whole CSS pixels; reported to one element per frame. */
import { useLayoutEffect, useRef, useState, type RefObject, createContext, useContext } from 'react';
import { flushSync } from 'react-dom';

export const TypeScale = createContext(1);

export const useTypeScale = (): number => useContext(TypeScale);

const waiting = new Map<object, () => void>();

/** Runs `draw` in its own frame; replaces an earlier request of `who`. */
function takeTurn(who: object, draw: () => void): void {
  const first = waiting.size === 0;
  waiting.set(who, draw);
  if (first) requestAnimationFrame(next);
}

function leaveQueue(who: object): void {
  waiting.delete(who);
}

function next(): void {
  const [turn] = waiting;
  if (turn === undefined) return;
  const [who, draw] = turn;
  waiting.delete(who);
  draw();
  if (waiting.size > 0) requestAnimationFrame(next);
}

/** Resolves when the queue is empty: new drawings are measured and rendered. */
export async function turnsTaken(): Promise<void> {
  for (let calm = 0; calm < 3; calm = waiting.size === 0 ? calm + 1 : 0)
    await new Promise((resolve) => requestAnimationFrame(resolve));
}

export interface Size {
  readonly width: number;
  readonly height: number;
  /** Size of the page's type relative to 16 px. */
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
    // A sheet has its own window.
    const { ResizeObserver } = watched.ownerDocument.defaultView ?? window;
    const observer = new ResizeObserver(([entry]) => {
      // On paper a drawing keeps its size on screen: print.css.
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
