/** The "?" sheet: keys, charts and words. */
import { useEffect, useRef } from 'react';
import { nativeKeys, shortcuts } from '../app/shortcuts.ts';
import { useUi } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import { useCell } from '../primitives/cell.ts';
import { Icon } from '../primitives/Icon.tsx';
import { chartsExplained, wordsExplained, type Explained } from './help-words.ts';
import css from './HelpSheet.module.css';

export function HelpSheet() {
  const { helpOpen } = useUi();
  const open = useCell(helpOpen);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const close = (): void => helpOpen.set(false);
  return (
    <dialog
      ref={dialog}
      className={css['sheet']}
      aria-labelledby="help-title"
      onClose={close}
      onClick={({ target, currentTarget }) => target === currentTarget && close()}
    >
      <div className={css['inside']}>
        <header className={css['head']}>
          <h2 id="help-title" className={css['title']}>
            Forecast where the weights are heading, jump there, see whether it helped
          </h2>
          <button type="button" className={buttons['icon']} aria-label="Close" onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        <Keys />
        <Explanations title="What the charts show" entries={chartsExplained} />
        <Explanations title="Words" entries={wordsExplained} />
      </div>
    </dialog>
  );
}

function Keys() {
  return (
    <section className={css['section']}>
      <h3 className={css['heading']}>Keys</h3>
      <dl className={css['keys']}>
        {[...shortcuts, ...nativeKeys].map(({ keys, label }) => (
          <div key={label} className={css['key']}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Explanations({
  title,
  entries,
}: {
  readonly title: string;
  readonly entries: readonly Explained[];
}) {
  return (
    <section className={css['section']}>
      <h3 className={css['heading']}>{title}</h3>
      <dl className={css['entries']}>
        {entries.map(({ term, text }) => (
          <div key={term}>
            <dt className={css['term']}>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
