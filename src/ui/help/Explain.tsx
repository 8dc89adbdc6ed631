/** A quiet "?" that explains what is seen. */
import { lazy, Suspense } from 'react';
import { loadExplanation } from '../app/later.ts';
import { Popover } from '../primitives/Popover.tsx';
import css from './Explain.module.css';
import { explained, type ExplanationId } from './explained.ts';

const Explanation = lazy(loadExplanation);

export function Explain({ what }: { readonly what: ExplanationId }) {
  return (
    <Popover
      label={`What is this? ${explained[what]}`}
      title="What is this?"
      face="?"
      buttonClass={css['button']}
      panelClass={css['panel']}
    >
      {() => (
        <Suspense fallback={explained[what]}>
          <Explanation what={what} />
        </Suspense>
      )}
    </Popover>
  );
}
