/** A failed run: what happened, and one thing to do. */
import { useActions, useAppState } from '../app/ui-context.ts';
import type { RunState } from '../../store/state.ts';
import buttons from '../primitives/buttons.module.css';
import { failureTitles, remedyFor } from './failure-words.ts';
import css from './Verdict.module.css';

export function Failure({ failure }: { readonly failure: NonNullable<RunState['failure']> }) {
  const actions = useActions();
  const canUndo = useAppState((state) => state.canUndo);
  const draft = useAppState((state) => state.draft);
  const remedy = remedyFor(failure.code, { canUndo, draft });
  return (
    <div role="alert" className={css['failure']}>
      <h2 className={css['headline']}>
        {failureTitles[failure.code]} <span className={css['small']}>{failure.message}</span>
      </h2>
      <button type="button" className={buttons['outlined']} onClick={() => remedy.run(actions)}>
        {remedy.label}
      </button>
    </div>
  );
}
