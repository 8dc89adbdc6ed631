/** Offered where a run diverged or learned nothing: the same experiment at a third of the learning rate. */
import { useActions, useAppState } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import { compact } from '../primitives/numbers.ts';

export function SmallerRate() {
  const { change } = useActions();
  const rate = useAppState(({ draft }) => Number((draft.learningRate / 3).toPrecision(1)));
  return (
    <button type="button" className={buttons['outlined']} onClick={() => change({ learningRate: rate })}>
      Train at learning rate {compact(rate)}
    </button>
  );
}
