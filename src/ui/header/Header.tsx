/** The top line: what this is, which experiment, what computes it, and the way to hand it on. */
import { Fetched } from '../app/Fetched.tsx';
import { later } from '../app/later.ts';
import { useAppState, useUi, useActions, shareLink } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import { useCell } from '../primitives/cell.ts';
import { Icon, type IconName } from '../primitives/Icon.tsx';
import { EngineBadge } from './EngineBadge.tsx';
import css from './Header.module.css';
import { PresetGallery } from './PresetGallery.tsx';
import type { Theme } from '../../store/state.ts';
import { useState, type ComponentType } from 'react';

export function Header() {
  const { app, helpOpen, outdated, presenting } = useUi();
  const isOutdated = useCell(outdated);
  const isPresenting = useCell(presenting);
  const canUndo = useAppState(({ canUndo: can }) => can);
  return (
    <header className={css['header']}>
      <Skip to="main">Skip to the result</Skip>
      {!isPresenting && <Skip to="aside">Skip to the settings</Skip>}
      <h1 className={css['name']} translate="no">
        <Mark />
        Farcast<span className="visually-hidden"> Playground</span>
      </h1>
      <div className={css['experiment']} data-tour="presets">
        <PresetGallery />
        {canUndo && (
          <button type="button" className={buttons['link']} onClick={() => app.actions.undo()}>
            Undo
          </button>
        )}
      </div>
      <EngineBadge />
      {isOutdated && (
        <button
          type="button"
          className={`${buttons['outlined'] ?? ''} ${css['update'] ?? ''}`}
          title="A new version of this page was published; reloading returns to this experiment"
          onClick={() => app.actions.reloadPage()}
        >
          Reload to update
        </button>
      )}
      <div className={css['tools']}>
        <ThemeSwitch />
        <button
          type="button"
          className={`${buttons['icon'] ?? ''} ${css['present'] ?? ''}`}
          aria-label="Present"
          aria-pressed={isPresenting}
          title={isPresenting ? 'Back to the settings (P)' : 'Present: large type, no settings (P)'}
          onClick={() => presenting.set(!isPresenting)}
        >
          <Icon name="present" />
        </button>
        <DialogButton words="Scenes for a talk" icon="scenes" load={later.talkSheet} wide />
        <button
          type="button"
          className={buttons['icon']}
          aria-label="Help (?): keys and words"
          aria-haspopup="dialog"
          data-tour="help"
          onClick={() => helpOpen.set(true)}
        >
          ?
        </button>
        <DialogButton words="Download, script, cite" icon="save" load={later.takeAway} />
        <ShareButton />
      </div>
    </header>
  );
}

/** Visible on keyboard focus only. A button, for links are experiments. */
function Skip({ to, children }: { readonly to: 'main' | 'aside'; readonly children: string }) {
  const skip = (): void => {
    const target = document.querySelector<HTMLElement>(to);
    if (target === null) return;
    // Temporary: a mouse press must not focus it.
    target.tabIndex = -1;
    target.focus();
    target.addEventListener('blur', () => target.removeAttribute('tabindex'), { once: true });
  };
  return (
    <button type="button" className={css['skip']} onClick={skip}>
      {children}
    </button>
  );
}

/** The mark: a falling loss, and where it is forecast to go. */
function Mark() {
  return (
    <svg
      width="22"
      height="20"
      viewBox="0 0 22 20"
      fill="none"
      strokeWidth="2.2"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M2 2.5C3.6 10 6.6 15 12 16.4" stroke="var(--arm-control)" />
      <path d="M15.4 17h.9M19.6 17.2h.4" stroke="var(--arm-farcaster)" />
    </svg>
  );
}

const next: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

/** System, light, dark: one small button that goes round. */
function ThemeSwitch() {
  const theme = useAppState(({ view }) => view.theme);
  const { setView } = useActions();
  return (
    <button
      type="button"
      className={buttons['icon']}
      aria-label={`Theme: ${theme}. Change to ${next[theme]}`}
      title={`Theme: ${theme}`}
      onClick={() => setView({ theme: next[theme] })}
    >
      <Icon name={theme} />
    </button>
  );
}

interface DialogButtonProps {
  readonly words: string;
  readonly icon: IconName;
  /** Not on phones. */
  readonly wide?: boolean;
  readonly load: () => Promise<{ readonly default: ComponentType<{ readonly onClose: () => void }> }>;
}

function DialogButton({ words, icon, load, wide = false }: DialogButtonProps) {
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <button
        type="button"
        className={wide ? `${buttons['icon'] ?? ''} ${css['wide'] ?? ''}` : buttons['icon']}
        aria-label={words}
        title={words}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Icon name={icon} />
      </button>
      {open && (
        <Fetched load={load} onClose={close}>
          {(Dialog) => <Dialog onClose={close} />}
        </Fetched>
      )}
    </>
  );
}

/** Copies the link; beside it, and where the clipboard is refused, the dialog with all ways to share. */
function ShareButton() {
  const ui = useUi();
  const { sharing } = ui;
  const state = useCell(sharing);
  const close = (): void => sharing.set('idle');
  return (
    <div className={css['share']}>
      <button type="button" className={buttons['primary']} onClick={() => void shareLink(ui)}>
        Share
      </button>
      <button
        type="button"
        className={buttons['icon']}
        aria-label="More ways to share"
        aria-haspopup="dialog"
        title="More ways to share: with or without the result, as a QR code, in another page"
        onClick={() => sharing.set('open')}
      >
        <Icon name="down" />
      </button>
      <p className={css['toast']} role="status" data-shown={state === 'copied'}>
        {state === 'copied' && 'Link copied'}
      </p>
      {(state === 'open' || state === 'refused') && (
        <Fetched load={later.shareSheet} onClose={close}>
          {(Sheet) => <Sheet refused={state === 'refused'} onClose={close} />}
        </Fetched>
      )}
    </div>
  );
}
