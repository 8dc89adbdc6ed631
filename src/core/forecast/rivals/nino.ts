/** The horizons of NiNo's jumps (Knyazev et al., ICLR 2025, arXiv 2409.04434), which shrink during training. */

/**
 * Horizons k of the jumps at `period`, 2 `period`, .. steps of a run of `steps`, in units of the spacing of
 * its snapshots (200 steps in the paper): k = round(linspace(sqrt(longest), 1, steps / period)^2).
 */
export function ninoHorizons(steps: number, period = 1000, longest = 40): number[] {
  const jumps = Math.floor(steps / period);
  const start = Math.sqrt(longest);
  return Array.from({ length: jumps }, (_, i) => {
    const root = jumps === 1 ? start : start + ((1 - start) * i) / (jumps - 1);
    return Math.round(root * root);
  });
}
