/**
 * Regimes of training as in Leap+Verify (arXiv 2602.19580): by the cosine between a network's activations on fixed
 * probes now and at the previous check.
 */

export type Regime = 'stable' | 'transition' | 'chaotic';

/**
 * A cosine of at least the first is stable, of at most the second chaotic: means of the paper's five calibration
 * runs.
 */
const stableFrom = 0.999489;
const chaoticTo = 0.99627;

/** Maximum number of probes; the paper's are 100 sentences. */
export const maxProbes = 100;

/**
 * Mean over probes of the cosine between activations [probe, unit] then and now. A probe that is all zeros both times
 * has not changed (1); one that is all zeros once has (0).
 */
export function activationCosine(
  then: Readonly<Float32Array>,
  now: Readonly<Float32Array>,
  units: number,
): number {
  const probes = then.length / units;
  let sum = 0;
  for (let probe = 0; probe < probes; probe += 1) {
    let inner = 0;
    let thenSquare = 0;
    let nowSquare = 0;
    for (let i = probe * units; i < (probe + 1) * units; i += 1) {
      inner += then[i]! * now[i]!;
      thenSquare += then[i]! * then[i]!;
      nowSquare += now[i]! * now[i]!;
    }
    const norms = thenSquare * nowSquare;
    sum += norms === 0 ? (thenSquare === nowSquare ? 1 : 0) : inner / Math.sqrt(norms);
  }
  return sum / probes;
}

/** The regime of a cosine; NaN is chaotic. */
export const regimeOf = (cosine: number): Regime =>
  cosine >= stableFrom ? 'stable' : cosine > chaoticTo ? 'transition' : 'chaotic';

/** Whether the latest two checks are stable; one alone is not enough. */
export const stableConfirmed = (checks: readonly Regime[]): boolean =>
  checks.length >= 2 && checks.slice(-2).every((regime) => regime === 'stable');
