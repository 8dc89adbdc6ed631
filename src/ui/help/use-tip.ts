/** Handlers that show an element's help after a moment's rest of the pointer, or at once on keyboard focus. */
import { useEffect, useRef, type FocusEvent, type PointerEvent } from 'react';
import { useUi } from '../app/ui-context.ts';

const rest = 450;

export function useTip(text: string) {
  const { tip } = useUi();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const hide = (): void => {
    clearTimeout(timer.current);
    tip.set(null);
  };
  return {
    onPointerEnter: ({ currentTarget, buttons }: PointerEvent): void => {
      if (buttons > 0) return;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => tip.set({ text, anchor: currentTarget }), rest);
    },
    onPointerLeave: hide,
    onPointerDown: hide,
    onFocus: ({ currentTarget, target }: FocusEvent): void => {
      if (target.matches(':focus-visible')) tip.set({ text, anchor: currentTarget });
    },
    onBlur: hide,
  };
}
