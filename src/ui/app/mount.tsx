/** Puts the page into its root element and keeps the theme on <html>. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../primitives/tokens.css';
import '../primitives/base.css';
import '../primitives/print.css';
import { withoutView } from '../../experiment/link/extras.ts';
import type { App } from '../../store/state.ts';
import { setArmColors } from '../primitives/arms.ts';
import { createCell } from '../primitives/cell.ts';
import { askAnew, watchBuilds } from './builds.ts';
import { Page } from './Page.tsx';
import { startLive } from './live.ts';
import { SafetyNet } from './Fetched.tsx';
import buttons from '../primitives/buttons.module.css';
import css from './Page.module.css';
import { surviveTranslation } from './translation.ts';
import { UiContext, useActions, type Ui } from './ui-context.ts';
import { warmUp } from './warm-up.ts';
import { describe } from '../header/describe.ts';

/**
 * `keepFiles` requests that the browser stores the page's files, and resolves to whether it does. Returns an
 * unmount function.
 */
export function mountApp(root: HTMLElement, app: App, keepFiles: () => Promise<boolean>): () => void {
  const ui: Ui = {
    app,
    live: startLive(app),
    hover: createCell<ReturnType<Ui['hover']['get']>>(null),
    emphasis: createCell<ReturnType<Ui['emphasis']['get']>>(null),
    tip: createCell<ReturnType<Ui['tip']['get']>>(null),
    helpOpen: createCell(false),
    touring: createCell(false),
    presenting: createCell(app.store.getState().extras.view === 'stage'),
    kept: createCell(false),
    outdated: createCell(false),
    sharing: createCell<ReturnType<Ui['sharing']['get']>>('idle'),
  };
  surviveTranslation();
  setArmColors();
  keepTheme(app);
  keepPresenting(app, ui.presenting);
  keepTitle(app);
  addEventListener('vite:preloadError', askAnew);
  watchBuilds(() => {
    ui.outdated.set(true);
    // A reload then has all files at once.
    void keepFiles();
  });
  void warmUp(app, keepFiles, (kept) => {
    ui.kept.set(kept);
    document.documentElement.dataset['warm'] = kept ? 'kept' : 'loaded';
  });
  const drawn = createRoot(root);
  drawn.render(
    <StrictMode>
      <UiContext value={ui}>
        <SafetyNet failed={(message, again) => <Broken message={message} onAgain={again} />}>
          <Page />
        </SafetyNet>
      </UiContext>
    </StrictMode>,
  );
  return () => drawn.unmount();
}

interface BrokenProps {
  readonly message: string;
  readonly onAgain: () => void;
}

/** In place of the page if a component throws: never blank, a sentence and what can be done. */
function Broken({ message, onAgain }: BrokenProps) {
  const { reloadPage } = useActions();
  return (
    <main className={css['broken']}>
      <h1 className={css['brokenTitle']}>The page could not be drawn.</h1>
      <p>The experiment is safe in this page’s link. The error was: {message}</p>
      <button type="button" className={buttons['primary']} onClick={onAgain}>
        Draw it again
      </button>
      <button type="button" className={buttons['outlined']} onClick={() => reloadPage()}>
        Reload the page
      </button>
    </main>
  );
}

/** On <html> for style sheets, and in the link. */
function keepPresenting({ store, actions }: App, presenting: Ui['presenting']): void {
  const mark = (): void => {
    document.documentElement.toggleAttribute('data-presenting', presenting.get());
  };
  mark();
  presenting.subscribe(() => {
    mark();
    const { extras } = store.getState();
    if (presenting.get() !== (extras.view === 'stage'))
      actions.setExtras(presenting.get() ? { ...extras, view: 'stage' } : withoutView(extras));
  });
  store.subscribe(({ extras: { view, scale } }, { extras: before }) => {
    if (view !== before.view) presenting.set(view === 'stage');
    if (scale !== before.scale) keepScale(scale);
  });
  keepScale(store.getState().extras.scale);
}

/** The size of all type, from the link. */
function keepScale(scale: string | undefined): void {
  document.documentElement.style.fontSize = scale === undefined ? '' : `${100 * Number(scale)}%`;
}

/** The document is named after its experiment: in tabs, histories and chats. */
function keepTitle({ store }: App): void {
  const apply = (): void => {
    document.title = `${describe(store.getState().draft)} – Farcast Playground`;
  };
  apply();
  store.subscribe(({ draft }, before) => {
    if (draft !== before.draft) apply();
  });
}

function keepTheme({ store }: App): void {
  const apply = (theme: string): void => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  };
  apply(store.getState().view.theme);
  store.subscribe(({ view }, before) => {
    if (view.theme !== before.view.theme) apply(view.theme);
  });
}
