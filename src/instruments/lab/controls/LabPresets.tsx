/** What to try: named settings, and what the present one shows. */
import { memo } from 'react';
import { changedLabFields, type LabSettings } from '../../../experiment/lab/lab-fields.ts';
import { labPresets, labPresetSettings } from '../../../experiment/lab/lab-presets.ts';
import { useActions } from '../../../ui/app/ui-context.ts';
import css from '../Lab.module.css';

export const LabPresets = memo(function LabPresets({ settings }: { readonly settings: LabSettings }) {
  const { chooseLabPreset } = useActions();
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
            onClick={() => chooseLabPreset(preset.id)}
          >
            {preset.label}
          </button>
        ))}
      </div>
      <p className={css['blurb']}>{present?.blurb ?? 'Your own settings.'}</p>
    </div>
  );
});
