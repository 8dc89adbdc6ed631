/** Scrolls an instrument that was just opened into sight, once it is drawn: beside it in one Suspense, it waits for it. */
import { useEffect, type RefObject } from 'react';
import type { BenchId } from '../../store/state.ts';
import { useActions, useAppState } from '../app/ui-context.ts';

interface ComeIntoSightProps {
  readonly bench: BenchId;
  /** What is brought to the top. */
  readonly tabs: RefObject<HTMLElement | null>;
}

/** Share of the window that an instrument needs to be seen at all. */
const enough = 0.6;

export function ComeIntoSight({ bench, tabs }: ComeIntoSightProps) {
  const wanted = useAppState((state) => state.wanted === bench);
  const { benchShown } = useActions();
  useEffect(() => {
    const { current } = tabs;
    if (!wanted || current === null) return;
    const { top } = current.getBoundingClientRect();
    if (top < 0 || innerHeight - top < enough * innerHeight) current.scrollIntoView({ block: 'start' });
    benchShown();
  }, [wanted, benchShown, tabs]);
  return null;
}
