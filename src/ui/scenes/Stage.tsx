/** A talk on stage: one scene fills the window, as it was recorded, or live. Keys, clickers and the mouse lead through it and out. */
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { withoutView } from '../../experiment/link/extras.ts';
import type { Scene, ScenePart } from '../../record/scenes/talk.ts';
import { takeTalk } from '../../store/scenes/open-talk.ts';
import { talkOf } from '../../store/scenes/talk.ts';
import { progressView } from '../../store/select/progress.ts';
import { toggleFullScreen } from '../app/shortcuts.ts';
import { useAppState, useUi, useView } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import { ArmWords } from '../layout/ArmWords.tsx';
import { grouped } from '../primitives/numbers.ts';
import { QrCode } from '../share/QrCode.tsx';
import { runLive } from './capture.ts';
import { Bar, Keys } from './StageBar.tsx';
import { SavedPlot } from './SavedPlot.tsx';
import css from './scenes.module.css';
import type { StageAct } from './stage-keys.ts';
import { useAwake, useStageKeys } from './use-stage.ts';
import { openNotesWindow, useNotes } from './use-notes.ts';

/** What is drawn live. */
type StageFigures = Readonly<Record<ScenePart, ReactNode>>;

type Over = 'none' | 'black' | 'code' | 'help';

export default function Stage({ figures }: { readonly figures: StageFigures }) {
  const { app } = useUi();
  const talk = talkOf(app);
  const { scenes, isRead } = useStore(talk.store);
  const scene = useAppState(({ extras }) => extras.scene);
  const [problem, setProblem] = useState<string | null>(null);
  const [isTaken, setTaken] = useState(false);
  useEffect(() => {
    void takeTalk(app).then((wrong) => {
      setProblem(wrong);
      setTaken(true);
    });
  }, [app]);
  const leave = useLeave();
  if (!isRead || !isTaken) return <main className={css['stage']} aria-busy="true" />;
  const asked = Number(scene ?? 1);
  const index = Math.min(scenes.length, Math.max(1, asked)) - 1;
  const shown = scenes[index];
  if (shown === undefined)
    return (
      <Empty onLeave={leave}>
        {problem ?? 'This browser has no scenes of this talk: open the file of the talk on the page.'}
      </Empty>
    );
  return (
    <Shown scenes={scenes} index={index} scene={shown} figures={figures} problem={problem} onLeave={leave} />
  );
}

function useLeave(): () => void {
  const { app } = useUi();
  return useCallback(() => {
    const { extras, run } = app.store.getState();
    app.actions.setExtras(withoutView(extras));
    // The page opened on a scene, which trains nothing.
    if (run === null) app.actions.play();
  }, [app]);
}

function Empty({ children, onLeave }: { readonly children: string; readonly onLeave: () => void }) {
  useStageKeys((act) => {
    if (act === 'leave') onLeave();
  });
  return (
    <main className={css['stage']}>
      <div className={css['empty']}>
        <p role="alert">{children}</p>
        <button type="button" className={buttons['primary']} onClick={onLeave}>
          To the page
        </button>
      </div>
    </main>
  );
}

interface ShownProps {
  readonly scenes: readonly Scene[];
  readonly index: number;
  readonly scene: Scene;
  readonly figures: StageFigures;
  readonly problem: string | null;
  readonly onLeave: () => void;
}

