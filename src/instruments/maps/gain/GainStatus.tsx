/** Starting and stopping the jump-gain map, how far it is, what went wrong, and whether it is of the experiment on screen. */
import type { GainMapState } from './maps-state.ts';
import buttons from '../../../ui/primitives/buttons.module.css';
import { duration } from '../../../ui/primitives/numbers.ts';
import css from '../maps.module.css';
import { useGainActions, useGainState, useIsCurrent } from '../use-maps.ts';

export function GainStatus() {
  const lifecycle = useGainState((state) => state.lifecycle);
  const progress = useGainState((state) => state.progress);
  const failure = useGainState((state) => state.failure);
  const hasMap = useGainState(({ map }) => map !== null);
  const isCurrent = useIsCurrent();
  const actions = useGainActions();
  const busy = lifecycle === 'preparing' || lifecycle === 'running';
  const settled = lifecycle === 'finished' && isCurrent;
  return (
    <div className={css['status']}>
      {failure !== null && <p role="alert">{failure}</p>}
      {hasMap && !isCurrent && <p>This map belongs to an earlier experiment, not to the one on screen.</p>}
      <div className={css['buttons']} data-export="no">
        {busy && (
          <button type="button" className={buttons['outlined']} onClick={() => actions.stop()}>
            Stop
          </button>
        )}
        {(!busy || !isCurrent) && (
          <button
            type="button"
            className={buttons[settled ? 'link' : 'outlined']}
            onClick={() => actions.compute()}
          >
            {startWords(lifecycle, hasMap && !isCurrent)}
          </button>
        )}
        {(busy || lifecycle === 'stopped') && <span role="status">{progressWords(lifecycle, progress)}</span>}
      </div>
      <Bar progress={progress} hidden={!busy} />
    </div>
  );
}

function startWords(lifecycle: GainMapState['lifecycle'], isOther: boolean): string {
  if (lifecycle === 'failed') return 'Try again';
  if (isOther) return 'Compute it for this experiment';
  return lifecycle === 'idle' ? 'Compute the map' : 'Compute it again';
}

function progressWords(
  lifecycle: GainMapState['lifecycle'],
  { phase, done, total, secondsLeft }: GainMapState['progress'],
): string {
  const left = secondsLeft === null ? '' : ` · ${duration(secondsLeft)} left`;
  if (lifecycle === 'preparing') return left === '' ? `${phase} …` : `${phase}${left}`;
  const anchors = total === null ? `${done} anchors done` : `${done} of ${total} anchors done`;
  return lifecycle === 'stopped' ? `Stopped, ${anchors}` : `${anchors}${left}`;
}

interface BarProps {
  readonly progress: GainMapState['progress'];
  readonly hidden: boolean;
}

/** Its place is kept while it is not shown, so that nothing moves. */
function Bar({ progress: { done, total }, hidden }: BarProps) {
  if (hidden || total === null || total === 0) return <div className={css['barPlace']} data-export="no" />;
  return (
    <div
      className={css['bar']}
      data-export="no"
      role="progressbar"
      aria-label="Map of jumps"
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
    >
      <span style={{ inlineSize: `${(100 * done) / total}%` }} />
    </div>
  );
}
