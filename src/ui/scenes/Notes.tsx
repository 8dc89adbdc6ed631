/** The speaker's window: the note of the scene on stage, what comes next, and the time. Its buttons and keys lead through the talk. */
import { useEffect, useRef, useState } from 'react';
import { withoutView } from '../../experiment/link/extras.ts';
import {
  hasChannels,
  openNotes,
  type NotesChannel,
  type NotesMessage,
} from '../../store/scenes/notes-channel.ts';
import { useUi } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import css from './scenes.module.css';
import { Clock } from './StageBar.tsx';
import { useStageKeys } from './use-stage.ts';

type OnStage = Extract<NotesMessage, { type: 'scene' }>;
type Pressed = Extract<NotesMessage, { type: 'act' }>['act'];

export default function Notes() {
  const { app } = useUi();
  const [shown, setShown] = useState<OnStage | null>(null);
  const channel = useRef<NotesChannel>(null);
  useEffect(() => {
    const opened = openNotes((message) => {
      if (message.type === 'scene') setShown(message);
      else if (message.type === 'over') setShown(null);
    });
    channel.current = opened;
    opened?.send({ type: 'hello' });
    return () => opened?.close();
  }, []);
  const press = (act: Pressed): void => channel.current?.send({ type: 'act', act });
  const leave = (): void => {
    app.actions.setExtras(withoutView(app.store.getState().extras));
    if (app.store.getState().run === null) app.actions.play();
  };
  useStageKeys((act) => {
    if (act === 'next' || act === 'back' || act === 'black') press(act);
    else if (act === 'leave' && shown === null) leave();
  });
  if (shown === null)
    return (
      <main className={css['notes']}>
        <p role="status">
          {hasChannels()
            ? 'No talk is on stage in this browser now. Its notes appear here once one is.'
            : 'This browser cannot connect two windows: on stage, N shows the notes under the scene.'}
        </p>
        <button type="button" className={buttons['outlined']} onClick={leave}>
          To the page
        </button>
      </main>
    );
  return <Shown shown={shown} press={press} />;
}

function Shown({ shown, press }: { readonly shown: OnStage; readonly press: (act: Pressed) => void }) {
  const { index, count, text, note, next, began } = shown;
  return (
    <main className={css['notes']}>
      <header>
        <span>
          {index + 1} / {count}
        </span>
        <Clock began={began} />
        <Time />
      </header>
      <h1>{text}</h1>
      <p className={css['note']}>{note === '' ? 'No note.' : note}</p>
      <p className={css['coming']}>{next === '' ? 'The last scene.' : `Next: ${next}`}</p>
      <footer>
        <button type="button" className={buttons['outlined']} onClick={() => press('back')}>
          Back
        </button>
        <button type="button" className={buttons['primary']} onClick={() => press('next')}>
          Next
        </button>
        <button type="button" className={buttons['outlined']} onClick={() => press('black')}>
          Black
        </button>
        <button type="button" className={buttons['link']} onClick={() => press('restart')}>
          Start the clock again
        </button>
      </footer>
    </main>
  );
}

/** The time of day. */
function Time() {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <time>{now.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}</time>;
}