function Shown({ scenes, index, scene, figures, problem, onLeave }: ShownProps) {
  const { app } = useUi();
  const [over, setOver] = useState<Over>('none');
  const [live, setLive] = useState<number | null>(null);
  const [saying, setSaying] = useState(problem);
  const [hasClock, setClock] = useState(false);
  const [began, setBegan] = useState(() => Date.now());
  const [areNotesHere, setNotesHere] = useState(false);
  const [isAwake, wake] = useAwake();
  const go = (to: number): void => {
    const at = Math.min(scenes.length - 1, Math.max(0, to));
    setOver('none');
    if (at === index) return;
    setSaying(null);
    if (live !== null) app.actions.pause();
    setLive(null);
    app.actions.setExtras({ ...app.store.getState().extras, scene: String(at + 1) });
  };
  const toggle = (what: Over): void => setOver(over === what ? 'none' : what);
  const switchLive = async (): Promise<void> => {
    setOver('none');
    if (live === index) {
      app.actions.pause();
      setLive(null);
      return;
    }
    setLive(index);
    const wrong = await runLive(app, scene);
    if (wrong === null) return;
    setSaying(wrong);
    setLive(null);
  };
  const fullScreen = async (): Promise<void> => {
    if (!(await toggleFullScreen()))
      setSaying('The browser does not let this page fill the screen: its own key does, mostly F11.');
  };
  const switchNotes = (): void => {
    const isWindow = !areNotesHere && openNotesWindow(app.beside.base);
    setNotesHere(!areNotesHere && !isWindow);
    setSaying(
      areNotesHere || isWindow
        ? null
        : 'The browser opened no second window: the notes are here, and N hides them.',
    );
  };
  const acts: Readonly<Record<StageAct, () => void>> = {
    next: () => go(index + 1),
    back: () => go(index - 1),
    first: () => go(0),
    last: () => go(scenes.length - 1),
    black: () => toggle('black'),
    code: () => toggle('code'),
    help: () => toggle('help'),
    live: () => void switchLive(),
    notes: () => switchNotes(),
    clock: () => setClock(!hasClock),
    screen: () => void fullScreen(),
    leave: () => (over === 'none' ? onLeave() : setOver('none')),
  };
  const perform = (act: StageAct): void => acts[act]();
  useStageKeys(perform);
  useNotes({ scenes, index, began }, (act) => (act === 'restart' ? setBegan(Date.now()) : perform(act)));
  const shown = useLiveFigure(live === index, scene, (why) => {
    setSaying(why);
    setLive(null);
  });
  return (
    <main
      className={css['stage']}
      data-awake={isAwake}
      onPointerMove={wake}
      onPointerDown={wake}
      onFocus={wake}
    >
      <Words scene={scene} />
      <div className={css['scene']} data-part={scene.part} data-live={shown}>
        {shown ? figures[scene.part] : <Recorded scene={scene} />}
      </div>
      <footer className={css['foot']}>
        <p role="status" className={css['source']}>
          {saying ?? (live === index ? <LiveWords isShown={shown} /> : recordedWords(scene))}
        </p>
        {areNotesHere && <p className={css['here']}>{scene.note === '' ? 'No note.' : scene.note}</p>}
        <Bar
          index={index}
          count={scenes.length}
          isLive={live === index}
          began={began}
          hasClock={hasClock}
          perform={perform}
        />
      </footer>
      <Overlay over={over} link={`${app.beside.base}#${scene.link}`} onClose={() => setOver('none')} />
    </main>
  );
}

/** The scene's line, and the verdict that was recorded; the verdict alone without a line. */
function Words({ scene }: { readonly scene: Scene }) {
  if (scene.part === 'verdict') return <h1 className={css['line']}>{scene.text}</h1>;
  return (
    <header>
      <h1 className={css[scene.text === '' ? 'sentence' : 'line']}>
        {scene.text === '' ? <ArmWords parts={scene.verdict} /> : scene.text}
      </h1>
      {scene.text !== '' && (
        <p className={css['under']}>
          <ArmWords parts={scene.verdict} />
        </p>
      )}
    </header>
  );
}

function Recorded({ scene }: { readonly scene: Scene }) {
  if (scene.figure !== null) return <SavedPlot figure={scene.figure} />;
  return (
    <div className={css['alone']}>
      <p>
        <ArmWords parts={scene.verdict} />
      </p>
      <p className={css['under']}>{scene.detail}</p>
    </div>
  );
}

function recordedWords({ recorded: { step, steps, seeds, engine } }: Scene): ReactNode {
  const until = step === steps ? `${grouped(steps)} steps` : `step ${grouped(step)} of ${grouped(steps)}`;
  return (
    <>
      <b>recorded</b> · {until} · {seeds} {seeds === 1 ? 'seed' : 'seeds'} · {engine}
    </>
  );
}

function LiveWords({ isShown }: { readonly isShown: boolean }) {
  const { step, steps } = useView(progressView);
  if (!isShown) return 'Preparing; what is shown was recorded';
  return (
    <>
      <b>live</b> · step {grouped(step)} of {grouped(steps)}
    </>
  );
}

/** Whether there is a live figure to show. Calls `failed` if the run ends before its time. */
function useLiveFigure(isLive: boolean, { at }: Scene, failed: (why: string) => void): boolean {
  const { app } = useUi();
  const hasBegun = useView(progressView, ({ step }) => step > 0);
  const failure = useAppState(({ run }) => run?.failure?.message ?? null);
  const isFinished = useAppState(({ run }) => run?.lifecycle === 'finished');
  const tell = useRef(failed);
  useEffect(() => {
    tell.current = failed;
  });
  useEffect(() => {
    if (isLive && failure !== null)
      tell.current(`The live run stopped: ${failure} What is shown was recorded.`);
  }, [isLive, failure]);
  useEffect(() => {
    if (isLive && isFinished && at !== null) app.actions.look(at);
  }, [app, isLive, isFinished, at]);
  return isLive && hasBegun && failure === null;
}

interface OverlayProps {
  readonly over: Over;
  readonly link: string;
  readonly onClose: () => void;
}

function Overlay({ over, link, onClose }: OverlayProps) {
  if (over === 'none') return null;
  return (
    <div className={css['over']} data-over={over} onClick={onClose}>
      {over === 'black' && (
        <span className="visually-hidden">Black screen. B or Escape shows the scene.</span>
      )}
      {over === 'code' && (
        <>
          <QrCode text={link} />
          <p className={css['address']}>{link}</p>
        </>
      )}
      {over === 'help' && <Keys />}
    </div>
  );
}
