import { describe, expect, it } from 'vitest';
import { armRecords } from '../../experiment/arms.ts';
import { typeset, type FormulaPart } from './Formula.tsx';

const it_ = (text: string): FormulaPart => ({ text, italic: true });
const up = (text: string): FormulaPart => ({ text, italic: false });
const low = (...parts: FormulaPart[]): FormulaPart => ({ shift: 'lower', parts });
const high = (...parts: FormulaPart[]): FormulaPart => ({ shift: 'raise', parts });

/** Everything that is set, without how. */
const plain = (parts: readonly FormulaPart[]): string =>
  parts.map((part) => ('text' in part ? part.text : plain(part.parts))).join('');

describe('typeset', () => {
  it('lowers and raises the next letter or group', () => {
    expect(typeset('w_n')).toEqual([it_('w'), low(it_('n'))]);
    expect(typeset('r^{n+j}')).toEqual([it_('r'), high(it_('n'), up('+'), it_('j'))]);
    expect(typeset('A_{0j} b')).toEqual([it_('A'), low(up('0'), it_('j')), up(' '), it_('b')]);
    expect(typeset('a_{b_{c}}')).toEqual([it_('a'), low(it_('b'), low(it_('c')))]);
  });

  it('sets variables italic, words, operators and quoted text upright', () => {
    expect(typeset('argmin_g L_{guard}')).toEqual([
      up('argmin'),
      low(it_('g')),
      up(' '),
      it_('L'),
      low(up('guard')),
    ]);
    expect(typeset('Δw̄')).toEqual([up('Δ'), it_('w̄')]);
    expect(typeset('ŷ "if" x')).toEqual([it_('ŷ'), up(' '), up('if'), up(' '), it_('x')]);
  });

  it('refuses nothing', () => {
    for (const text of ['a_', '^', 'x_{n', '"open', '}', '']) expect(() => typeset(text)).not.toThrow();
    expect(plain(typeset('x_{n'))).toBe('xn');
  });

  it('loses nothing of the formulas there are', () => {
    for (const { formula } of Object.values(armRecords))
      expect(plain(typeset(formula))).toBe(formula.normalize('NFC').replaceAll(/[_^{}"]/g, ''));
  });
});
