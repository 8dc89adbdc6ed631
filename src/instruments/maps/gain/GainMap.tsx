/** What jumps would have gained along one plain run, over anchors and horizons. */
import { controlArm, subjectArm } from '../../../experiment/arms.ts';
import { useMemo, useState } from 'react';
import { gainView, type GainMoment, type GainMapState } from './maps.ts';
import { noHeat, type HeatCell } from '../../../ui/charts/heat/heat.ts';
import { series } from '../../../ui/primitives/arms.ts';
import { fixed, duration } from '../../../ui/primitives/numbers.ts';
import { Segmented } from '../../../ui/primitives/Segmented.tsx';
import { MapFigure } from '../../../ui/charts/heat/MapFigure.tsx';
import { useFocus, useGainState, useIsCurrent, useOpenForecast, useGainActions } from '../use-maps.ts';
import buttons from '../../../ui/primitives/buttons.module.css';
import { ProgressBar } from '../../../ui/layout/ProgressBar.tsx';
import layout from '../../../ui/layout/layout.module.css';
import css from '../maps.module.css';

const tones = { low: series[subjectArm].color, high: series[controlArm].color };

export function GainMap() {
  const map = useGainState((state) => state.map);
  const lifecycle = useGainState((state) => state.lifecycle);
  const isCurrent = useIsCurrent();
  const [moment, setMoment] = useState<GainMoment>('immediate');
  const focus = useFocus();
  const open = useOpenForecast();
  const view = useMemo(() => (map === null ? noHeat : gainView(map, moment)), [map, moment]);
  const known = view.anchors.length > 0;
  const seeds = map?.replicas ?? 0;
  const later = map?.recovery === null || map === null ? 'after recovery' : `after ${map.recovery} steps`;
  return (
    <MapFigure
      title="Gain of a jump"
      area="map-gain"
      view={view}
      quantity={`log10 loss with less without jump ${moment === 'immediate' ? 'at once' : later} mean over seeds`}
      tones={tones}
      words={['the jump lowers the loss', 'it raises it']}
      {...(seeds > 1 ? { mark: '95 % interval excludes 0' } : {})}
      told={told(seeds)}
      caption={`log₁₀ loss, with minus without the jump; control, mean of ${seeds === 0 ? 'all seeds' : `${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`}`}
      tools={
        <Segmented
          quiet
          legend="When the loss is compared"
          options={[
            ['immediate', 'at once'],
            ['recovered', later],
          ]}
          value={moment}
          onChange={setMoment}
        />
      }
      empty={known ? null : emptyWords(lifecycle)}
      focus={isCurrent ? focus : null}
      onOpen={isCurrent ? (anchor) => open(anchor, controlArm) : null}
    >
      <GainStatus />
    </MapFigure>
  );
}

const told =
  (seeds: number) =>
  ({ value, more: [low = NaN, high = NaN, count = NaN] }: HeatCell): string => {
    const interval = Number.isFinite(low) ? ` [${fixed(low, 3)}, ${fixed(high, 3)}]` : '';
    return `${fixed(value, 3)}${interval}${count < seeds ? `, finite in ${count} of ${seeds} seeds` : ''}`;
  };

function emptyWords(lifecycle: string): string {
  if (lifecycle === 'preparing' || lifecycle === 'running') return 'Fills in anchor by anchor.';
  if (lifecycle === 'finished')
    return 'This experiment makes no forecast within its steps, so there is nothing to try.';
  return 'Every horizon is tried at up to 24 steps of the control, each jump on a copy. It runs in the background.';
}

function GainStatus() {
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
      <div className={layout['buttons']} data-export="no">
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

/** Its space is reserved while it is hidden, so that nothing moves. */
function Bar({ progress: { done, total }, hidden }: BarProps) {
  return (
    <div className={css['bar']} data-export="no">
      {!hidden && total !== null && total > 0 && <ProgressBar label="Map of jumps" share={done / total} />}
    </div>
  );
}
