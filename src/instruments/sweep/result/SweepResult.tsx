/** What a sweep found: its figure with the finding in words, files to take along, and the table of all numbers. */
import { controlArm } from '../../../experiment/arms.ts';
import { useContext, useState, type ReactNode } from 'react';
import { useActions, useAppState } from '../../../ui/app/ui-context.ts';
import { shortLoss } from '../../../core/evidence/verdict.ts';
import { lossWord, metricName } from '../../../experiment/metric-words.ts';
import type { ArmId } from '../../../experiment/fields.ts';
import { mainArm } from '../../../record/judgement/judgement.ts';
import type { Sweep } from '../../../record/sweep/sweep.ts';
import { sweepTable } from '../../../record/sweep/tables.ts';
import { hasAccuracy, intervalWords, type SweepMeasure } from './view.ts';
import { sweepFinding } from '../../../record/sweep/finding.ts';
import { isTuning } from '../../../record/sweep/targets.ts';
import { pointName } from '../../../record/sweep/words.ts';
import type { CostAxis } from '../../../record/cost.ts';
import { OnSheet } from '../../../ui/charts/export/on-sheet.ts';
import { useFiles, type FigureFiles } from '../../../ui/charts/use-files.tsx';
import { axisOptions } from '../../../ui/charts/cost-axes.ts';
import { armLabel, series } from '../../../ui/primitives/arms.ts';
import { Segmented } from '../../../ui/primitives/Segmented.tsx';
import { SweepChart } from './SweepChart.tsx';
import { SweepMap } from './SweepMap.tsx';
import { sweepSubject } from '../sweep-subject.ts';
import css from '../sweep.module.css';
import { SweepTable } from './SweepTable.tsx';
import { SweepTargets } from './SweepTargets.tsx';
import { useSweep } from '../use-sweep.ts';

export function SweepResult() {
  const sweep = useSweep();
  return sweep === null ? null : (
    <>
      <Figure sweep={sweep} />
      {isTuning(sweep) && <SweepTargets sweep={sweep} />}
      <SweepTable sweep={sweep} />
    </>
  );
}

const measures: readonly SweepMeasure[] = ['cost', 'gain', 'saved', 'loss', 'test'];

function measureName(sweep: Sweep, measure: SweepMeasure, axis: CostAxis): string {
  const goal =
    sweep.target.loss === null ? 'the target' : `${lossWord(sweep.spec)} ${shortLoss(sweep.target.loss)}`;
  switch (measure) {
    case 'cost':
      return `${axis === 'steps' ? 'Steps' : 'Gradient-step equivalents'} to ${goal}`;
    case 'gain':
      return `Saved on the way to ${goal}`;
    case 'saved':
      return 'Saved, to the verdict’s targets';
    case 'loss':
      return `Final ${metricName(sweep.spec)}`;
    case 'test':
      return hasAccuracy(sweep) ? 'Test accuracy' : 'Test loss';
  }
}

/** Which loss is meant, and why that one. */
function targetText({ target, spec, knobs }: Sweep): string {
  if (target.loss === null) return target.failure === null ? 'target still to be found' : 'no target';
  if (target.kind === 'given') return `target ${lossWord(spec)} ${shortLoss(target.loss)}, given`;
  const where = pointName(
    knobs,
    knobs.map((knob) => spec[knob]),
  );
  return `target ${lossWord(spec)} ${shortLoss(target.loss)}: the control’s after 70 % of ${spec.steps} steps at ${where}, one for all seeds (the headline’s is each seed’s own)`;
}

interface Shown {
  readonly measure: SweepMeasure | null;
  readonly arm: ArmId | null;
}

/** `shown` is what it begins with: what another like it shows. */
function Figure({ sweep, shown }: { readonly sweep: Sweep; readonly shown?: Shown }) {
  const axis = useAppState(({ view }) => view.axis);
  const { setView } = useActions();
  const isMap = sweep.knobs.length === 2;
  const [chosen, setMeasure] = useState<SweepMeasure | null>(shown?.measure ?? null);
  const [mapped, setArm] = useState<ArmId | null>(shown?.arm ?? null);
  const [readout, setReadout] = useState<ReactNode>(null);
  const onSheet = useContext(OnSheet);
  const measure = chosen ?? (isMap ? 'gain' : 'cost');
  const arms = sweep.spec.arms.filter((arm) =>
    measure !== 'gain' && measure !== 'saved' ? true : arm !== controlArm,
  );
  const arm = mapped !== null && arms.includes(mapped) ? mapped : (mainArm(sweep.spec) ?? controlArm);
  const seeds = sweep.spec.seeds.length;
  const caption = `Median of ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}${intervalWords(seeds)}; ${targetText(sweep)}.`;
  return (
    <figure className={css['figure']} aria-label="Sweep">
      <figcaption>
        <div className={css['head']}>
          <Pick
            label="What is drawn"
            value={measure}
            options={measures.map((option) => [option, measureName(sweep, option, axis)])}
            onChange={setMeasure}
          />
          {isMap && (
            <Pick
              label="Whose"
              value={arm}
              options={arms.map((id) => [id, armLabel(id)])}
              onChange={setArm}
            />
          )}
          <span className={css['tools']} data-export="no">
            {measure === 'cost' && (
              <Segmented
                quiet
                legend="Compare along"
                options={axisOptions}
                value={axis}
                onChange={(next) => setView({ axis: next })}
              />
            )}
            {!onSheet && (
              <Files
                area={['sweep', ...sweep.knobs, measure, ...(isMap ? [arm] : [])].join('-')}
                of={sweepSubject(sweep)}
                figure={<Figure sweep={sweep} shown={{ measure, arm }} />}
                table={() => sweepTable(sweep)}
              />
            )}
          </span>
        </div>
        <p className={css['caption']}>{readout ?? caption}</p>
      </figcaption>
      {isMap ? (
        <SweepMap sweep={sweep} arm={arm} measure={measure} axis={axis} />
      ) : (
        <SweepChart sweep={sweep} measure={measure} axis={axis} onRead={setReadout} />
      )}
      <Finding sweep={sweep} />
    </figure>
  );
}

interface PickProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value) => void;
}

function Pick<Value extends string>({ label, value, options, onChange }: PickProps<Value>) {
  return (
    <select
      aria-label={label}
      className={css['pick']}
      value={value}
      onChange={({ target }) => {
        const next = options.find(([option]) => option === target.value);
        if (next !== undefined) onChange(next[0]);
      }}
    >
      {options.map(([option, words]) => (
        <option key={option} value={option}>
          {words}
        </option>
      ))}
    </select>
  );
}

function Files(files: FigureFiles) {
  const [save, job] = useFiles(files);
  return (
    <>
      {(['SVG', 'PNG', 'CSV'] as const).map((kind) => (
        <button
          key={kind}
          type="button"
          className={css['save']}
          title={`Save the ${kind === 'CSV' ? 'numbers' : 'figure'} as ${kind}`}
          onClick={() => save(kind)}
        >
          {kind}
        </button>
      ))}
      {job}
    </>
  );
}

function Finding({ sweep }: { readonly sweep: Sweep }) {
  return (
    <p className={css['finding']} role="status">
      {sweepFinding(sweep).map(({ text, arm }, index) =>
        arm === null ? (
          text
        ) : (
          <strong key={index} style={{ color: series[arm].color }}>
            {text}
          </strong>
        ),
      )}
    </p>
  );
}
