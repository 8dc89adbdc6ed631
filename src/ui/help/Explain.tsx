/** A quiet "?" that explains what is seen. */
import { lazy, Suspense, type ReactNode } from 'react';
import { loadExplanation } from '../app/later.ts';
import { Popover } from '../primitives/Popover.tsx';
import css from './Explain.module.css';
import { explained, type ExplanationId } from './explained.ts';

const Explanation = lazy(loadExplanation);

export function Explain({ what }: { readonly what: ExplanationId }) {
  return (
    <ExplainButton title={explained[what]}>
      {() => (
        <Suspense fallback={explained[what]}>
          <Explanation what={what} />
        </Suspense>
      )}
    </ExplainButton>
  );
}

interface ExplainButtonProps {
  /** What is explained. */
  readonly title: string;
  readonly children: () => ReactNode;
}

export function ExplainButton({ title, children }: ExplainButtonProps) {
  return (
    <Popover
      label={`What is this? ${title}`}
      title="What is this?"
      face="?"
      buttonClass={css['button']}
      panelClass={css['panel']}
    >
      {children}
    </Popover>
  );
}
