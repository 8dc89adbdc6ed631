/** Forecast weights of recorded runs: the request, and computing them range by range from their coefficients. */
import type { RecordedRuns } from '../../core/recorded.ts';
import type { ArmId } from '../../experiment/fields.ts';

/** Which forecast weights to compute. */
export interface CastRequest {
  readonly run: number;
  /** Step of the checkpoint that the forecast starts from; often the last. */
  readonly anchor: number;
  /** Steps ahead, one of the forecast's horizons. */
  readonly horizon: number;
  readonly method: ArmId;
}

/** Forecast weights, as a linear combination of checkpoints for every tensor. */
export interface Cast {
  readonly run: number;
  readonly step: number;
  /** Indexes into the steps of the recorded runs. */
  readonly checkpoints: readonly number[];
  /** [tensor, checkpoints + 1], constant last. */
  readonly coefficients: Float32Array;
}

/** Forecast weights `from` <= p < `to` of the flat weight vector: summed in float64, rounded to float32. */
export async function castWeights(
  source: RecordedRuns,
  { run, checkpoints, coefficients }: Cast,
  from: number,
  to: number,
): Promise<Float32Array> {
  const read = await Promise.all(checkpoints.map((checkpoint) => source.read(run, checkpoint, from, to)));
  const sums = new Float64Array(to - from);
  const terms = checkpoints.length + 1;
  for (const [tensor, { offset, length }] of source.parameters.tensors.entries()) {
    const [start, end] = [Math.max(from, offset), Math.min(to, offset + length)];
    const at = tensor * terms;
    for (let p = start; p < end; p += 1) sums[p - from] = coefficients[at + terms - 1]!;
    read.forEach((weights, s) => {
      const coefficient = coefficients[at + s]!;
      if (coefficient === 0) return;
      for (let p = start; p < end; p += 1) sums[p - from]! += coefficient * weights[p - from]!;
    });
  }
  return Float32Array.from(sums);
}
