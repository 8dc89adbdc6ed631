/** The keyboard map: one table that the key listener obeys and the help sheet prints. */
import { presets } from '../../experiment/presets.ts';
import { shareLink, type Ui } from './ui-context.ts';
import { useEffect } from 'react';

export interface Shortcut {
  readonly keys: readonly string[];
  readonly label: string;
  /** In lower case, as `pressedKey` returns them. */
  readonly on: readonly string[];
  /** Which modifier goes with it; "any": the key already says (as "?" does). */
  readonly modifier: 'none' | 'shift' | 'command' | 'any';
  readonly repeats?: boolean;
  readonly run: (ui: Ui, key: string) => void;
}

const longStep = 10;

const digits = presets.slice(0, 9).map((_, index) => String(index + 1));

export const shortcuts: readonly Shortcut[] = [
  {
    keys: ['Space'],
    label: 'Play or pause',
    on: [' '],
    modifier: 'none',
    run: ({ app }) => app.actions.toggle(),
  },
  {
    keys: ['→'],
    label: 'One step',
    on: ['arrowright'],
    modifier: 'none',
    repeats: true,
    run: ({ app }) => app.actions.step(1),
  },
  {
    keys: ['Shift', '→'],
    label: `${longStep} steps`,
    on: ['arrowright'],
    modifier: 'shift',
    repeats: true,
    run: ({ app }) => app.actions.step(longStep),
  },
  {
    keys: ['R'],
    label: 'Rewind to step 0, same weights',
    on: ['r'],
    modifier: 'none',
    run: ({ app }) => app.actions.rewind(),
  },
  {
    keys: ['Shift', 'R'],
    label: 'New seeds',
    on: ['r'],
    modifier: 'shift',
    run: ({ app }) => app.actions.newSeeds(),
  },
  {
    keys: ['J'],
    label: 'Jump now: a forecast one window on',
    on: ['j'],
    modifier: 'none',
    run: ({ app }) => app.actions.jumpNow(),
  },
  {
    keys: ['Ctrl / ⌘', 'S'],
    label: 'Copy the link',
    on: ['s'],
    modifier: 'command',
    run: (ui) => void shareLink(ui),
  },
  {
    keys: ['C'],
    label: 'Compare saved runs',
    on: ['c'],
    modifier: 'none',
    run: ({ app }) => app.actions.showBench('compare'),
  },
  {
    keys: ['F'],
    label: 'Full screen',
    on: ['f'],
    modifier: 'none',
    run: () => void toggleFullScreen(),
  },
  {
    keys: ['P'],
    label: 'Present: large type, no settings',
    on: ['p'],
    modifier: 'none',
    run: ({ presenting }) => presenting.set(!presenting.get()),
  },
  {
    keys: ['1', '…', String(digits.length)],
    label: 'Open a preset',
    on: digits,
    modifier: 'none',
    run: ({ app }, key) => {
      const preset = presets[Number(key) - 1];
      if (preset !== undefined) app.actions.choosePreset(preset.id);
    },
  },
  { keys: ['?'], label: 'This sheet', on: ['?'], modifier: 'any', run: ({ helpOpen }) => helpOpen.set(true) },
];

/** Keys that the browser or a focused control handles. */
export const nativeKeys: readonly Pick<Shortcut, 'keys' | 'label'>[] = [
  { keys: ['Esc'], label: 'Close what is open' },
  { keys: ['Tab'], label: 'To a chart; there the arrows move along it' },
  { keys: ['+', '−'], label: 'In a chart: zoom, Esc shows all of it' },
];

type Press = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat'> &
  Partial<Pick<KeyboardEvent, 'code' | 'isComposing' | 'getModifierState'>>;

/** A key with a name, such as ArrowRight, also during composition. */
const isNamed = (key: string): boolean => /^[A-Z][A-Za-z]+\d*$/.test(key);

/**
 * The pressed key in the table's terms: its label if that is Latin or ASCII; otherwise the key at its place on a US
 * keyboard. The row of digits always means digits.
 */
export function pressedKey({ key, code = '', shiftKey }: Press): string {
  const label = key.normalize('NFKC').toLowerCase();
  if (isNamed(key) || /^[a-z0-9? ]$/.test(label)) return label;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return digit;
  if (/^[\p{ASCII}\p{Script=Latin}]/u.test(label)) return label;
  if (code === 'Slash' && shiftKey) return '?';
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? label;
}

export function shortcutFor(press: Press): Shortcut | undefined {
  if (press.altKey || press.isComposing === true || press.getModifierState?.('AltGraph') === true)
    return undefined;
  const key = pressedKey(press);
  const command = press.ctrlKey || press.metaKey;
  // On some keyboards digits need Shift: it then has no further meaning.
  const shift = press.shiftKey && !/^\d$/.test(press.key);
  return shortcuts.find(({ on, modifier, repeats }) => {
    if (!on.includes(key) || (press.repeat && repeats !== true)) return false;
    if (modifier === 'any') return !command;
    return command === (modifier === 'command') && shift === (modifier === 'shift');
  });
}

export type KeyUse = 'text' | 'range' | 'radio' | 'choice' | 'button' | 'none';

const used: Readonly<Record<KeyUse, RegExp>> = {
  text: /^/,
  range: /^Arrow/,
  radio: /^(Arrow.*| )$/,
  choice: /^(Arrow.*|.)$/su,
  button: /^( |Enter)$/,
  none: /^(?!)/,
};

/** Whether a press belongs to the focused element rather than to the page. */
export const belongsToFocus = (use: KeyUse, press: Press): boolean =>
  !press.ctrlKey && !press.metaKey && used[use].test(press.key);

/** Listens to the keyboard for the whole page. */
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
    // A checked one does not use the space bar.
    if (target.type === 'radio') return target.checked ? 'range' : 'radio';
    return target.type === 'checkbox' ? 'button' : 'text';
  }
  if (target instanceof HTMLSelectElement) return 'choice';
  if (target instanceof HTMLTextAreaElement) return 'text';
  if (target instanceof HTMLElement && target.isContentEditable) return 'text';
  return target instanceof Element && target.matches('button, a, summary') ? 'button' : 'none';
}

/** Full screen and back; false if the browser refuses. */
export async function toggleFullScreen(): Promise<boolean> {
  try {
    // Some browsers lack these: a missing one throws.
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
    return true;
  } catch {
    // The page stays in its window.
    return false;
  }
}
