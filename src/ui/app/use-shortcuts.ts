/** Listens to the keyboard for the whole page. What keys mean is shortcuts.ts's. */
import { useEffect } from 'react';
import { belongsToFocus, pressedKey, shortcutFor, type KeyUse } from './shortcuts.ts';
import type { Ui } from './ui-context.ts';

export function useShortcuts(ui: Ui): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      const shortcut = shortcutFor(event);
      if (shortcut === undefined || belongsToFocus(keyUse(event.target), event)) return;
      event.preventDefault();
      closePopovers();
      shortcut.run(ui, pressedKey(event));
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [ui]);
}

function closePopovers(): void {
  for (const open of document.querySelectorAll<HTMLElement>('[popover="auto"]:popover-open'))
    open.hidePopover();
}

function keyUse(target: EventTarget | null): KeyUse {
  if (target instanceof HTMLInputElement) {
    if (target.type === 'range') return 'range';
    // The chosen one has no use for the space bar.
    if (target.type === 'radio') return target.checked ? 'range' : 'radio';
    return target.type === 'checkbox' ? 'button' : 'text';
  }
  if (target instanceof HTMLSelectElement) return 'choice';
  if (target instanceof HTMLTextAreaElement) return 'text';
  if (target instanceof HTMLElement && target.isContentEditable) return 'text';
  return target instanceof Element && target.matches('button, a, summary') ? 'button' : 'none';
}
