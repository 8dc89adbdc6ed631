/** Who wins, in one sentence; said aloud a moment after the last change. */
import { useEffect, useState } from 'react';
import type { LabView } from './view/view.ts';
import css from './Lab.module.css';
import { look } from './look.ts';

const diverged =
  'SGD diverged with these settings: take a smaller learning rate or a larger batch, or something to try above.';

export function LabFinding({ view, busy }: { readonly view: LabView | null; readonly busy: boolean }) {
  const sentence = view?.drawn?.sentence ?? null;
  return (
    <div>
      <p className={css['finding']}>
        {sentence?.parts.map(({ text, forecaster }, index) =>
          forecaster === null ? (
            text
          ) : (
            <strong key={index} style={{ color: look[forecaster].color }}>
              {text}
            </strong>
          ),
        ) ?? (view === null ? 'Computing …' : diverged)}
      </p>
      <p className={css['detail']}>{busy ? 'Computing …' : sentence === null ? '' : `${sentence.detail}.`}</p>
      <Announcer text={view === null ? '' : (sentence?.sentence ?? diverged)} />
    </div>
  );
}

function Announcer({ text }: { readonly text: string }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), 1200);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  );
}
