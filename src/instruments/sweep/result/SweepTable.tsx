/** Every number of a sweep: a group of rows for each point, one row for each arm. */
import { shortLoss } from '../../../core/evidence/verdict.ts';
import { lossWord, metricName } from '../../../experiment/metric-words.ts';
import { fields } from '../../../experiment/fields.ts';
import type { ArmSummary, Sweep, SweepPoint } from '../../../record/sweep/sweep.ts';
import { pointName, valueText } from '../../../record/sweep/words.ts';
import { armLabel, series } from '../../../ui/primitives/arms.ts';
import buttons from '../../../ui/primitives/buttons.module.css';
import { compact, grouped, percent } from '../../../ui/primitives/numbers.ts';
import { costText, hasAccuracy, none, numberText, savedText } from './view.ts';
import charts from '../../../ui/charts/charts.module.css';
import layout from '../../../ui/layout/layout.module.css';
import css from '../sweep.module.css';
import { useSweepActions, useSweepState } from '../use-sweep.ts';

interface Column {
  readonly title: string;
  readonly text: (summary: ArmSummary) => string;
}

const number = (value: number): string => compact(value);

function columnsOf(sweep: Sweep): readonly Column[] {
  const goal =
    sweep.target.loss === null ? 'target' : `${lossWord(sweep.spec)} ${shortLoss(sweep.target.loss)}`;
  return [
    {
      title: `reached ${goal}`,
      text: ({ reached, seeds, steps }) => (steps === null ? none : `${reached} of ${seeds}`),
    },
    { title: 'steps to it', text: (summary) => costText(summary.steps, summary, number) },
    { title: 'ledger to it', text: (summary) => costText(summary.ledger, summary, number) },
    { title: 'saved to it', text: ({ gain }) => savedText(gain) },
    { title: 'saved (verdict)', text: ({ saved }) => savedText(saved) },
    { title: 'first jump', text: ({ firstJump }) => (firstJump === null ? none : number(firstJump)) },
    { title: `final ${metricName(sweep.spec)}`, text: ({ finalLoss }) => numberText(finalLoss, number) },
    hasAccuracy(sweep)
      ? {
          title: 'test accuracy',
          text: ({ testAccuracy }) => numberText(testAccuracy, (value) => percent(value)),
        }
      : { title: 'test loss', text: ({ testLoss }) => numberText(testLoss, number) },
  ];
}

/** More would make the page slow. */
const maxPoints = 256;

export function SweepTable({ sweep }: { readonly sweep: Sweep }) {
  const columns = columnsOf(sweep);
  const across = sweep.knobs.length + 1;
  const points = sweep.points.slice(0, maxPoints);
  const left = sweep.points.length - points.length;
  return (
    <div className={css['tableBox']} tabIndex={0} role="region" aria-label="All numbers of the sweep">
      <table className={`${charts['table']} ${css['table']}`}>
        <thead>
          <tr>
            {sweep.knobs.map((knob) => (
              <th key={knob} scope="col">
                {fields.sweep.options[knob]}
              </th>
            ))}
            <th scope="col" className={css['arm']}>
              arm
            </th>
            {columns.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        {points.map((point, index) => (
          <tbody key={point.experimentId}>
            <PointRows sweep={sweep} point={point} index={index} columns={columns} />
            {point.corrections.length > 0 && (
              <tr>
                <td colSpan={across + columns.length} className={css['wide']}>
                  {point.corrections.join(' ')}
                </td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
      {left > 0 && <p className={layout['note']}>{grouped(left)} more experiments are in the saved CSV.</p>}
    </div>
  );
}

interface PointRowsProps {
  readonly sweep: Sweep;
  readonly point: SweepPoint;
  readonly index: number;
  readonly columns: readonly Column[];
}

function PointRows({ sweep, point, index, columns }: PointRowsProps) {
  const { retry } = useSweepActions();
  const isHere = useSweepState(({ origin }) => origin === null);
  const values = sweep.knobs.map((knob, i) => valueText(knob, point.values[i] ?? NaN));
  if (point.arms.length === 0) {
    return (
      <tr>
        {values.map((value, i) => (
          <th key={sweep.knobs[i]} scope="row">
            {value}
          </th>
        ))}
        <td colSpan={columns.length + 1} className={css['wide']}>
          {point.failure ??
            { waiting: 'waiting', running: 'running …', done: '', failed: 'failed' }[point.status]}{' '}
          {point.status === 'failed' && isHere && (
            <button
              type="button"
              className={buttons['link']}
              aria-label={`Try again: ${pointName(sweep.knobs, point.values)}`}
              onClick={() => retry(index)}
            >
              Try again
            </button>
          )}
        </td>
      </tr>
    );
  }
  return point.arms.map((summary, row) => (
    <tr key={summary.arm}>
      {values.map((value, i) =>
        row === 0 ? (
          <th key={sweep.knobs[i]} scope="rowgroup" rowSpan={point.arms.length}>
            {value}
          </th>
        ) : null,
      )}
      <th scope="row" className={css['arm']} style={{ color: series[summary.arm].color }}>
        {armLabel(summary.arm)}
      </th>
      {columns.map(({ title, text }) => (
        <td key={title}>{text(summary)}</td>
      ))}
    </tr>
  ));
}
