/** Round places for axis marks. */

/** Between `low` and `high`, about `count` of them, at multiples of 1, 2 or 5 times a power of ten. */
export function linearTicks(low: number, high: number, count: number): number[] {
  const raw = (high - low) / Math.max(1, count);
  if (!(raw > 0) || !Number.isFinite(raw)) return [low];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((size) => size * power >= raw * 0.75) ?? 10) * power;
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i += 1) {
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return ticks;
}

const mostDecades = 9;

/** 1, 0.3, 0.1 …; fewer marks over many decades, more within one, linear within a fraction of one. */
export function logTicks(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  if (!(decades > 0)) return [low];
  const mantissas = decades > 5 ? [1] : decades > 1 ? [1, 3] : [1, 1.5, 2, 3, 5, 7];
  const every = Math.ceil(decades / mostDecades);
  const first = every * Math.floor(Math.log10(low) / every);
  const ticks: number[] = [];
  for (let power = first; power <= Math.ceil(Math.log10(high)); power += every) {
    for (const mantissa of mantissas) {
      const tick = Number((mantissa * 10 ** power).toPrecision(6));
      if (tick >= low * 0.9999 && tick <= high * 1.0001) ticks.push(tick);
    }
  }
  return ticks.length < 3 ? linearTicks(low, high, 4) : ticks;
}
