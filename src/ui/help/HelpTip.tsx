/** One tooltip for the whole page: a field's help beside the field that is pointed at or focused. */
import { useEffect, useRef, type FocusEvent, type MouseEvent, type PointerEvent } from 'react';
import { useUi, type Tip } from '../app/ui-context.ts';
import { useCell } from '../primitives/cell.ts';
import { Formula } from '../primitives/Formula.tsx';
import css from './HelpTip.module.css';

const gap = 14;
const width = 288;

export function HelpTip() {
  const { tip } = useUi();
  const shown = useCell(tip);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (shown === null || box.current === null) return;
    const element = box.current;
    place(element, shown.anchor);
    const hide = (): void => tip.set(null);
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') hide();
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('pointerdown', hide);
    document.addEventListener('scroll', hide, { capture: true, once: true });
    return () => {
      element.hidePopover();
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', hide);
      document.removeEventListener('scroll', hide, { capture: true });
    };
  }, [shown, tip]);
  // The field's own description has the same text, so it is hidden from screen readers.
  return (
    <div ref={box} popover="manual" className={css['tip']} aria-hidden="true">
      {shown?.text}
      {shown?.formula !== undefined && (
        <p className={css['formula']}>
          <Formula text={shown.formula} />
        </p>
      )}
      {typeof shown?.citation === 'string' && <p className={css['citation']}>{shown.citation}</p>}
    </div>
  );
}

function place(element: HTMLElement, anchor: Element): void {
  const field = anchor.getBoundingClientRect();
  const beside = field.right + gap + width < innerWidth;
  element.showPopover();
  const height = element.offsetHeight;
  const left = beside ? field.right + gap : Math.max(8, Math.min(field.left, innerWidth - width - 8));
  const below = field.bottom + 4 + height < innerHeight ? field.bottom + 4 : field.top - height - 4;
  const top = beside ? Math.min(field.top, innerHeight - height - 8) : below;
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
}

/** Shows an element's help after a pause of the pointer, on keyboard focus, or when its label is tapped. */
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
