/** The buttons of the stage, which appear when the mouse moves or a key reaches them; and its keys in words. */
import { useEffect, useState } from 'react';
import buttons from '../primitives/buttons.module.css';
import css from './scenes.module.css';
import { stageKeys, type StageAct } from './stage-keys.ts';

interface BarProps {
  readonly index: number;
  readonly count: number;
  readonly isLive: boolean;
  /** When the talk began, ms since 1970. */
  readonly began: number;
  readonly hasClock: boolean;
  readonly perform: (act: StageAct) => void;
}

export function Bar({ index, count, isLive, began, hasClock, perform }: BarProps) {
  const button = (act: StageAct, words: string) => (
    <button type="button" className={buttons['outlined']} onClick={() => perform(act)}>
      {words}
    </button>
  );
  return (
    <div className={css['bar']}>
      <div className={css['buttons']} role="toolbar" aria-label="Stage">
        {button('back', 'Back')}
        {button('next', 'Next')}
        {button('live', isLive ? 'Recorded' : 'Live')}
        {button('code', 'QR code')}
        {button('notes', 'Notes')}
        {button('black', 'Black')}
        {button('screen', 'Full screen')}
        {button('help', 'Keys')}
        {button('leave', 'Leave')}
      </div>
      {hasClock && <Clock began={began} />}
      <span className={css['count']} aria-label={`Scene ${index + 1} of ${count}`}>
        {index + 1} / {count}
      </span>
    </div>
  );
}

/** "7:05". */
const clockText = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

export function Clock({ began }: { readonly began: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return (
    <time className={css['clock']} role="timer" aria-label="Time since the first scene">
      {clockText(now - began)}
    </time>
  );
}

export function Keys() {
  return (
    <dl className={css['keys']}>
      {stageKeys.map(({ act, keys, label }) => (
        <div key={act}>
          <dt>
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{label}</dd>
        </div>
      ))}
    </dl>
  );
}
