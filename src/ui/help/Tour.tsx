/** Goes through the page stop by stop: a card beside what it speaks of, and a ring around that. */
import { useLayoutEffect, useRef, useState } from 'react';
import { useActions, useUi } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import { Icon } from '../primitives/Icon.tsx';
import css from './Tour.module.css';
import { tour } from './tour.ts';

const gap = 12;
const edge = 12;

export default function Tour() {
  const { touring } = useUi();
  const { setView } = useActions();
  const [at, setAt] = useState(0);
  /** Whether its last stop was reached: who leaves before may still want it. */
  const seen = useRef(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const ring = useRef<HTMLDivElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const stop = tour[at];
  // A modal dialog keeps the focus, closes by Escape and gives the focus back.
  useLayoutEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  useLayoutEffect(() => {
    next.current?.focus();
    const put = (): void => {
      if (stop !== undefined && dialog.current !== null && ring.current !== null)
        place(dialog.current, ring.current, document.querySelector(stop.target));
    };
    if (stop !== undefined) document.querySelector(stop.target)?.scrollIntoView({ block: 'nearest' });
    put();
    addEventListener('resize', put);
    return () => removeEventListener('resize', put);
  }, [stop]);
  const close = (): void => dialog.current?.close();
  const end = (): void => {
    touring.set(false);
    if (seen.current) setView({ tourSeen: true });
    // What began it has the focus again, unless it is gone, or goes now: the tour begins from help as well.
    if (seen.current || document.activeElement === document.body)
      document.querySelector<HTMLElement>('[data-tour="help"]')?.focus();
  };
  const go = (by: number): void => {
    const to = at + by;
    if (to >= tour.length) close();
    else setAt(Math.max(0, to));
    if (to >= tour.length - 1) seen.current = true;
  };
  if (stop === undefined) return null;
  return (
    <dialog
      ref={dialog}
      className={css['card']}
      aria-labelledby="tour-title"
      aria-describedby="tour-text"
      onClose={end}
      onKeyDown={({ key }) => {
        if (key === 'ArrowRight') go(1);
        if (key === 'ArrowLeft') go(-1);
      }}
    >
      <div ref={ring} className={css['ring']} aria-hidden="true" />
      <header className={css['head']}>
        <h2 id="tour-title" className={css['title']}>
          {stop.title}
        </h2>
        <button type="button" className={buttons['icon']} aria-label="End the tour" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <p id="tour-text" aria-live="polite">
        {stop.text}
      </p>
      <footer className={css['foot']}>
        <span className={css['count']}>
          {at + 1} of {tour.length}
        </span>
        <button type="button" className={buttons['outlined']} aria-disabled={at === 0} onClick={() => go(-1)}>
          Back
        </button>
        <button ref={next} type="button" className={buttons['primary']} onClick={() => go(1)}>
          {at === tour.length - 1 ? 'Done' : 'Next'}
        </button>
      </footer>
    </dialog>
  );
}

/** The ring around the target; the card where it covers the least of it. */
function place(card: HTMLElement, ring: HTMLElement, target: Element | null): void {
  ring.hidden = target === null;
  if (target === null) return;
  const box = target.getBoundingClientRect();
  const top = Math.max(4, box.top - 6);
  Object.assign(ring.style, {
    left: `${Math.max(4, box.left - 6)}px`,
    top: `${top}px`,
    width: `${Math.min(innerWidth - 8, box.width + 12)}px`,
    height: `${Math.min(innerHeight - 8 - top, box.height + 12)}px`,
  });
  const { offsetWidth: width, offsetHeight: height } = card;
  const rooms: readonly (readonly [room: number, x: number, y: number])[] = [
    [innerHeight - box.bottom - height, box.left, box.bottom + gap],
    [innerWidth - box.right - width, box.right + gap, box.top],
    [box.top - height, box.left, box.top - height - gap],
    [box.left - width, box.left - width - gap, box.top],
  ];
  const [, x, y] = rooms.find(([room]) => room > gap + edge) ?? [0, box.left + edge, innerHeight];
  card.style.left = `${Math.max(edge, Math.min(x, innerWidth - width - edge))}px`;
  card.style.top = `${Math.max(edge, Math.min(y, innerHeight - height - edge))}px`;
}
