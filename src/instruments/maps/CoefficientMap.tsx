/** Coefficients of one network's fits over anchors and horizons. */
import { controlArm, subjectArm } from '../../experiment/arms.ts';
import { useState } from 'react';
import {
  coefficientMapView,
  wholeCoefficientMap,
  type CoefficientMapView,
  type CoefficientPart,
} from './coefficients-view.ts';
import { noHeat } from '../../ui/charts/heat/heat.ts';
import { viewOf } from '../../store/view.ts';
import { useAppState, useUi, useView } from '../../ui/app/ui-context.ts';
import { useEmptyWords } from '../../ui/charts/of-run.ts';
import { GroupPick, WhosePick } from '../../ui/charts/WhosePick.tsx';
import { series } from '../../ui/primitives/arms.ts';
import { fixed } from '../../ui/primitives/numbers.ts';
import { Segmented } from '../../ui/primitives/Segmented.tsx';
import { MapFigure } from '../../ui/charts/heat/MapFigure.tsx';
import { useFocus, useOpenForecast } from './use-maps.ts';

const parts = [
  ['gain', 'g'],
  ['first', 'A₀'],
  ['sum', 'sum A'],
  ['constant', 'b'],
] as const satisfies readonly (readonly [CoefficientPart, string])[];

const tones = { low: series[controlArm].color, high: series[subjectArm].color };

const words: Readonly<Record<CoefficientPart, readonly [low: string, high: string]>> = {
  gain: ['back', 'on, beyond wₙ'],
  first: ['below 0', 'above 0'],
  sum: ['weights shrink', 'weights grow'],
  constant: ['below 0', 'above 0'],
};

const captions: Readonly<Record<CoefficientPart, string>> = {
  gain: 'g = Aₙ − 1: how far beyond wₙ, in units of wₙ − w₀',
  first: 'A₀: the share of the window’s first weight',
  sum: 'sum of A: 1 where the forecast only extrapolates differences',
  constant: 'b: the constant, in units of the weights',
};

const quantities: Readonly<Record<CoefficientPart, string>> = {
  gain: 'g',
  first: 'A0',
  sum: 'sum A',
  constant: 'b',
};

export function CoefficientMap() {
  const view = useView(coefficientMapView);
  const [part, setPart] = useState<CoefficientPart>('gain');
  const [chosen, setChosen] = useState(0);
  const focus = useFocus();
  const open = useOpenForecast();
  const { app } = useUi();
  const groupOf = ({ groups }: CoefficientMapView) => groups[chosen] ?? groups[0];
  const group = groupOf(view);
  const anyForecast = useAppState(({ run }) => run !== null && run.lifecycle !== 'preparing');
  const empty = useEmptyWords(
    group !== undefined
      ? null
      : anyForecast
        ? 'Appears with the first fit; forecasts of another kind have no such coefficients.'
        : 'Appears with the first fit.',
  );
  const name = parts.find(([id]) => id === part)?.[1] ?? '';
  return (
    <MapFigure
      title="Coefficients"
      area="map-coefficients"
      view={group?.parts[part] ?? noHeat}
      all={() => groupOf(viewOf(app, wholeCoefficientMap))?.parts[part] ?? noHeat}
      quantity={[view.arm, 'seed', view.seed, group?.name, quantities[part]].join(' ')}
      tones={tones}
      words={words[part]}
      told={({ value }) => `${name} ${fixed(value, 4)}`}
      caption={captions[part]}
      tools={<Segmented quiet legend="Coefficient" options={parts} value={part} onChange={setPart} />}
      empty={empty}
      focus={focus}
      onOpen={(anchor) => open(anchor)}
    >
      <WhosePick arm={view.arm} seed={view.seed} what="coefficients are mapped">
        <GroupPick
          groups={view.groups}
          group={group?.name}
          what="coefficients are mapped"
          onGroup={setChosen}
        />
      </WhosePick>
    </MapFigure>
  );
}
