/** How recorded runs are analysed: the fields of an experiment that apply, bounded by the checkpoints there are. */
import { useState } from 'react';
import { defaultSpec, fieldOf, type FieldName } from '../../experiment/fields.ts';
import type { Field } from '../../experiment/kinds.ts';
import { isRelevant } from '../../experiment/relevance.ts';
import type { RecordedApp, RecordedState } from '../../store/recorded/recorded.ts';
import type { OpenedSummary } from '../../store/recorded/recorded.ts';
import { ChoiceControl } from '../../ui/controls/ChoiceRow.tsx';
import { ListControl } from '../../ui/controls/ListRow.tsx';
import { NumberControl } from '../../ui/controls/NumberRow.tsx';
import { handleOf } from '../../ui/controls/use-field.ts';
import buttons from '../../ui/primitives/buttons.module.css';
import layout from '../../ui/layout/layout.module.css';
import css from './trajectory.module.css';

type RecordedSettings = NonNullable<RecordedState['settings']>;
export type SettingName = Exclude<keyof RecordedSettings, 'anchors'> & FieldName;

const main: readonly SettingName[] = [
  'source',
  'window',
  'stride',
  'fit',
  'groups',
  'split',
  'reach',
  'frozen',
];
const more: readonly SettingName[] = [
  ...(['columns', 'lastColumns', 'bias', 'sum', 'candidates'] as const),
  ...(['penalty', 'penaltyWeight', 'penaltyNorm', 'penaltyMargin'] as const),
];

interface SettingsProps {
  readonly opened: OpenedSummary;
  readonly settings: RecordedSettings;
  readonly recorded: RecordedApp;
}

export function Settings({ opened, settings, recorded }: SettingsProps) {
  const [all, setAll] = useState(false);
  const shown = [...main, ...(all ? more : [])].filter((name) =>
    isRelevant(name, { ...defaultSpec, ...settings }),
  );
  return (
    <fieldset className={css['fields']}>
      <legend className={layout['groupTitle']}>Forecast</legend>
      {shown.map((name) => (
        <Row
          key={name}
          field={fieldFor(name, opened)}
          value={settings[name]}
          set={(value) => recorded.actions.change(fitting({ ...settings, [name]: value }))}
        />
      ))}
      <button type="button" className={buttons['link']} aria-expanded={all} onClick={() => setAll(!all)}>
        {all ? 'Fewer settings' : 'More settings'}
      </button>
    </fieldset>
  );
}

interface RowProps {
  readonly field: Field;
  readonly value: unknown;
  readonly set: (value: unknown) => void;
}

function Row({ field, value, set }: RowProps) {
  if (field.kind === 'choice') return <ChoiceControl {...handleOf(field, String(value), set)} />;
  if (field.kind === 'number') return <NumberControl {...handleOf(field, Number(value), set)} narrow />;
  return <ListControl {...handleOf(field, value, set)} />;
}

/** A window can be split into spans of two checkpoints at least. */
const fitting = (settings: RecordedSettings): RecordedSettings => ({
  ...settings,
  split: Math.max(2, Math.min(settings.split, Math.floor(settings.window / 2))),
});

/** The field of an experiment with the bounds of these checkpoints, and what is proposed for them as its default. */
function fieldFor(name: SettingName, { steps, runs, settings }: OpenedSummary): Field {
  const field = fieldOf(name);
  const proposed = settings[name];
  const span = steps.at(-1)! - steps[0]!;
  const { stride } = settings;
  const longest = Math.max(2, Math.floor(span / stride));
  if (field.kind === 'choice') {
    const options = Object.entries(field.options).flatMap(([option, words]) => {
      if (name !== 'source') return [[option, words] as const];
      if (option === 'transfer') return runs.length < 2 ? [] : [[option, 'other runs'] as const];
      return [[option, option === 'oracle' ? 'its own future (a bound)' : words] as const];
    });
    return { ...field, default: String(proposed), options: Object.fromEntries(options) };
  }
  if (field.kind !== 'number') return field;
  const bounds: Partial<Record<SettingName, object>> = {
    window: { min: 2, max: longest, unit: 'checkpoints', logarithmic: longest > 100 },
    stride: {
      label: 'Spacing',
      min: stride,
      max: stride * Math.max(1, Math.floor(longest / 2)),
      step: stride,
    },
    reach: { max: longest, unit: 'checkpoints' },
  };
  return { ...field, default: Number(proposed), ...bounds[name] };
}
