/** The top line: what this is, which experiment, what computes it, and the way to hand it on. */
import { useAppState, useUi } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import { useCell } from '../primitives/cell.ts';
import { Icon } from '../primitives/Icon.tsx';
import { EngineBadge } from './EngineBadge.tsx';
import css from './Header.module.css';
import { Mark } from './Mark.tsx';
import { PresetGallery } from './PresetGallery.tsx';
import { ShareButton } from './ShareButton.tsx';
import { ThemeSwitch } from './ThemeSwitch.tsx';

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
          title="A new version of this page was published; a reload comes back to this experiment"
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
        <ShareButton />
      </div>
    </header>
  );
}

/** Seen under the keyboard only. A button, for a link would be an experiment's. */
function Skip({ to, children }: { readonly to: 'main' | 'aside'; readonly children: string }) {
  const skip = (): void => {
    const target = document.querySelector<HTMLElement>(to);
    if (target === null) return;
    // For now only: a press of the mouse in it must not give it the focus.
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
