/** Forecast quality by horizon and tensor, over the forecasts of the control that have been scored. */
import { QualitySums } from '../../../core/evidence/forecast-quality.ts';
import type { RunHistory } from '../../history.ts';
import type { QualityView } from '../../views-evidence.ts';

interface Added {
  readonly sums: QualitySums;
  /** Anchors whose scores are in the sums. */
  anchors: number;
  forecasts: number;
}

const added = new WeakMap<RunHistory, Added>();

export function qualityView(history: RunHistory): QualityView {
  const { horizons, tensors } = history.prepared;
  const { sums, forecasts } = addNew(history);
  const rows = sums.rows().map((row) => ({ ...row, horizon: horizons[row.index]! }));
  const last = rows.at(-1);
  return {
    rows,
    parts: [...tensors, 'all weights'],
    forecasts,
    summary:
      last === undefined
        ? 'No forecast has been scored yet.'
        : `Forecasts of the control, ${forecasts} in all: ${last.horizon} steps ahead skill ${last.skill.toFixed(2)} against staying put, cosine ${(last.cosine.at(-1) ?? NaN).toFixed(2)}, length ${(last.normRatio.at(-1) ?? NaN).toFixed(2)} of the true one.`,
  };
}

function addNew(history: RunHistory): Added {
  const { prepared, scores } = history;
  const known = added.get(history) ?? {
    sums: new QualitySums(prepared.horizons.length, prepared.tensors.length + 1),
    anchors: 0,
    forecasts: 0,
  };
  added.set(history, known);
  const controls = new Set(history.replicasOf('control'));
  for (; known.anchors < scores.length; known.anchors += 1) {
    for (const score of scores[known.anchors]!.scores) {
      if (!controls.has(score.replica)) continue;
      known.sums.add(score);
      known.forecasts += 1;
    }
  }
  return known;
}
