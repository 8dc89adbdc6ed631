/** An instrument that was asked to come into sight scrolls there, once it is drawn. */
import { useEffect, useRef, type RefObject } from 'react';
import type { BenchId } from '../../store/state.ts';
import { useActions, useAppState } from '../app/ui-context.ts';

export function useComeIntoSight(bench: BenchId): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const wanted = useAppState((state) => state.wanted === bench);
  const { benchShown } = useActions();
  useEffect(() => {
    if (!wanted) return;
    box.current?.scrollIntoView({ block: 'start' });
    benchShown();
  }, [wanted, benchShown]);
  return box;
}
