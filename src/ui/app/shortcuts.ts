/** The keyboard map: one table that the key listener obeys and the help sheet prints. */
import { presets } from '../../experiment/presets.ts';
import { toggleFullScreen } from './full-screen.ts';
import { shareLink } from './share.ts';
import type { Ui } from './ui-context.ts';

export interface Shortcut {
  /** What to press, as printed. */
  readonly keys: readonly string[];
  readonly label: string;
  /** `KeyboardEvent.key` in lower case; several keys may share a row. */
  readonly on: readonly string[];
  /** Which modifier goes with it; "any": the key already says (as "?" does). */
  readonly modifier: 'none' | 'shift' | 'command' | 'any';
  readonly repeats?: boolean;
  readonly run: (ui: Ui, key: string) => void;
}

const longStep = 10;

/** One key for each preset, as far as there are keys. */
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
    label: 'Compare kept runs',
    on: ['c'],
    modifier: 'none',
    run: ({ app }) => app.actions.showBench('compare'),
  },
  {
    keys: ['F'],
    label: 'Full screen',
    on: ['f'],
    modifier: 'none',
    run: () => toggleFullScreen(),
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

/** Keys that the browser or a focused control handles itself; no row of the table. */
export const nativeKeys: readonly Pick<Shortcut, 'keys' | 'label'>[] = [
  { keys: ['Esc'], label: 'Close what is open' },
  { keys: ['Tab'], label: 'To a chart; there the arrows move along it' },
  { keys: ['+', '−'], label: 'In a chart: zoom, Esc shows all of it' },
];

type Press = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat'>;

export function shortcutFor(press: Press): Shortcut | undefined {
  const key = press.key.toLowerCase();
  const command = press.ctrlKey || press.metaKey;
  if (press.altKey) return undefined;
  return shortcuts.find(({ on, modifier, repeats }) => {
    if (!on.includes(key) || (press.repeat && repeats !== true)) return false;
    if (modifier === 'any') return !command;
    return command === (modifier === 'command') && press.shiftKey === (modifier === 'shift');
  });
}

/** How the focused element uses keys itself. */
export type KeyUse = 'text' | 'range' | 'choice' | 'button' | 'none';

/** Whether a press belongs to the focused element rather than to the page. */
export function belongsToFocus(use: KeyUse, press: Press): boolean {
  if (press.ctrlKey || press.metaKey) return false;
  switch (use) {
    case 'text':
      return true;
    case 'range':
      return press.key.startsWith('Arrow');
    case 'choice':
      return press.key.startsWith('Arrow') || press.key === ' ' || press.key.length === 1;
    case 'button':
      return press.key === ' ' || press.key === 'Enter';
    case 'none':
      return false;
  }
}
