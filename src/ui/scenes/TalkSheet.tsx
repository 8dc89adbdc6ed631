/** The dialog in which a talk is made: scenes of what is on screen, their order, lines and notes; its file and its link. */
import { useState } from 'react';
import { useStore } from 'zustand';
import { defaultSpec } from '../../experiment/fields.ts';
import { writeLink } from '../../experiment/link/link.ts';
import {
  mostLetters,
  mostScenes,
  sceneParts,
  writeTalk,
  type Scene,
  type ScenePart,
} from '../../record/scenes/talk.ts';
import { takeFile } from '../../store/scenes/open-talk.ts';
import { talkOf, type TalkApp } from '../../store/scenes/talk.ts';
import { talkText } from '../../store/scenes/talk-link.ts';
import type { App } from '../../store/state.ts';
import { useUi } from '../app/ui-context.ts';
import { download } from '../charts/export/save.ts';
import { Dialog } from '../layout/Dialog.tsx';
import { FileButton } from '../layout/FileButton.tsx';
import buttons from '../primitives/buttons.module.css';
import { Icon } from '../primitives/Icon.tsx';
import { partNames, sceneOf } from './capture.ts';
import css from './scenes.module.css';

export default function TalkSheet({ onClose }: { readonly onClose: () => void }) {
  const { app } = useUi();
  const talk = talkOf(app);
  const { scenes, before, others, isStored, isRead } = useStore(talk.store);
  const [said, setSaid] = useState('');
  const present = (at: number): void => {
    onClose();
    app.actions.setExtras({ ...app.store.getState().extras, scene: String(at + 1) });
  };
  return (
    <Dialog title="Scenes for a talk" onClose={onClose}>
      <div className={css['sheet']}>
        <Add talk={talk} say={setSaid} />
        {isRead && scenes.length === 0 ? (
          <p className={css['hint']}>
            No scenes yet. Set the page up as it is to be shown, and add it: its curves are recorded, so that
            they are there on stage at once, without network or training.
          </p>
        ) : (
          <ol className={css['list']}>
            {scenes.map((scene, at) => (
              <Row key={at} scene={scene} at={at} count={scenes.length} talk={talk} present={present} />
            ))}
          </ol>
        )}
        {!isStored && (
          <p role="alert">
            The browser does not store the talk: it is gone when this page is closed. Save it as a file.
          </p>
        )}
        <div className={css['row']}>
          <button
            type="button"
            className={buttons['primary']}
            aria-disabled={scenes.length === 0}
            onClick={() => scenes.length > 0 && present(0)}
          >
            Present
          </button>
          <Files app={app} talk={talk} scenes={scenes} say={setSaid} />
          {before !== null && (
            <button type="button" className={buttons['link']} onClick={() => talk.undo()}>
              Bring back the {before.length === 1 ? 'scene' : `${before.length} scenes`} of before
            </button>
          )}
          {scenes.length > 0 && (
            <>
              <button type="button" className={buttons['link']} onClick={() => void talk.open([])}>
                Start another talk
              </button>
              <button type="button" className={buttons['link']} onClick={() => talk.clear()}>
                Remove all scenes
              </button>
            </>
          )}
        </div>
        {others.length > 0 && <Others talk={talk} others={others} />}
        <p role="status" className={css['hint']}>
          {said}
        </p>
      </div>
    </Dialog>
  );
}

interface OthersProps {
  readonly talk: TalkApp;
  readonly others: readonly (readonly Scene[])[];
}

/** The other talks, by their first lines. */
function Others({ talk, others }: OthersProps) {
  return (
    <section aria-labelledby="other-talks">
      <h3 id="other-talks" className={css['hint']}>
        Other talks in this browser
      </h3>
      <ul className={css['others']}>
        {others.map((scenes, at) => (
          <li key={at}>
            <button
              type="button"
              className={buttons['link']}
              title="Open this talk; the present one is set aside"
              onClick={() => void talk.open(scenes)}
            >
              {lineOf(scenes[0])}
            </button>
            , {scenes.length === 1 ? '1 scene' : `${scenes.length} scenes`}
          </li>
        ))}
      </ul>
    </section>
  );
}

const lineOf = (scene: Scene | undefined): string => {
  const lines = [scene?.text, scene?.verdict.map(({ text }) => text).join('')];
  return lines.find((line) => line !== undefined && line !== '') ?? 'No line';
};

interface AddProps {
  readonly talk: TalkApp;
  readonly say: (words: string) => void;
}

