/** Copies the link; where the clipboard is refused, shows it ready to be copied by hand. */
import { useEffect, useRef } from 'react';
import { shareLink } from '../app/share.ts';
import { useUi } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import { useCell } from '../primitives/cell.ts';
import { Icon } from '../primitives/Icon.tsx';
import css from './ShareButton.module.css';

export function ShareButton() {
  const ui = useUi();
  const sharing = useCell(ui.sharing);
  return (
    <div className={css['share']}>
      <button type="button" className={buttons['primary']} onClick={() => void shareLink(ui)}>
        Share
      </button>
      <p className={css['toast']} role="status" data-shown={sharing === 'copied'}>
        {sharing === 'copied' && 'Link copied'}
      </p>
      {sharing === 'refused' && (
        <LinkByHand link={ui.app.actions.link()} onClose={() => ui.sharing.set('idle')} />
      )}
    </div>
  );
}

function LinkByHand({ link, onClose }: { readonly link: string; readonly onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  return (
    <div className={css['byHand']} role="group" aria-label="Link to this experiment">
      <p>The browser does not let this page copy. The link, to copy by hand:</p>
      <div className={css['line']}>
        <input
          ref={field}
          className={css['field']}
          readOnly
          value={link}
          aria-label="Link"
          onFocus={({ target }) => target.select()}
          onKeyDown={({ key }) => key === 'Escape' && onClose()}
        />
        <button type="button" className={buttons['icon']} aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
    </div>
  );
}
