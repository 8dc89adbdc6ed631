/** The first two drawn runs, A minus B, in pairs of equal seeds. */
import { useMemo } from 'react';
import { metricName } from '../../experiment/metric-words.ts';
import { defaultSpec } from '../../experiment/fields.ts';
import { pairedRuns } from '../../record/saved/pairs.ts';
import { specOf } from '../../record/saved/record.ts';
import { later } from '../../ui/app/later.ts';
import { useUi } from '../../ui/app/ui-context.ts';
import { armLabel, series } from '../../ui/primitives/arms.ts';
import buttons from '../../ui/primitives/buttons.module.css';
import { fixed } from '../../ui/primitives/numbers.ts';
import { useCompareState } from './CompareChart.tsx';
import { chosenRuns, pairsTable } from './view.ts';
import layout from '../../ui/layout/layout.module.css';
import css from './compare.module.css';

export function PairedTable() {
  const { app } = useUi();
  const runs = useCompareState((state) => state.runs);
  const drawn = useCompareState((state) => state.drawn);
  const details = useCompareState((state) => state.details);
  const [a, b] = useMemo(() => chosenRuns({ runs, drawn, details }), [runs, drawn, details]);
  if (a === undefined || b === undefined) return null;
  const metrics = [a, b].map(({ run }) => metricName(specOf(run) ?? defaultSpec));
  const rows = metrics[0] === metrics[1] ? pairedRuns(a.run, b.run) : [];
  const save = (): void =>
    void later.saving().then(({ saveTable }) =>
      saveTable(app, 'compare-pairs', pairsTable(rows), {
        id: `${a.run.experimentId}-${b.run.experimentId}`,
        words: `A: experiment ${a.run.experimentId}, B: experiment ${b.run.experimentId}`,
        spec: null,
      }),
    );
  return (
    <div>
      <div className={css['head']}>
        <h3 id="compare-pairs" className={css['title']}>
          A − B at the end, in pairs of equal seeds
        </h3>
        <p className={layout['note']}>log₁₀ {metrics[0]}: median and interval; below 0, A is lower</p>
        {rows.length > 0 && (
          <button type="button" className={buttons['link']} title="Save the numbers as CSV" onClick={save}>
            CSV
          </button>
        )}
      </div>
      {rows.length === 0 ? (
        <p className={layout['note']}>
          {metrics[0] === metrics[1]
            ? 'A and B share no arm with the same seeds, or an earlier version saved one of them without results by seed.'
            : 'A and B were measured by different metrics.'}
        </p>
      ) : (
        <div className={css['scroll']} tabIndex={0} role="region" aria-labelledby="compare-pairs">
          <table className={css['table']}>
            <thead>
              <tr>
                {['arm', 'A − B', 'interval', 'level', 'A lower'].map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody translate="no">
              {rows.map(({ arm, difference, interval, lower, pairs, stopped }) => (
                <tr key={arm}>
                  <th scope="row" style={{ color: series[arm].color }}>
                    {armLabel(arm)}
                  </th>
                  <td>{fixed(difference, 3)}</td>
                  <td>
                    {interval === null ? '–' : `${fixed(interval.low, 3)} … ${fixed(interval.high, 3)}`}
                  </td>
                  <td>{interval === null ? '–' : `${fixed(100 * interval.level, 0)} %`}</td>
                  <td>
                    {lower} of {pairs}
                    {stopped > 0 && `, ${stopped} stopped`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
