/** What a sweep found: its figure with the finding in words, what was saved target by target, and all numbers. */
import { useMemo, useState, type CSSProperties } from 'react';
import { controlArm } from '../../../experiment/arms.ts';
import { shortLoss } from '../../../core/evidence/verdict.ts';
import { fields, type ArmId } from '../../../experiment/fields.ts';
import { lossWord, metricName } from '../../../experiment/metric-words.ts';
import type { CostAxis } from '../../../record/cost.ts';
import { mainArm } from '../../../record/judgement/judgement.ts';
import { sweepFinding } from '../../../record/sweep/finding.ts';
import type { Sweep } from '../../../record/sweep/sweep.ts';
import { sweepTable, targetsTable } from '../../../record/sweep/tables.ts';
import { bestValuesText, isTuning, noTargetsText, tunedTargetsView } from '../../../record/sweep/targets.ts';
import { pointName, valueText } from '../../../record/sweep/words.ts';
import { useActions, useAppState } from '../../../ui/app/ui-context.ts';
import charts from '../../../ui/charts/charts.module.css';
import { axisOptions } from '../../../ui/charts/of-run.ts';
import { TargetsFigure } from '../../../ui/charts/TargetsFigure.tsx';
import { Pick } from '../../../ui/charts/WhosePick.tsx';
import { ExplainPanel } from '../../../ui/help/ExplainPanel.tsx';
import { armLabel } from '../../../ui/primitives/arms.ts';
import { ArmWords } from '../../../ui/layout/ArmWords.tsx';
import { constant } from '../../../ui/primitives/cell.ts';
import { Segmented } from '../../../ui/primitives/Segmented.tsx';
import layout from '../../../ui/layout/layout.module.css';
import css from '../sweep.module.css';
import { sweepSubject, useSweep } from '../use-sweep.ts';
import { SweepChart, type SweepPlotProps } from './SweepChart.tsx';
import { SweepMap } from './SweepMap.tsx';
import { SweepTable } from './SweepTable.tsx';
import { hasAccuracy, intervalWords, isShare, sliceOf, thirdValues, type SweepMeasure } from './view.ts';

export function SweepResult() {
  const whole = useSweep();
  const [chosen, choose] = useState(0);
  const sweep = useMemo(() => (whole === null ? null : sliceOf(whole, chosen)), [whole, chosen]);
  if (whole === null || sweep === null) return null;
  return (
    <>
      <SlicePick sweep={whole} chosen={chosen} choose={choose} />
      <Result sweep={sweep} />
      {isTuning(sweep) && <Targets sweep={sweep} />}
      <SweepTable sweep={sweep} />
    </>
  );
}

interface SlicePickProps {
  readonly sweep: Sweep;
  readonly chosen: number;
  readonly choose: (index: number) => void;
}

/** Of a third setting one value at a time is shown. */
function SlicePick({ sweep, chosen, choose }: SlicePickProps) {
  const knob = sweep.knobs[2];
  if (knob === undefined) return null;
  const name = fields.sweep.options[knob];
  const options = thirdValues(sweep).map((value, i) => [i, valueText(knob, value)] as const);
  return (
    <p className={layout['note']}>
      Shown at {name} <Pick label={`Value of ${name}`} value={chosen} options={options} onChange={choose} />,
      one of {options.length} values.
    </p>
  );
}

const namesOf = ({ knobs }: Sweep): string[] => knobs.map((knob) => fields.sweep.options[knob]);

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

/** The target loss and its origin. */
function targetText({ target, spec, knobs }: Sweep): string {
  if (target.loss === null) return target.failure === null ? 'target still to be found' : 'no target';
  if (target.kind === 'given') return `target ${lossWord(spec)} ${shortLoss(target.loss)}, given`;
  const where = pointName(
    knobs,
    knobs.map((knob) => spec[knob]),
  );
  return `target ${lossWord(spec)} ${shortLoss(target.loss)}: the control’s after 70 % of ${spec.steps} steps at ${where}, one for all seeds (the headline’s is each seed’s own)`;
}

function Result({ sweep }: { readonly sweep: Sweep }) {
  const axis = useAppState(({ view }) => view.axis);
  const { setView } = useActions();
  const isMap = sweep.knobs.length === 2;
  const [chosen, setMeasure] = useState<SweepMeasure | null>(null);
  const [mapped, setArm] = useState<ArmId | null>(null);
  const measure = chosen ?? (isMap ? 'gain' : 'cost');
  const arms = sweep.spec.arms.filter((arm) => !isShare(measure) || arm !== controlArm);
  const arm = mapped !== null && arms.includes(mapped) ? mapped : (mainArm(sweep.spec) ?? controlArm);
  const seeds = sweep.spec.seeds.length;
  const figure: SweepPlotProps['figure'] = {
    title: `Sweep of ${namesOf(sweep).join(' and ')}`,
    area: ['sweep', ...sweep.knobs, measure, ...(isMap ? [arm] : [])].join('-'),
    of: sweepSubject(sweep),
    picks: (
      <span className={charts['whose']}>
        <Pick
          label="What is drawn"
          value={measure}
          options={measures.map((option) => [option, measureName(sweep, option, axis)])}
          onChange={setMeasure}
        />
        {isMap && (
          <Pick label="Whose" value={arm} options={arms.map((id) => [id, armLabel(id)])} onChange={setArm} />
        )}
      </span>
    ),
    tools: measure === 'cost' && (
      <Segmented
        quiet
        legend="Compare along"
        options={axisOptions}
        value={axis}
        onChange={(next) => setView({ axis: next })}
      />
    ),
    legend: (
      <p className={layout['note']}>
        Median of {seeds} {seeds === 1 ? 'seed' : 'seeds'}
        {intervalWords(seeds)}; {targetText(sweep)}.
      </p>
    ),
    note: <Finding sweep={sweep} />,
    table: () => sweepTable(sweep),
    allRows: true,
  };
  const drawn = { sweep, measure, axis, figure };
  if (!isMap)
    return (
      <div className={css['chart']}>
        <SweepChart {...drawn} />
      </div>
    );
  const [rows, columns] = ([0, 1] as const).map(
    (at) => new Set(sweep.points.map(({ values }) => values[at])).size,
  );
  return (
    <div className={css['map']} style={{ '--rows': rows, '--columns': columns } as CSSProperties}>
      <SweepMap {...drawn} arm={arm} />
    </div>
  );
}

function Finding({ sweep }: { readonly sweep: Sweep }) {
  return (
    <span className={css['finding']} role="status">
      <ArmWords parts={sweepFinding(sweep)} />
    </span>
  );
}

/** What was saved at the control's best value of the setting, target by target. */
function Targets({ sweep }: { readonly sweep: Sweep }) {
  const view = useMemo(() => tunedTargetsView(sweep), [sweep]);
  const cell = useMemo(() => constant(view), [view]);
  const empty = noTargetsText(sweep);
  const knob = namesOf(sweep).join(', ');
  return (
    <div className={css['targets']}>
      <TargetsFigure
        area={`sweep-targets-${sweep.knobs.join('-')}`}
        of={sweepSubject(sweep)}
        view={cell}
        title={`Saved at the control’s best ${knob}, by target`}
        idle={`median of the pairs${intervalWords(sweep.spec.seeds.length)}`}
        targets={view}
        targetName="target of the sweep"
        help={<ExplainPanel what="sweep-targets" />}
        empty={empty}
        note={
          empty === null
            ? `The control’s best ${knob}, chosen on the seeds shown: ${bestValuesText(sweep)}.`
            : null
        }
        table={() => targetsTable(sweep)}
        allRows
      />
    </div>
  );
}
