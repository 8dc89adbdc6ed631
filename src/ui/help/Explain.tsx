/** A quiet "?" that explains what is seen. */
import type { ReactNode } from 'react';
import { Fetched } from '../app/Fetched.tsx';
import { later } from '../app/later.ts';
import { Popover } from '../primitives/Popover.tsx';
import css from './Explain.module.css';
import { explained, type ExplanationId } from './explained.ts';

export function Explain({ what }: { readonly what: ExplanationId }) {
  return (
    <ExplainButton title={explained[what]}>
      {() => (
        <Fetched load={later.explanation} waiting={explained[what]}>
          {(Explanation) => <Explanation what={what} />}
        </Fetched>
      )}
    </ExplainButton>
  );
}

interface ExplainButtonProps {
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
