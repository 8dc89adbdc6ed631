/** The maps instrument: where along a run, and how far ahead, forecasts hold and jumps pay. */
import { useActions, useUi, useView } from '../../ui/app/ui-context.ts';
import buttons from '../../ui/primitives/buttons.module.css';
import { CoefficientMap } from './CoefficientMap.tsx';
import { GainMap } from './gain/GainMap.tsx';
import layout from '../../ui/layout/layout.module.css';
import css from './maps.module.css';
import heat from '../../ui/charts/heat/heat.module.css';
import { useFocus, useOpenForecast } from './use-maps.ts';
import { controlArm, subjectArm } from '../../experiment/arms.ts';
import { useState } from 'react';
import { errorMapView, wholeErrorMap, type ErrorMeasure } from './error-view.ts';
import type { HeatCell } from '../../ui/charts/heat/heat.ts';
import { viewOf } from '../../store/view.ts';
import { useEmptyWords } from '../../ui/charts/of-run.ts';
import { series } from '../../ui/primitives/arms.ts';
import { compact, fixed } from '../../ui/primitives/numbers.ts';
import { Segmented } from '../../ui/primitives/Segmented.tsx';
import { MapFigure } from '../../ui/charts/heat/MapFigure.tsx';

export default function MapsBench() {
  return (
    <div className={css['bench']}>
      <Focused />
      <div className={heat['maps']}>
        <ErrorMap />
        <CoefficientMap />
        <GainMap />
      </div>
    </div>
  );
}

function Focused() {
  const { setView } = useActions();
  const focus = useFocus();
  return (
    <p className={layout['note']} role="status">
      {focus === null ? (
        'Click a cell, or press Enter on it, to see its forecast among the weights above.'
      ) : (
        <>
          The weights above show the forecast made at step {focus}.{' '}
          <button
            type="button"
            className={buttons['link']}
            onClick={() =>
              document.querySelector('[data-area="weights"]')?.scrollIntoView({ block: 'center' })
            }
          >
            Go there
          </button>{' '}
          <button type="button" className={buttons['link']} onClick={() => setView({ focusAnchor: null })}>
            Back to the newest
          </button>
        </>
      )}
    </p>
  );
}

const measures = [
  ['skill', 'skill'],
  ['mae', 'MAE'],
] as const satisfies readonly (readonly [ErrorMeasure, string])[];

const looks = {
  skill: {
    tones: { low: series[controlArm].color, high: series[subjectArm].color },
    words: ['persistence is nearer', 'the forecast is nearer'],
    caption: 'skill = 1 − MAE ÷ MAE of persistence',
    told: ({ value, more: [mae = NaN, stay = NaN] }: HeatCell) =>
      `skill ${fixed(value, 2)} (MAE ${compact(mae)}, persistence ${compact(stay)})`,
  },
  mae: {
    tones: { low: 'var(--ink)', high: 'var(--ink)' },
    words: ['near', 'far off'],
    caption: 'mean of |forecast − actual| over all weights',
    told: ({ value, more: [stay = NaN, line = NaN] }: HeatCell) =>
      `MAE ${compact(value)} (persistence ${compact(stay)}, line ${compact(line)})`,
  },
} as const;

const quantities = { skill: 'skill mean over seeds', mae: 'MAE mean over seeds' } as const;

function ErrorMap() {
  const view = useView(errorMapView);
  const { app } = useUi();
  const [measure, setMeasure] = useState<ErrorMeasure>('skill');
  const focus = useFocus();
  const open = useOpenForecast();
  const map = view[measure];
  const waiting = map.anchors.length === 0;
  const empty = useEmptyWords(waiting ? 'Appears once training has passed a forecast’s horizon.' : null);
  const { tones, words, caption, told } = looks[measure];
  return (
    <MapFigure
      title="Forecast error"
      area="map-error"
      view={map}
      all={() => viewOf(app, wholeErrorMap)[measure]}
      quantity={quantities[measure]}
      tones={tones}
      words={words}
      told={told}
      caption={`${caption}; control, mean of ${view.seeds} ${view.seeds === 1 ? 'seed' : 'seeds'}${thinned(map.every)}`}
      tools={
        <Segmented quiet legend="What is mapped" options={measures} value={measure} onChange={setMeasure} />
      }
      empty={empty}
      focus={focus}
      onOpen={(anchor) => open(anchor, controlArm)}
    />
  );
}

const thinned = (every: number): string => (every === 1 ? '' : `; one of ${every} forecasts drawn`);
