/** Shows an element's help: after a moment's rest of the pointer, on keyboard focus, or when its label is tapped. */
import { useEffect, useRef, type FocusEvent, type MouseEvent, type PointerEvent } from 'react';
import { useUi, type Tip } from '../app/ui-context.ts';

const rest = 450;

export function useTip(text: string, more: Pick<Tip, 'formula' | 'citation'> = {}) {
  const { tip } = useUi();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pressed = useRef(false);
  useEffect(() => () => clearTimeout(timer.current), []);
  const hide = (): void => {
    clearTimeout(timer.current);
    tip.set(null);
  };
  const show = (anchor: Element): void => tip.set({ text, anchor, ...more });
  return {
    onPointerEnter: ({ currentTarget, buttons }: PointerEvent): void => {
      clearTimeout(timer.current);
      if (buttons === 0) timer.current = setTimeout(() => show(currentTarget), rest);
    },
    onPointerLeave: hide,
    onPointerDown: (): void => {
      pressed.current = true;
      hide();
    },
    onClick: ({ currentTarget, target, nativeEvent }: MouseEvent): void => {
      pressed.current = false;
      const touched = nativeEvent instanceof window.PointerEvent && nativeEvent.pointerType === 'touch';
      if (touched && target instanceof HTMLLabelElement) show(currentTarget);
    },
    onFocus: ({ currentTarget, target }: FocusEvent): void => {
      if (!pressed.current && target.matches(':focus-visible')) show(currentTarget);
    },
    onBlur: hide,
  };
}
