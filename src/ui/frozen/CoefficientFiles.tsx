/** Saves the coefficients that a chart shows, and opens others in their place. */
import { savedCoefficients } from '../../store/coefficients/coefficient-record.ts';
import type { CoefficientsView } from '../../record/evidence/views.ts';
import { later } from '../app/later.ts';
import { useUi } from '../app/ui-context.ts';
import { Explain } from '../help/Explain.tsx';
import buttons from '../primitives/buttons.module.css';
import css from './frozen.module.css';
import { OpenButton, useOpening } from './OpenButton.tsx';

export function CoefficientFiles({ view }: { readonly view: CoefficientsView }) {
  const { app } = useUi();
  const { open, problem } = useOpening();
  const save = (): void => {
    const saved = savedCoefficients(app, view);
    if (saved !== null) void later.saving().then(({ saveJson }) => saveJson(saved.text, saved.name));
  };
  return (
    <div className={css['files']} data-export="no">
      {view.groups.length > 0 && (
        <button type="button" className={buttons['link']} onClick={save}>
          Save these coefficients
        </button>
      )}
      <OpenButton onFile={open}>Open from a file</OpenButton>
      <Explain what="coefficients" />
      {problem !== null && (
        <p role="alert" className={css['problem']}>
          {problem}
        </p>
      )}
    </div>
  );
}
