/** A button and its popover, closed by Escape, a press elsewhere, or its content. */
import { useId, useRef, useState, type ReactNode, type ToggleEvent } from 'react';
import { flushSync } from 'react-dom';
import css from './primitives.module.css';

interface PopoverProps {
  readonly label: string;
  readonly title?: string;
  readonly face: ReactNode;
  readonly buttonClass?: string | undefined;
  readonly panelClass?: string | undefined;
  /** Rendered only while it is open. */
  readonly children: () => ReactNode;
}

const gap = 6;
const edge = 8;

export function Popover({ label, title, face, buttonClass, panelClass, children }: PopoverProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const watcher = useRef<ResizeObserver>(null);
  const follow = ({ currentTarget: panel, newState }: ToggleEvent<HTMLDivElement>): void => {
    flushSync(() => setOpen(newState === 'open'));
    watcher.current?.disconnect();
    if (newState !== 'open') return;
    // Its content may still be loading.
    watcher.current = new ResizeObserver(() => button.current !== null && place(panel, button.current));
    watcher.current.observe(panel);
    if (button.current !== null) place(panel, button.current);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={buttonClass}
        popoverTarget={id}
        aria-label={label}
        aria-expanded={open}
        title={title ?? label}
      >
        {face}
      </button>
      <div
        id={id}
        popover="auto"
        role="group"
        aria-label={label}
        className={`${css['panel'] ?? ''} ${panelClass ?? ''}`}
        data-open={open}
        onToggle={follow}
      >
        {open && children()}
      </div>
    </>
  );
}

/** Closes the popover that an element is in. */
export function closeAround(element: Element): void {
  element.closest<HTMLElement>('[popover]')?.hidePopover();
}

function place(panel: HTMLElement, button: HTMLElement): void {
  const from = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const left = Math.max(edge, Math.min(from.left, innerWidth - width - edge));
  const below = from.bottom + gap;
  const top = below + height + edge < innerHeight ? below : Math.max(edge, from.top - gap - height);
  panel.style.left = `${left}px`;
  panel.style.top = `${top}px`;
}