function Add({ talk, say }: AddProps) {
  const { app } = useUi();
  const [part, setPart] = useState<ScenePart>('loss');
  const add = (): void => {
    const scene = sceneOf(app, part);
    if (scene === null) say('There is nothing to record before the experiment is prepared.');
    else if (talk.add(scene)) say(`Scene ${talk.store.getState().scenes.length} added.`);
    else say(`A talk has at most ${mostScenes} scenes.`);
  };
  return (
    <div className={css['row']}>
      <label>
        Show{' '}
        <select
          value={part}
          onChange={({ target }) => setPart(sceneParts.find((known) => known === target.value) ?? part)}
        >
          {sceneParts.map((known) => (
            <option key={known} value={known}>
              {partNames[known]}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className={buttons['outlined']} onClick={add}>
        Add what is on screen
      </button>
    </div>
  );
}

interface RowProps {
  readonly scene: Scene;
  readonly at: number;
  readonly count: number;
  readonly talk: TalkApp;
  readonly present: (at: number) => void;
}

function Row({ scene, at, count, talk, present }: RowProps) {
  const name = `scene ${at + 1}`;
  const { step, steps } = scene.recorded;
  const icon = (words: string, icons: 'up' | 'down' | 'close', isOn: boolean, run: () => void) => (
    <button
      type="button"
      className={buttons['icon']}
      aria-label={`${words} ${name}`}
      title={words}
      aria-disabled={!isOn}
      onClick={() => isOn && run()}
    >
      <Icon name={icons} />
    </button>
  );
  return (
    <li>
      <div className={css['rowHead']}>
        <b>{at + 1}</b>
        <span>
          {partNames[scene.part]}, recorded at step {step} of {steps}
        </span>
        {icon('Move up', 'up', at > 0, () => talk.move(at, at - 1))}
        {icon('Move down', 'down', at < count - 1, () => talk.move(at, at + 1))}
        {icon('Remove', 'close', true, () => talk.remove(at))}
        <button
          type="button"
          className={buttons['link']}
          aria-label={`Show ${name}`}
          onClick={() => present(at)}
        >
          Show
        </button>
      </div>
      <input
        type="text"
        value={scene.text}
        maxLength={mostLetters.text}
        aria-label={`Line for the audience, ${name}`}
        placeholder={scene.verdict.map(({ text }) => text).join('')}
        onChange={({ target }) => talk.edit(at, { text: target.value })}
      />
      <textarea
        value={scene.note}
        rows={1}
        maxLength={mostLetters.note}
        aria-label={`Note for the speaker, ${name}`}
        placeholder="Note for the speaker"
        onChange={({ target }) => talk.edit(at, { note: target.value })}
      />
    </li>
  );
}

interface FilesProps extends AddProps {
  readonly app: App;
  readonly scenes: readonly Scene[];
}

function Files({ app, talk, scenes, say }: FilesProps) {
  const isEmpty = scenes.length === 0;
  const save = (): void => {
    download(new Blob([writeTalk(scenes)], { type: 'application/json' }), 'talk.farcast.json');
    say('Saved, with your notes. Drop the file on the page to open it.');
  };
  const copyLink = async (): Promise<void> => {
    const keysOf = (talkOfLink: string): string =>
      writeLink(defaultSpec, [
        ['scene', '1'],
        ['talk', talkOfLink],
      ]);
    // What makes a link too long is left out of it.
    const isShort = (text: string): boolean => keysOf(text).includes(text);
    const text = await talkText(scenes, isShort);
    if (text === null) say('This talk is too long for a link: save it as a file.');
    else if (await app.copy(`${app.beside.base}#${keysOf(text)}`))
      say('Link copied. It carries the whole talk, with your notes.');
    else say('The browser does not let this page copy: save the talk as a file.');
  };
  const open = async (file: File): Promise<void> =>
    say((await takeFile(talk, file)) ?? `“${file.name}” is open.`);
  return (
    <>
      <button
        type="button"
        className={buttons['outlined']}
        aria-disabled={isEmpty}
        onClick={() => !isEmpty && save()}
      >
        Save as a file
      </button>
      <button
        type="button"
        className={buttons['outlined']}
        aria-disabled={isEmpty}
        onClick={() => !isEmpty && void copyLink()}
      >
        Copy as a link
      </button>
      <FileButton
        className={buttons['outlined']}
        label="File of a talk"
        onFiles={([file]) => void open(file)}
      >
        Open a file
      </FileButton>
    </>
  );
}
