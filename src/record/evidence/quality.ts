/**
 * Forecast quality by horizon and tensor: of the control's forecasts, and of networks that forecast for their own
 * arms.
 */
import { QualitySums } from '../../core/evidence/forecast-quality.ts';
import { tensorWords } from '../../core/model/words.ts';
import { armRecords, controlArm, isNetwork } from '../../experiment/arms.ts';
import type { ArmId } from '../../experiment/fields.ts';
import type { RunHistory } from '../history.ts';
import { Remembered } from './remembered.ts';
import type { NetworkQuality, QualityView } from './views.ts';

/** A network forecasts one horizon. */
interface OfNetwork {
  readonly horizon: number;
  readonly sums: QualitySums;
}

interface Added {
  readonly sums: QualitySums;
  readonly networks: Map<ArmId, OfNetwork>;
  /** Anchors whose scores are included in the sums. */
  anchors: number;
  forecasts: number;
}

const added = new Remembered<Added>();

export function qualityView(history: RunHistory): QualityView {
  const { horizons, model } = history.prepared;
  const known = addNew(history);
  const { sums, forecasts } = known;
  const rows = sums.rows().map((row) => ({ ...row, horizon: horizons[row.index]! }));
  const networks = history.spec.arms.flatMap((arm): NetworkQuality[] => {
    const own = known.networks.get(arm);
    if (own === undefined) return [];
    const { horizon } = own;
    return own.sums.rows().map((row) => ({ ...row, arm, horizon, index: horizons.indexOf(horizon) }));
  });
  return {
    rows,
    networks,
    parts: [...model.parameters.tensors.map(tensorWords), 'all weights'],
    forecasts,
    summary: summarise(rows, networks, forecasts),
  };
}

function summarise(rows: QualityView['rows'], networks: QualityView['networks'], forecasts: number): string {
  const last = rows.at(-1);
  if (last === undefined) return 'No forecast has been scored yet.';
  const of = ({ horizon, skill, cosine, normRatio }: QualityView['rows'][number]): string =>
    `${horizon} steps ahead skill ${skill.toFixed(2)} against persistence, cosine ${(cosine.at(-1) ?? NaN).toFixed(2)}, length ${(normRatio.at(-1) ?? NaN).toFixed(2)} of the true one.`;
  return [
    `Forecasts of the control, ${forecasts} in all: ${of(last)}`,
    ...networks.map((row) => `${row.forecasts} by the ${armRecords[row.arm].name}: ${of(row)}`),
  ].join(' ');
}

function addNew(history: RunHistory): Added {
  const { prepared, scores } = history;
  const known = added.of(history, () => ({
    sums: new QualitySums(prepared.horizons.length, prepared.model.parameters.tensors.length + 1),
    networks: new Map<ArmId, OfNetwork>(),
    anchors: 0,
    forecasts: 0,
  }));
  for (; known.anchors < scores.length; known.anchors += 1) {
    const { scores: told, horizons } = scores[known.anchors]!;
    for (const score of told) {
      const { arm } = prepared.replicas[score.replica]!;
      if (isNetwork(arm)) {
        const own = known.networks.get(arm) ?? {
          horizon: horizons[0]!,
          sums: new QualitySums(1, prepared.model.parameters.tensors.length + 1),
        };
        known.networks.set(arm, own);
        own.sums.add(score);
      } else if (arm === controlArm) {
        known.sums.add(score);
        known.forecasts += 1;
      }
    }
  }
  return known;
}
