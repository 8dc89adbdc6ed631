import { describe, expect, it } from 'vitest';
import { belongsToFocus, pressedKey, shortcutFor, shortcuts } from './shortcuts.ts';

const press = (key: string, more: Partial<Parameters<typeof shortcutFor>[0]> = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  ...more,
});

const labelOf = (...args: Parameters<typeof press>): string | undefined => shortcutFor(press(...args))?.label;

describe('shortcutFor', () => {
  it('tells keys by their modifiers', () => {
    expect(labelOf('r')).toMatch(/^Rewind/);
    expect(labelOf('R', { shiftKey: true })).toBe('New seeds');
    expect(labelOf('r', { ctrlKey: true })).toBeUndefined();
    expect(labelOf('s', { metaKey: true })).toBe('Copy the link');
    expect(labelOf('s')).toBeUndefined();
    expect(labelOf('?', { shiftKey: true })).toBe('This sheet');
    expect(labelOf('f')).toBe('Full screen');
    expect(labelOf('f', { ctrlKey: true })).toBeUndefined();
    expect(labelOf('P', { shiftKey: true })).toBeUndefined();
  });

  it('repeats steps, and nothing else, while a key is held', () => {
    expect(labelOf('ArrowRight', { repeat: true })).toBe('One step');
    expect(labelOf(' ', { repeat: true })).toBeUndefined();
  });

  it('gives every press to one row at most', () => {
    const presses = shortcuts.flatMap(({ on, modifier }) => on.map((key) => `${modifier} ${key}`));
    expect(new Set(presses).size).toBe(presses.length);
  });
});

