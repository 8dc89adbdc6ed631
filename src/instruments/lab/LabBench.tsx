/** The sequence lab: presets, knobs, who wins, and the charts of one lab experiment. */
import { LabOf } from './charts/LabFigure.tsx';
import layout from '../../ui/layout/layout.module.css';
import css from './Lab.module.css';
import { memo, useEffect, useMemo, useState } from 'react';
import { type LabView, labView } from './view/view.ts';
import {
  changedLabFields,
  type LabSettings,
  isLabRelevant,
  labFieldNames,
  labFieldOf,
  labFields,
  type LabFieldName,
} from '../../experiment/lab/lab-fields.ts';
import { labPresets, labPresetSettings } from '../../experiment/lab/lab-presets.ts';
import { useAppState, useUi } from '../../ui/app/ui-context.ts';
import { ChoiceControl } from '../../ui/controls/ChoiceRow.tsx';
import { NumberControl } from '../../ui/controls/NumberRow.tsx';
import { ArmWords } from '../../ui/layout/ArmWords.tsx';
import { handleOf } from '../../ui/controls/use-field.ts';
import { CoefficientChart, LabErrorChart } from './charts/HorizonCharts.tsx';
import { PlaneChart } from './charts/PlaneChart.tsx';
import { TracesChart } from './charts/TracesChart.tsx';
import { labExperiment } from '../../core/lab/lab.ts';
import { inSlices } from '../../store/in-slices.ts';
import { changeLab, labSettings } from '../../store/lab.ts';

export default function LabBench() {
  const { settings, view, busy } = useLab();
  const drawn = view?.drawn ?? null;
  return (
    <div className={css['lab']} aria-busy={busy}>
      <LabPresets settings={settings} />
      <div className={layout['desk']}>
        <div className={layout['shown']}>
          <LabFinding view={view} busy={busy} />
          {view !== null && drawn !== null && (
            <LabOf value={view.settings}>
              <LabCharts drawn={drawn} />
            </LabOf>
          )}
        </div>
        <LabControls settings={settings} />
      </div>
    </div>
  );
}

const diverged =
  'SGD diverged with these settings: take a smaller learning rate or a larger batch, or something to try above.';

/** Who wins, in one sentence; announced a moment after the last change. */
function LabFinding({ view, busy }: { readonly view: LabView | null; readonly busy: boolean }) {
  const sentence = view?.drawn?.sentence ?? null;
  return (
    <div>
      <p className={css['finding']}>
        {sentence === null ? (
          view === null ? (
            'Computing …'
          ) : (
            diverged
          )
        ) : (
          <ArmWords parts={sentence.parts.map(({ text, forecaster }) => ({ text, arm: forecaster }))} />
        )}
      </p>
      <p className={layout['note']}>
        {busy ? 'Computing …' : sentence === null ? '' : `${sentence.detail}.`}
      </p>
      <Announcer text={view === null ? '' : (sentence?.sentence ?? diverged)} />
    </div>
  );
}

function Announcer({ text }: { readonly text: string }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), 1200);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  );
}

const LabPresets = memo(function LabPresets({ settings }: { readonly settings: LabSettings }) {
  const { app } = useUi();
  const present = labPresets.find(
    (preset) => changedLabFields(settings, labPresetSettings(preset)).length === 0,
  );
  return (
    <div>
      <div className={css['presets']} role="group" aria-label="What to try" data-export="no">
        <span className={css['try']} aria-hidden="true">
          Try
        </span>
        {labPresets.map((preset) => (
          <button
            key={preset.id}
            type="button"
            className={css['preset']}
            aria-pressed={preset === present}
            onClick={() => changeLab(app, labPresetSettings(preset))}
          >
            {preset.label}
          </button>
        ))}
      </div>
      <p className={layout['note']}>{present?.blurb ?? 'Your own settings.'}</p>
    </div>
  );
});

const groups = [
  ['task', 'Sequences'],
  ['farcaster', 'Forecast'],
] as const;

/** The knobs of the lab that have an effect now, in two groups. */
const LabControls = memo(function LabControls({ settings }: { readonly settings: LabSettings }) {
  return (
    <div className={css['controls']} data-export="no">
      {groups.map(([group, title]) => (
        <fieldset key={group}>
          <legend className={layout['groupTitle']}>{title}</legend>
          <div className={css['fields']}>
            {labFieldNames
              .filter((name) => labFields[name].group === group && isLabRelevant(name, settings))
              .map((name) => (
                <Row key={name} name={name} value={settings[name]} />
              ))}
          </div>
        </fieldset>
      ))}
    </div>
  );
});

interface RowProps {
  readonly name: LabFieldName;
  readonly value: LabSettings[LabFieldName];
}

/** Rendered again only if its own value has changed. */
const Row = memo(function Row({ name, value }: RowProps) {
  const { app } = useUi();
  const field = labFieldOf(name);
  const set = (next: unknown): void => changeLab(app, { [name]: next });
  if (field.kind === 'choice') return <ChoiceControl {...handleOf(field, String(value), set)} />;
  if (field.kind !== 'number' || typeof value !== 'number') return null;
  return <NumberControl {...handleOf(field, value, set)} narrow />;
});

function LabCharts({ drawn }: { readonly drawn: NonNullable<LabView['drawn']> }) {
  const { plane, traces, error, coefficients } = drawn;
  return (
    <div className={css['charts']}>
      {plane !== null && <PlaneChart plane={plane} />}
      {traces !== null && <TracesChart view={traces} />}
      <LabErrorChart view={error} />
      <CoefficientChart view={coefficients} />
    </div>
  );
}

/** The settings shown now, and the latest finished experiment. */
/** Longer computations are announced, ms. */
const patience = 250;

interface Lab {
  readonly settings: LabSettings;
  /** Null until the first is finished; of earlier settings during a computation. */
  readonly view: LabView | null;
  readonly busy: boolean;
}

function useLab(): Lab {
  const text = useAppState(({ lab }) => lab);
  const settings = useMemo(() => labSettings(text), [text]);
  const [view, setView] = useState<LabView | null>(null);
  const [late, setLate] = useState<LabSettings | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setLate(settings), patience);
    const cancel = startLab(settings, (done) => {
      clearTimeout(timer);
      setView(done);
    });
    return () => {
      clearTimeout(timer);
      cancel();
    };
  }, [settings]);
  return { settings, view, busy: late === settings && view?.settings !== settings };
}

/** Starts; `done` is called once, later. Returns what cancels it. */
export const startLab = (settings: LabSettings, done: (view: LabView) => void): (() => void) =>
  inSlices(labExperiment(settings), (lab) => {
    done(labView(settings, lab));
  });
