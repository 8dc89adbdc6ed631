/** For newcomers: the idea in one line, until the tour was finished or the line hidden. */
import { useActions, useAppState, useUi } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import { useCell } from '../primitives/cell.ts';
import css from './Welcome.module.css';

export function Welcome() {
  const { presenting, touring } = useUi();
  const { setView } = useActions();
  const isKnown = useAppState(({ view }) => view.tourSeen);
  const isPresenting = useCell(presenting);
  const hide = (): void => {
    setView({ tourSeen: true });
    // Help has the same text.
    document.querySelector<HTMLElement>('[data-tour="help"]')?.focus();
  };
  if (isKnown || isPresenting) return null;
  return (
    <div className={css['welcome']} data-export="no">
      <p>
        A <dfn>farcast</dfn> predicts a network’s weights many steps ahead from a few past snapshots. Jump
        there and keep training: does it save work?
      </p>
      <button type="button" className={buttons['link']} onClick={() => touring.set(true)}>
        Take the tour
      </button>
      <button type="button" className={buttons['link']} onClick={hide}>
        Hide this
      </button>
    </div>
  );
}
