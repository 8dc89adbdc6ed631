/** The sequence lab: presets, knobs, who wins, and the charts of one lab experiment. */
import { LabOf } from './charts/LabFigure.tsx';
import { LabCharts } from './charts/LabCharts.tsx';
import { LabControls } from './controls/LabControls.tsx';
import { LabPresets } from './controls/LabPresets.tsx';
import css from './Lab.module.css';
import { LabFinding } from './LabFinding.tsx';
import { useLab } from './use-lab.ts';

export default function LabBench() {
  const { settings, view, busy } = useLab();
  const drawn = view?.drawn ?? null;
  return (
    <div className={css['lab']} aria-busy={busy}>
      <LabPresets settings={settings} />
      <div className={css['desk']}>
        <div className={css['shown']}>
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
