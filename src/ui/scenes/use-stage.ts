/** The stage's hold on the window: its keys before the page's, type that grows, buttons that rest. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { actOf, type StageAct } from './stage-keys.ts';

/** Performs what keys mean on stage; no other key of the page has an effect meanwhile. */
export function useStageKeys(perform: (act: StageAct) => void): void {
  const latest = useRef(perform);
  useEffect(() => {
    latest.current = perform;
  });
  useEffect(() => {
    document.documentElement.toggleAttribute('data-embed', true);
    const press = (event: KeyboardEvent): void => {
      const act = actOf(event);
      if (!event.ctrlKey && !event.metaKey && event.key !== 'Tab') event.stopPropagation();
      if (act === null || (event.repeat && act !== 'next' && act !== 'back')) return;
      event.preventDefault();
      latest.current(act);
    };
    document.addEventListener('keydown', press, { capture: true });
    return () => {
      document.documentElement.toggleAttribute('data-embed', false);
      document.removeEventListener('keydown', press, { capture: true });
    };
  }, []);
}

/** How long buttons stay after the mouse moved, ms. */
const restsAfter = 3000;

export function useAwake(): readonly [isAwake: boolean, wake: () => void] {
  const [isAwake, setAwake] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wake = useCallback(() => {
    setAwake(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAwake(false), restsAfter);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  return [isAwake, wake];
}
