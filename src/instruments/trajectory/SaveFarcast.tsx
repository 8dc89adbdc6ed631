/** Takes a forecast away: the forecast weights as a file, and a short script that tries them where the run came from. */
import { useState } from 'react';
import { subjectArm } from '../../experiment/arms.ts';
import { castSteps } from '../../record/recorded/cast-steps.ts';
import { methodLabel, stepsText } from '../../record/recorded/words.ts';
import { coefficientsOfAnalysis } from '../../record/files/coefficients.ts';
import type { Method } from '../../record/recorded/report.ts';
import type { Analysed, RecordedApp } from '../../store/recorded/recorded.ts';
import { later } from '../../ui/app/later.ts';
import { useUi } from '../../ui/app/ui-context.ts';
import type { FigureSubject } from '../../ui/charts/export/figure-files.ts';
import { Pick } from '../../ui/charts/WhosePick.tsx';
import buttons from '../../ui/primitives/buttons.module.css';
import { farcastScript } from '../../record/recorded/script.ts';
import layout from '../../ui/layout/layout.module.css';
import css from './trajectory.module.css';

interface SaveFarcastProps {
  readonly analysed: Analysed;
  readonly recorded: RecordedApp;
  readonly of: FigureSubject;
}

export function SaveFarcast({ analysed, recorded, of }: SaveFarcastProps) {
  const { runs, horizons, methods } = analysed.analysis;
  const { judged } = analysed.report;
  const { app } = useUi();
  const [run, setRun] = useState(0);
  const anchors = castSteps(analysed.analysis, analysed.settings.stride).toReversed();
  const [anchor, setAnchor] = useState(anchors[0]!);
  const [horizon, setHorizon] = useState(horizons[judged ?? 0]!);
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const [method, setMethod] = useState<Method>(subjectArm);
  const name = `farcast-${analysed.report.digest.slice(0, 6)}-step-${anchor}-plus-${horizon}`;
  const save = async (): Promise<void> => {
    const { blob, leftOut } = await recorded.actions.farcast({ run, anchor, horizon, method });
    setLeftOut(leftOut);
    (await later.saving()).download(blob, `${name}.safetensors`);
  };
  const saveCoefficients = async (): Promise<void> => {
    const table = coefficientsOfAnalysis(analysed.analysis);
    await (await later.saving()).saveTable(app, 'coefficients', table, of);
  };
  const saveScript = async (): Promise<void> => {
    const words = { file: `${name}.safetensors`, anchor, horizon, method: methodLabel(method) };
    const script = new Blob([farcastScript(words)], { type: 'text/x-python' });
    (await later.saving()).download(script, `${name}.py`);
  };
  return (
    <section className={css['save']} aria-label="Save the farcast" data-export="no">
      <p className={css['choice']}>
        Forecast of{' '}
        <Pick
          label="Method of the saved forecast"
          value={method}
          options={methods.filter((each) => each !== 'stay').map((each) => [each, methodLabel(each)])}
          onChange={setMethod}
        />
        {runs.length > 1 && (
          <>
            {' for '}
            <Pick
              label="Run of the saved forecast"
              value={run}
              options={runs.map((each, index) => [index, each])}
              onChange={setRun}
            />
          </>
        )}
        {' from '}
        <Pick
          label="Checkpoint of the saved forecast"
          value={anchor}
          options={anchors.map((step) => [step, `step ${stepsText(step)}`])}
          onChange={setAnchor}
        />{' '}
        <Pick
          label="Horizon of the saved forecast"
          value={horizon}
          options={horizons.map((ahead) => [ahead, `${stepsText(ahead)} steps ahead`])}
          onChange={setHorizon}
        />
      </p>
      <div className={layout['buttons']}>
        <button type="button" className={buttons['outlined']} onClick={() => void save().catch(ignore)}>
          Save the farcast
        </button>
        <button type="button" className={buttons['link']} onClick={() => void saveScript()}>
          PyTorch script for it
        </button>
        <button type="button" className={buttons['link']} onClick={() => void saveCoefficients()}>
          Coefficients of all forecasts (CSV)
        </button>
        <span className={css['note']}>
          safetensors, with the names and types of your files; tensors that were left out are those of the
          checkpoint
        </span>
      </div>
      {leftOut.length > 0 && (
        <p className={css['note']} role="status">
          Not in the file, because they cannot be copied exactly: {leftOut.join(', ')}.
        </p>
      )}
    </section>
  );
}

const ignore = (): void => undefined;
