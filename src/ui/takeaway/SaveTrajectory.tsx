/** Saves the weights of one arm over the whole run, and a notebook that repeats its forecasts. */
import { useEffect, useRef, useState } from 'react';
import { armRecords } from '../../experiment/arms.ts';
import type { ArmId } from '../../experiment/fields.ts';
import { writeLink } from '../../experiment/link/link.ts';
import { notebookOf } from '../../record/recorded/notebook.ts';
import { reportOf } from '../../record/recorded/report.ts';
import type { App } from '../../store/state.ts';
import { useUi } from '../app/ui-context.ts';
import { fileName, type Provenance } from '../charts/export/provenance.ts';
import { download } from '../charts/export/save.ts';
import buttons from '../primitives/buttons.module.css';
import dialog from '../layout/dialog.module.css';

type Client = Awaited<ReturnType<App['readRuns']>>;

export function SaveTrajectory({ of }: { readonly of: Provenance }) {
  const { app } = useUi();
  const spec = app.store.getState().run?.spec;
  const [arm, setArm] = useState<ArmId | null>(spec?.arms[0] ?? null);
  const [doing, setDoing] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const client = useRef<Client | null>(null);
  useEffect(
    () => () => {
      client.current?.end();
    },
    [],
  );
  if (spec === undefined || arm === null) return null;
  const save = async (): Promise<void> => {
    setProblem(null);
    setDoing('Starting …');
    try {
      client.current ??= await app.readRuns();
      client.current.onProgress = (phase, share) => setDoing(`${phase}: ${Math.round(100 * share)} %`);
      const saved = await client.current.saveRun(spec, arm, app.beside.base);
      const name = fileName(of, `trajectory-${arm}`);
      download(saved.archive, `${name}.zip`);
      if (saved.analysis === null) setProblem(`No notebook was made. ${saved.problem ?? ''}`);
      else {
        const { settings, analysis } = saved;
        const link = writeLink(spec);
        const text = notebookOf({
          archive: `${name}.zip`,
          link,
          settings,
          analysis,
          report: reportOf(analysis),
        });
        download(new Blob([text], { type: 'application/x-ipynb+json' }), `${name}.ipynb`);
      }
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setDoing(null);
    }
  };
  return (
    <section className={dialog['section']}>
      <h3>Save the trajectory</h3>
      <p>
        All weights that forecasts read, as a zip of safetensors: it opens under “Your run” and in Python.
        Beside it a notebook, which repeats fit, forecasts and errors with NumPy and asserts the numbers of
        this page. The run is trained once more on the processor; with another engine its last digits may
        differ.
      </p>
      <label className={dialog['check']}>
        Arm{' '}
        <select value={arm} onChange={({ target }) => setArm(target.value as ArmId)}>
          {spec.arms.map((one) => (
            <option key={one} value={one}>
              {armRecords[one].label}
            </option>
          ))}
        </select>
      </label>
      <div className={dialog['foot']}>
        {problem !== null && <span role="alert">{problem}</span>}
        <span role="status">{doing}</span>
        {doing !== null && (
          <button type="button" className={buttons['outlined']} onClick={() => client.current?.cancel()}>
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
