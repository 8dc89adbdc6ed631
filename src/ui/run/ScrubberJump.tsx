/** Asks for a forecast, and a jump, as soon as a window has been seen; and says when it will come. */
import { progressView } from '../../store/select/progress.ts';
import { jumpRefusal } from '../../store/select/jump-now.ts';
import { useActions, useAppState, useView } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import { Icon } from '../primitives/Icon.tsx';

export function JumpNow() {
  const { jumpNow } = useActions();
  const run = useAppState((state) => state.run);
  const refusal = useView(progressView, ({ step }) => jumpRefusal(run, step));
  return (
    <button
      type="button"
      className={buttons['icon']}
      aria-label={
        refusal === null ? 'Jump now: a forecast one window from here' : `Jump now, not possible: ${refusal}`
      }
      title={refusal ?? 'Jump now (J): the forecast comes one window later'}
      aria-disabled={refusal !== null}
      onClick={() => jumpNow()}
    >
      <Icon name="jump" />
    </button>
  );
}

/** What became of the newest wish for a jump, in words; nothing once it is past. */
export function useJumpWords(): string {
  const asked = useAppState((state) => state.jumpAsked);
  const running = useAppState(({ run }) => run?.lifecycle === 'running');
  const extra = useAppState(({ run }) => run?.spec.extra.at(-1) ?? null);
  const ahead = useView(progressView, ({ step }) => extra !== null && extra > step);
  const over = useAppState(({ run }) => run?.lifecycle !== 'running' && run?.lifecycle !== 'paused');
  if (over) return '';
  if (asked)
    return `jump asked for: its forecast comes one window ${running ? 'from now' : 'after the run goes on'}`;
  return ahead && extra !== null ? `forecast at step ${extra}, one window after it was asked for` : '';
}
