/** What happened that a person should know: said once, line by line, with at most one thing to do. */
import { useActions, useAppState } from '../app/ui-context.ts';
import type { AppActions, Notice } from '../../store/state.ts';
import buttons from '../primitives/buttons.module.css';
import { grouped } from '../primitives/numbers.ts';
import { Icon } from '../primitives/Icon.tsx';
import css from './Verdict.module.css';

type Offer = readonly [label: string | ((step: string) => string), run: (actions: AppActions) => void];

const offers: Readonly<Record<NonNullable<Notice['action']>, readonly Offer[]>> = {
  undo: [['Undo', (actions) => actions.undo()]],
  defaults: [['Back to the defaults', (actions) => actions.resetToDefaults()]],
  reload: [['Reload the page', (actions) => actions.reloadPage()]],
  'go-on': [
    [(step) => `Continue at step ${step}`, (actions) => actions.play()],
    [
      'Start again',
      (actions) => {
        actions.rewind();
        actions.play();
      },
    ],
  ],
};

export function NoticeBanner() {
  const notice = useAppState((state) => state.notice);
  const actions = useActions();
  if (notice === null) return null;
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
      {notice.action !== null &&
        offers[notice.action].map(([label, run], index) => (
          <button key={index} type="button" className={buttons['outlined']} onClick={() => run(actions)}>
            {typeof label === 'string' ? label : label(grouped(notice.step ?? 0))}
          </button>
        ))}
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
