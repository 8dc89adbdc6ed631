/** Listens to the keyboard for the whole page. What keys mean is shortcuts.ts's. */
import { useEffect } from 'react';
import { belongsToFocus, shortcutFor, type KeyUse } from './shortcuts.ts';
import type { Ui } from './ui-context.ts';

export function useShortcuts(ui: Ui): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      const shortcut = shortcutFor(event);
      if (shortcut === undefined || belongsToFocus(keyUse(event.target), event)) return;
      event.preventDefault();
      closePopovers();
      shortcut.run(ui, event.key);
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
    if (target.type === 'radio') return 'choice';
    return target.type === 'checkbox' ? 'button' : 'text';
  }
  if (target instanceof HTMLSelectElement) return 'choice';
  if (target instanceof HTMLTextAreaElement) return 'text';
  if (target instanceof HTMLElement && target.isContentEditable) return 'text';
  return target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement ? 'button' : 'none';
}