describe('keyboards', () => {
  const [rewind, jump, preset1] = [
    'Rewind to step 0, same weights',
    'Jump now: a forecast one window on',
    'Open a preset',
  ];
  const [present, compare, screen] = [
    'Present: large type, no settings',
    'Compare saved runs',
    'Full screen',
  ];
  const [sheet, copied, seeds] = ['This sheet', 'Copy the link', 'New seeds'];

  /** `+`: with Shift, `^`: with Ctrl. What they do, undefined: nothing. */
  it.each([
    [
      'QWERTY',
      [
        ['r', 'KeyR', rewind],
        ['+!', 'Digit1', undefined],
        ['1', 'Numpad1', preset1],
        [';', 'Semicolon', undefined],
      ],
    ],
    [
      'QWERTZ',
      [
        ['z', 'KeyY', undefined],
        ['+?', 'Minus', sheet],
        ['+_', 'Slash', undefined],
        ['ö', 'Semicolon', undefined],
      ],
    ],
    [
      'AZERTY',
      [
        ['&', 'Digit1', preset1],
        ['é', 'Digit2', preset1],
        ['+1', 'Digit1', preset1],
        ['+?', 'KeyM', sheet],
        ['a', 'KeyQ', undefined],
      ],
    ],
    [
      'Bépo',
      [
        ['"', 'Digit1', preset1],
        ['+1', 'Digit1', preset1],
        ['j', 'KeyP', jump],
        ['é', 'KeyW', undefined],
        ['o', 'KeyR', undefined],
      ],
    ],
    [
      'Dvorak',
      [
        ['j', 'KeyC', jump],
        ['p', 'KeyR', present],
        ['r', 'KeyO', rewind],
        ["'", 'KeyQ', undefined],
        ['^s', 'Semicolon', copied],
      ],
    ],
    [
      'Programmer Dvorak',
      [
        ['&', 'Digit1', preset1],
        ['+7', 'Digit2', preset1],
      ],
    ],
    [
      'Colemak',
      [
        ['r', 'KeyS', rewind],
        [';', 'KeyP', undefined],
        ['j', 'KeyY', jump],
        ['^s', 'KeyD', copied],
      ],
    ],
    [
      'Turkish Q',
      [
        ['ı', 'KeyI', undefined],
        ['+İ', 'Quote', undefined],
        ['f', 'KeyF', screen],
      ],
    ],
    [
      'Turkish F',
      [
        ['ı', 'KeyR', undefined],
        ['r', 'KeyU', rewind],
        ['ö', 'KeyX', undefined],
      ],
    ],
    [
      'Czech',
      [
        ['+', 'Digit1', preset1],
        ['ě', 'Digit2', preset1],
        ['+1', 'Digit1', preset1],
      ],
    ],
    [
      'Russian',
      [
        ['к', 'KeyR', rewind],
        ['+К', 'KeyR', seeds],
        ['о', 'KeyJ', jump],
        ['^ы', 'KeyS', copied],
        ['+?', 'Digit7', sheet],
      ],
    ],
    [
      'Greek',
      [
        ['ξ', 'KeyJ', jump],
        ['π', 'KeyP', present],
        ['ψ', 'KeyC', compare],
        ['+Ρ', 'KeyR', seeds],
        ['Dead', 'Semicolon', undefined],
      ],
    ],
    [
      'Hebrew',
      [
        ['ח', 'KeyJ', jump],
        ['כ', 'KeyF', screen],
        ['/', 'KeyQ', undefined],
        ['+R', 'KeyR', seeds],
      ],
    ],
    [
      'Arabic',
      [
        ['ق', 'KeyR', rewind],
        ['+\u064c', 'KeyR', seeds],
        ['١', 'Digit1', preset1],
        ['+؟', 'Slash', sheet],
        ['لا', 'KeyB', undefined],
      ],
    ],
    [
      'Persian',
      [
        ['۱', 'Digit1', preset1],
        ['۱', 'Numpad1', preset1],
        ['ت', 'KeyJ', jump],
        ['+؟', 'Slash', sheet],
      ],
    ],
    [
      'Thai',
      [
        ['ๅ', 'Digit1', preset1],
        ['พ', 'KeyR', rewind],
        ['\u0e48', 'KeyJ', jump],
      ],
    ],
    [
      'Korean',
      [
        ['ㄱ', 'KeyR', rewind],
        ['ㅓ', 'KeyJ', jump],
      ],
    ],
    [
      'Japanese',
      [
        ['ま', 'KeyJ', jump],
        ['ｊ', 'KeyJ', jump],
        ['\u3000', 'Space', 'Play or pause'],
        ['+？', 'Slash', sheet],
        ['Process', 'KeyJ', undefined],
      ],
    ],
  ] as const)('%s', (_layout, presses) => {
    for (const [text, code, wanted] of presses) {
      const [, modifier, key = ''] = /^([+^]?)(.+)$/su.exec(text) ?? [];
      const found = labelOf(key, { code, shiftKey: modifier === '+', ctrlKey: modifier === '^' });
      expect([text, found]).toEqual([text, wanted]);
    }
  });

  it('say which digit was meant', () => {
    expect(pressedKey(press('ç', { code: 'Digit9' }))).toBe('9');
    expect(pressedKey(press('۳', { code: 'Digit3' }))).toBe('3');
  });

  it('keep to themselves what an input method or AltGr makes', () => {
    expect(labelOf('j', { code: 'KeyJ', isComposing: true })).toBeUndefined();
    const held = (name: string) => name === 'AltGraph';
    expect(labelOf('®', { code: 'KeyR', getModifierState: held })).toBeUndefined();
    expect(labelOf('®', { code: 'KeyR', altKey: true, ctrlKey: true })).toBeUndefined();
    expect(labelOf('к', { code: 'KeyR', repeat: true })).toBeUndefined();
    expect(labelOf('r', { code: 'KeyR', altKey: true })).toBeUndefined();
    expect(labelOf('?', { code: 'Slash', shiftKey: true, metaKey: true })).toBeUndefined();
    expect(labelOf('?', { code: 'Slash', shiftKey: true, ctrlKey: true })).toBeUndefined();
  });
});

describe('belongsToFocus', () => {
  it('leaves typing alone', () => {
    expect(belongsToFocus('text', press('r'))).toBe(true);
    expect(belongsToFocus('text', press('s', { ctrlKey: true }))).toBe(false);
    expect(belongsToFocus('text', press('s', { metaKey: true }))).toBe(false);
  });

  it('lets a slider keep its arrows and the page its space bar', () => {
    expect(belongsToFocus('range', press('ArrowRight'))).toBe(true);
    expect(belongsToFocus('range', press(' '))).toBe(false);
    expect(belongsToFocus('button', press(' '))).toBe(true);
    expect(belongsToFocus('none', press(' '))).toBe(false);
  });

  it('leaves a radio button its arrows and the space bar, a list its letters', () => {
    expect(['ArrowRight', ' ', 'r', '1'].map((key) => belongsToFocus('radio', press(key)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(belongsToFocus('choice', press('r'))).toBe(true);
  });
});
