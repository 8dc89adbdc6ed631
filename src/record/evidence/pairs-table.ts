/** The saving of each pair of a run, seed by seed: the numbers behind every median. Pure. */
import { metricName } from '../../experiment/metric-words.ts';
import type { RunHistory } from '../history.ts';
import { columnName, type Table, type TableColumn } from '../table.ts';
import { pairsOf, savingsOf } from './pairs.ts';
import { treatmentsOf } from './savings.ts';

/**
 * A row for every seed of every arm but the control; infinite if one never reached the target, NaN if nothing is
 * known.
 */
export function pairsTable(history: RunHistory): Table {
  const { spec, prepared } = history;
  const column = (...words: string[]): TableColumn => [words.join(' '), columnName(...words)];
  return {
    columns: [
      column('arm'),
      column('seed'),
      column('target', metricName(spec)),
      column('ledger to target in gradient step equivalents'),
      column('control ledger to target in gradient step equivalents'),
      column('saved fraction'),
    ],
    rows: treatmentsOf(spec).flatMap((arm) => {
      const { savings } = savingsOf(history, arm);
      return pairsOf(history, arm).map(({ treated }, i) => {
        const saving = savings[i] ?? null;
        return [
          arm,
          prepared.replicas[treated]!.seed,
          saving?.target ?? NaN,
          saving?.cost ?? NaN,
          saving?.controlCost ?? NaN,
          saving?.fraction ?? NaN,
        ];
      });
    }),
  };
}
