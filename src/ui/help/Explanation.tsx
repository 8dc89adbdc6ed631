/** What a "?" opens: words, formulas, where they come from. */
import { Formula } from '../primitives/Formula.tsx';
import css from './Explain.module.css';
import { explained, type ExplanationId } from './explained.ts';
import { explanations } from './explanations.ts';

export default function Explanation({ what }: { readonly what: ExplanationId }) {
  const { text, formulas, source } = explanations[what];
  return (
    <>
      <p className={css['term']}>{explained[what]}</p>
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
