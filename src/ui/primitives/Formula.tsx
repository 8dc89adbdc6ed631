/** A formula, set: variables italic, indices lowered, exponents raised. What stands where is typeset.ts's. */
import { useMemo } from 'react';
import css from './Formula.module.css';
import { typeset, type FormulaPart } from './typeset.ts';

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
