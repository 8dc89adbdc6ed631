/** Places of values on an axis of pixels, linear or logarithmic. */

export type Place = (value: number) => number;

/** `from`..`to` in values onto `start`..`end` in pixels. */
export function axisScale(
  [from, to]: readonly [number, number],
  [start, end]: readonly [number, number],
  logarithmic: boolean,
): Place {
  const forth = logarithmic ? Math.log : (value: number): number => value;
  const low = forth(from);
  const span = forth(to) - low;
  return (value) => (span === 0 ? (start + end) / 2 : start + ((forth(value) - low) / span) * (end - start));
}

/** Indexes of labels that fit side by side, the first always; widths and places in pixels, places ascending. */
export function fitting(places: readonly number[], widths: readonly number[], gap: number): number[] {
  const kept: number[] = [];
  let free = -Infinity;
  places.forEach((place, index) => {
    const half = (widths[index] ?? 0) / 2;
    if (place - half < free) return;
    kept.push(index);
    free = place + half + gap;
  });
  return kept;
}
