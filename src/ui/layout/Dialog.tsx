/** A modal dialog, opened when it is mounted; closed by Escape, its button or a press beside it. */
import { useEffect, useId, useRef, type ReactNode } from 'react';
import buttons from '../primitives/buttons.module.css';
import css from './dialog.module.css';
import { Icon } from '../primitives/Icon.tsx';

interface DialogProps {
  readonly title: string;
  /** In the middle of the page, or as high as the page at its right edge. */
  readonly place?: 'middle' | 'side';
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Dialog({ title, place = 'middle', onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={css['dialog']}
      data-place={place}
      data-export="no"
      aria-labelledby={id}
      onClose={onClose}
      onClick={({ target, currentTarget }) => target === currentTarget && currentTarget.close()}
      // Keys that move the chart in which it was opened.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div className={css['inside']}>
        <div className={css['head']}>
          <h2 id={id}>{title}</h2>
          <button
            type="button"
            className={buttons['icon']}
            aria-label="Close"
            onClick={() => dialog.current?.close()}
          >
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}

/** Closes the dialog that an element is in; the focus returns to where it was. */
export function closeDialog(element: Element): void {
  element.closest('dialog')?.close();
}
