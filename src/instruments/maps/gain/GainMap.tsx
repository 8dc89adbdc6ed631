/** What jumps would have gained along one plain run, over anchors and horizons. */
import { controlArm, subjectArm } from '../../../experiment/arms.ts';
import { useMemo, useState } from 'react';
import { gainView, type GainMoment } from './view.ts';
import { noHeat, type HeatCell } from '../heat/heat.ts';
import { series } from '../../../ui/primitives/arms.ts';
import { fixed } from '../../../ui/primitives/numbers.ts';
import { Segmented } from '../../../ui/primitives/Segmented.tsx';
import { GainStatus } from './GainStatus.tsx';
import { MapFigure } from '../MapFigure.tsx';
import { useFocus, useGainState, useIsCurrent, useOpenForecast } from '../use-maps.ts';

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
