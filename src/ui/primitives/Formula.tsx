/** A formula: variables italic, indices lowered, exponents raised. `typeset` parses it. */
import { useMemo } from 'react';
import css from './primitives.module.css';

export function Formula({ text }: { readonly text: string }) {
  const parts = useMemo(() => typeset(text), [text]);
  return (
    <span className={css['formula']} translate="no">
      <Parts parts={parts} />
    </span>
  );
}

function Parts({ parts }: { readonly parts: readonly FormulaPart[] }) {
  return parts.map((part, index) => {
    if ('text' in part) return part.italic ? <i key={index}>{part.text}</i> : part.text;
    const Shift = part.shift === 'lower' ? 'sub' : 'sup';
    return (
      <Shift key={index}>
        <Parts parts={part.parts} />
      </Shift>
    );
  });
}

interface Piece {
  readonly text: string;
  readonly italic: boolean;
}

interface Shifted {
  readonly shift: 'lower' | 'raise';
  readonly parts: readonly FormulaPart[];
}

export type FormulaPart = Piece | Shifted;

/** A letter with combining marks. */
const letter = /\p{L}\p{M}*/u;
/** Three letters and more are a word ("argmin"); fewer are variables. */
const shortestWord = 3;
/** Operators are upright. */
const upright = /^[ΔΣΠ]/;

/**
 * `_` lowers and `^` raises the next letter, digit or group in braces; letters are italic, words and quoted text
 * are not. Never fails: an open brace ends with the text.
 */
export function typeset(formula: string): FormulaPart[] {
  const parts: FormulaPart[] = [];
  let rest = formula.normalize('NFC');
  while (rest !== '') {
    const shifted = /^[_^](?:\{|(\p{L}\p{M}*|.))/u.exec(rest);
    if (shifted === null) {
      const [plain] = /^(?:"[^"]*"?|[^_^"]+|.)/su.exec(rest) ?? [rest];
      parts.push(...pieces(plain));
      rest = rest.slice(plain.length);
      continue;
    }
    const inner = shifted[1] ?? group(rest.slice(2));
    parts.push({ shift: rest.startsWith('_') ? 'lower' : 'raise', parts: typeset(inner) });
    rest = rest.slice(shifted[1] === undefined ? inner.length + 3 : shifted[0].length);
  }
  return parts;
}

/** The text before the closing brace of a group. */
function group(text: string): string {
  let depth = 1;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return text.slice(0, at);
  }
  return text;
}

function pieces(text: string): Piece[] {
  if (text.startsWith('"')) return [{ text: text.replaceAll('"', ''), italic: false }];
  return (text.match(/[A-Za-z]{3,}|\p{L}\p{M}*|[^\p{L}]+/gu) ?? []).map((run) => ({
    text: run,
    italic: run.length < shortestWord && letter.test(run) && !upright.test(run),
  }));
}
