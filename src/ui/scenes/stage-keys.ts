/** What keys and clickers do on stage: one table that the stage, its help and the notes window share. */
import { pressedKey } from '../app/shortcuts.ts';

export type StageAct =
  | 'next'
  | 'back'
  | 'first'
  | 'last'
  | 'black'
  | 'live'
  | 'code'
  | 'notes'
  | 'clock'
  | 'screen'
  | 'help'
  | 'leave';

interface StageKey {
  readonly act: StageAct;
  /** As `pressedKey` returns them. Clickers send PageDown, PageUp, b or a point, and Escape. */
  readonly on: readonly string[];
  readonly keys: readonly string[];
  readonly label: string;
}

export const stageKeys: readonly StageKey[] = [
  {
    act: 'next',
    on: ['arrowright', 'arrowdown', 'pagedown', ' ', 'enter'],
    keys: ['→', 'Page ↓', 'Space'],
    label: 'Next scene',
  },
  {
    act: 'back',
    on: ['arrowleft', 'arrowup', 'pageup', 'backspace'],
    keys: ['←', 'Page ↑'],
    label: 'Scene before',
  },
  { act: 'first', on: ['home'], keys: ['Home'], label: 'First scene' },
  { act: 'last', on: ['end'], keys: ['End'], label: 'Last scene' },
  { act: 'black', on: ['b', '.'], keys: ['B', '.'], label: 'Black screen' },
  { act: 'live', on: ['l'], keys: ['L'], label: 'Run live, or back to what was recorded' },
  { act: 'code', on: ['q'], keys: ['Q'], label: 'QR code of the experiment' },
  { act: 'notes', on: ['n'], keys: ['N'], label: 'Notes in a second window' },
  { act: 'clock', on: ['t'], keys: ['T'], label: 'Time since the first scene' },
  { act: 'screen', on: ['f'], keys: ['F'], label: 'Full screen' },
  { act: 'help', on: ['?', 'h'], keys: ['?'], label: 'These keys' },
  { act: 'leave', on: ['escape', 'p'], keys: ['Esc'], label: 'Back to the page' },
];

/** Null for a key that does nothing here, and for those of a focused button. */
export function actOf(event: KeyboardEvent): StageAct | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  const key = pressedKey(event);
  const isPress =
    event.target instanceof Element && event.target.matches('button, a') && /^(?: |enter)$/.test(key);
  return isPress ? null : (stageKeys.find(({ on }) => on.includes(key))?.act ?? null);
}
