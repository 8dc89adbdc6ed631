/** Goes through the page stop by stop: a card beside what it speaks of, and a ring around that. */
import { useLayoutEffect, useRef, useState } from 'react';
import { useActions, useUi } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import { Icon } from '../primitives/Icon.tsx';
import css from './Tour.module.css';

const gap = 12;
const edge = 12;

export default function Tour() {
  const { touring } = useUi();
  const { setView } = useActions();
  const [at, setAt] = useState(0);
  const [from] = useState(() => document.activeElement);
  /** Whether the last stop was reached. */
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
    // Restores the focus, unless that element is gone, or the help button for a finished tour.
    const stays = !seen.current && from !== document.body && from?.isConnected === true;
    const back = stays ? from : document.querySelector('[data-tour="help"]');
    if (back instanceof HTMLElement) back.focus();
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

/** Places the ring around the target and the card where it covers the least. */
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

interface TourStop {
  /** CSS selector of the element it points at. */
  readonly target: string;
  readonly title: string;
  readonly text: string;
}

export const tour: readonly TourStop[] = [
  {
    target: '[data-tour="verdict"]',
    title: 'The result',
    text: 'Small networks train here, each from the same start with and without jumps to forecast weights. This sentence says what the jumps saved, with an interval over seeds, and which simpler rival does as well or better.',
  },
  {
    target: '[data-tour="hero"]',
    title: 'Two controls to start with',
    text: 'How far ahead a jump may aim, and the learning rate. A higher rate also speeds up plain training: the preset “Is it just a bigger learning rate?” shows how much of the gain that explains. Every change restarts the experiment.',
  },
  {
    target: 'figure[data-area="loss"]',
    title: 'The two curves',
    text: 'Loss with and without jumps: median and middle half of the seeds. Ticks mark jumps; rings mark where the target loss is reached, and its line can be dragged. Drag across to zoom in, double-click to zoom out, press a name to hide its curve.',
  },
  {
    target: 'figure[data-area="weights"]',
    title: 'The forecasts',
    text: 'Eight weights of one network. Solid: actual weights. Dashed: the forecast from each dot on. All charts share one crosshair.',
  },
  {
    target: 'figure[data-area="error"]',
    title: 'Forecast quality',
    text: 'Forecast error by horizon, with two baselines: the persistence forecast (no change) and a straight line. A good forecast is below both. Jumps can pay off even if it does not, because bad jumps are rejected.',
  },
  {
    target: '[data-tour="arms"]',
    title: 'Compared with what?',
    text: 'Arms are the treatments compared: trivial rivals, other forecasters, and placebos that should not help. Add a few and see which of them the farcaster beats.',
  },
  {
    target: '[data-tour="presets"]',
    title: 'Where to go from here',
    text: 'Presets are here, keys 1 to 9. Share copies a link that reopens exactly this experiment. Each chart has a “?” and exports its data. Below are the instruments: evidence, network, maps, sweeps, saved runs and a lab. The ? key lists all keys and opens this tour again.',
  },
];
