/** What a "?" says: words, formulas, where they come from. */
import { Formula } from '../primitives/Formula.tsx';
import css from './Explain.module.css';

export interface Explanation {
  readonly text: string;
  readonly formulas: readonly { readonly formula: string; readonly meaning: string }[];
  readonly source?: string;
}

export function ExplanationBody({ title, text, formulas, source }: Explanation & { readonly title: string }) {
  return (
    <>
      <p className={css['term']}>{title}</p>
      <p>{text}</p>
      {formulas.map(({ formula, meaning }) => (
        <div key={formula} className={css['formula']}>
          <Formula text={formula} />
          <p className={css['meaning']}>{meaning}</p>
        </div>
      ))}
      {source !== undefined && <p className={css['meaning']}>{source}</p>}
    </>
  );
}
