/** Saves all weights of one network after a recorded step, and the coefficients of the forecasts. Trains nothing. */
import { useState } from 'react';
import { armRecords } from '../../experiment/arms.ts';
import type { ArmId } from '../../experiment/fields.ts';
import { writeLink } from '../../experiment/link/link.ts';
import { coefficientsOfRun } from '../../record/files/coefficients.ts';
import type { RecordedFrame, RunHistory } from '../../record/history.ts';
import { savedCoefficients } from '../../store/coefficients/coefficient-record.ts';
import { useUi } from '../app/ui-context.ts';
import { fileName, originsOf, type Provenance } from '../charts/export/provenance.ts';
import { csvFile, download, saveJson } from '../charts/export/save.ts';
import dialog from '../layout/dialog.module.css';
import buttons from '../primitives/buttons.module.css';
import { grouped } from '../primitives/numbers.ts';
import { useReader } from './use-reader.ts';

export function SaveWeights({ of }: { readonly of: Provenance }) {
  const history = useUi().app.recorded();
  return history === null ? null : <Choosing of={of} history={history} />;
}

interface RunProps {
  readonly of: Provenance;
  readonly history: RunHistory;
}

function Choosing({ of, history }: RunProps) {
  const { spec, prepared, frames, fits } = history;
  const [arm, setArm] = useState(spec.arms[0]);
  const [seed, setSeed] = useState(spec.seeds[0]);
  const [step, setStep] = useState<number | null>(null);
  const frame = frames.find((each) => each.step === step) ?? frames.at(-1) ?? null;
  if (arm === undefined || seed === undefined) return null;
  return (
    <section className={dialog['section']}>
      <h3>Save weights and coefficients</h3>
      <p>
        {frame === null
          ? 'All weights of this run are too many to be recorded; its trajectory, below, has them.'
          : `All ${grouped(prepared.model.parameters.count)} weights after a step and any jump made there, as safetensors. They are those of the run on screen; nothing is trained.`}
        {fits.length > 0 &&
          ' Coefficients: of the latest forecast of this arm and seed as JSON, which this page opens again; of all arms, seeds and recorded forecasts as CSV.'}
      </p>
      <div className={dialog['choices']}>
        <Choice label="Arm" value={arm} options={spec.arms} words={labelOf} onChange={setArm} />
        <Choice label="Seed" value={seed} options={spec.seeds} words={String} onChange={setSeed} />
        {frame !== null && (
          <Choice
            label="Step"
            value={frame.step}
            options={frames.map((each) => each.step)}
            words={grouped}
            onChange={setStep}
          />
        )}
      </div>
      <Saving of={of} history={history} arm={arm} seed={seed} frame={frame} />
    </section>
  );
}

interface SavingProps extends RunProps {
  readonly arm: ArmId;
  readonly seed: number;
  readonly frame: RecordedFrame | null;
}

function Saving({ of, history, arm, seed, frame }: SavingProps) {
  const { app } = useUi();
  const { doing, problem, attempt } = useReader();
  const coefficients = savedCoefficients(app, { arm, seed, anchor: null });
  const saveWeights = ({ step, weights }: RecordedFrame): Promise<void> =>
    attempt(async (client) => {
      const { replicas, model } = history.prepared;
      const { count } = model.parameters;
      const replica = replicas.findIndex((each) => each.arm === arm && each.seed === seed);
      const own = weights.slice(replica * count, (replica + 1) * count);
      const words = {
        format: 'pt',
        arm,
        seed: String(seed),
        step: String(step),
        link: writeLink(history.spec),
      };
      const file = await client.saveWeights(model.parameters, own, words);
      download(file, `${fileName(of, `weights-${arm}-${seed}-step-${step}`)}.safetensors`);
      return null;
    });
  const saveAll = (): void => {
    const file = csvFile(coefficientsOfRun(history), originsOf(of, 'coefficients'));
    download(file, `${fileName(of, 'coefficients')}.csv`);
  };
  return (
    <div className={dialog['foot']}>
      {problem !== null && <span role="alert">{problem}</span>}
      <span role="status">{doing}</span>
      {history.fits.length > 0 && (
        <button type="button" className={buttons['outlined']} onClick={saveAll}>
          All coefficients (CSV)
        </button>
      )}
      {coefficients !== null && (
        <button
          type="button"
          className={buttons['outlined']}
          onClick={() => saveJson(coefficients.text, coefficients.name)}
        >
          Coefficients (JSON)
        </button>
      )}
      {frame !== null && (
        <button
          type="button"
          className={buttons['primary']}
          aria-disabled={doing !== null}
          onClick={() => doing === null && void saveWeights(frame)}
        >
          Save weights
        </button>
      )}
    </div>
  );
}

export const labelOf = (arm: ArmId): string => armRecords[arm].label;

interface ChoiceProps<Value extends string | number> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly Value[];
  readonly words: (value: Value) => string;
  readonly onChange: (value: Value) => void;
}

export function Choice<Value extends string | number>({
  label,
  value,
  options,
  words,
  onChange,
}: ChoiceProps<Value>) {
  return (
    <label className={dialog['check']}>
      {label}{' '}
      <select
        value={options.indexOf(value)}
        onChange={({ target }) => onChange(options[Number(target.value)] ?? value)}
      >
        {options.map((option, index) => (
          <option key={option} value={index}>
            {words(option)}
          </option>
        ))}
      </select>
    </label>
  );
}
