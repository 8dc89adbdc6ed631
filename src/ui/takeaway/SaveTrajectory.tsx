/** Saves the weights of one arm over the whole run, and a notebook that repeats its forecasts. */
import { useState } from 'react';
import type { ArmId } from '../../experiment/fields.ts';
import { writeLink } from '../../experiment/link/link.ts';
import { notebookOf } from '../../record/recorded/notebook.ts';
import { reportOf } from '../../record/recorded/report.ts';
import { useUi } from '../app/ui-context.ts';
import { fileName, type Provenance } from '../charts/export/provenance.ts';
import { download } from '../charts/export/save.ts';
import buttons from '../primitives/buttons.module.css';
import dialog from '../layout/dialog.module.css';
import { Choice, labelOf } from './SaveWeights.tsx';
import { useReader } from './use-reader.ts';

export function SaveTrajectory({ of }: { readonly of: Provenance }) {
  const { app } = useUi();
  const spec = app.store.getState().run?.spec;
  const [arm, setArm] = useState<ArmId | null>(spec?.arms[0] ?? null);
  const { doing, problem, attempt, cancel } = useReader();
  if (spec === undefined || arm === null) return null;
  const save = (): Promise<void> =>
    attempt(async (client) => {
      const saved = await client.saveRun(spec, arm, app.beside.base);
      const name = fileName(of, `trajectory-${arm}`);
      download(saved.archive, `${name}.zip`);
      if (saved.analysis === null) return `No notebook was made. ${saved.problem ?? ''}`;
      const { settings, analysis } = saved;
      const text = notebookOf({
        ...{ archive: `${name}.zip`, link: writeLink(spec), settings, analysis },
        report: reportOf(analysis),
      });
      download(new Blob([text], { type: 'application/x-ipynb+json' }), `${name}.ipynb`);
      return null;
    });
  return (
    <section className={dialog['section']}>
      <h3>Save the trajectory</h3>
      <p>
        All weights that forecasts read, as a zip of safetensors: it opens under “Your run” and in Python.
        Beside it a notebook, which repeats fit, forecasts and errors with NumPy and asserts the numbers of
        this page. The run is trained once more on the processor; with another engine its last digits may
        differ.
      </p>
      <Choice label="Arm" value={arm} options={spec.arms} words={labelOf} onChange={setArm} />
      <div className={dialog['foot']}>
        {problem !== null && <span role="alert">{problem}</span>}
        <span role="status">{doing}</span>
        {doing !== null && (
          <button type="button" className={buttons['outlined']} onClick={cancel}>
            Cancel
          </button>
        )}
        <button
          type="button"
          className={buttons['primary']}
          aria-disabled={doing !== null}
          onClick={() => doing === null && void save()}
        >
          Save trajectory and notebook
        </button>
      </div>
    </section>
  );
}
