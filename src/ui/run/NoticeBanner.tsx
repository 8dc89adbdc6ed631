/** What happened that a person should know: said once, line by line, with at most one thing to do. */
import { useActions, useAppState } from '../app/ui-context.ts';
import type { AppActions, Notice } from '../../store/state.ts';
import buttons from '../primitives/buttons.module.css';
import { Icon } from '../primitives/Icon.tsx';
import css from './NoticeBanner.module.css';

const actionOf: Readonly<Record<NonNullable<Notice['action']>, [string, (actions: AppActions) => void]>> = {
  undo: ['Undo', (actions) => actions.undo()],
  defaults: ['Back to the defaults', (actions) => actions.resetToDefaults()],
  reload: ['Reload the page', (actions) => actions.reloadPage()],
};

export function NoticeBanner() {
  const notice = useAppState((state) => state.notice);
  const actions = useActions();
  if (notice === null) return null;
  const action = notice.action === null ? null : actionOf[notice.action];
  return (
    <section
      className={css['notice']}
      data-tone={notice.tone}
      role={notice.tone === 'info' ? 'status' : 'alert'}
    >
      <div className={css['words']}>
        <p className={css['title']}>{notice.title}</p>
        {notice.lines.length > 0 && (
          <ul className={css['lines']}>
            {notice.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </div>
      {action !== null && (
        <button type="button" className={buttons['outlined']} onClick={() => action[1](actions)}>
          {action[0]}
        </button>
      )}
      <button
        type="button"
        className={buttons['icon']}
        aria-label="Dismiss"
        onClick={() => actions.dismissNotice()}
      >
        <Icon name="close" />
      </button>
    </section>
  );
}
