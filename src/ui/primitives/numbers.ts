/** Numbers as people read them. Formats only; computes nothing. */
import type { NumberField } from '../../experiment/kinds.ts';

const minus = (text: string): string => text.replaceAll('-', '−');

/** Three significant digits, without an exponent down to 0.0001. */
export function compact(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return 'not finite';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e6) return minus(Number(value.toPrecision(digits)).toExponential());
  return minus(size >= 1000 ? Math.round(value).toString() : Number(value.toPrecision(digits)).toString());
}

/** A fixed number of decimals. */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : minus(text);
}

/** The same for a difference of logarithms, which may be infinite or NaN. */
export function fixedPower(value: number, decimals: number): string {
  if (Number.isNaN(value)) return '–';
  return Number.isFinite(value) ? fixed(value, decimals) : value < 0 ? '−∞' : '∞';
}

export const percent = (share: number, decimals = 1): string => `${fixed(100 * share, decimals)} %`;

export const grouped = (value: number): string => Math.round(value).toLocaleString('en');

/** A field's value without its unit, exactly. */
export function fieldNumber(field: NumberField, value: number): string {
  if (value === 0 && field.zero !== undefined) return field.zero;
  if (field.integer) return String(value);
  const decimals = Math.ceil(-Math.log10(field.step) - 1e-9);
  const text = field.logarithmic === true ? compact(value, 4) : value.toFixed(decimals);
  return Number(text) === value ? text : String(value);
}

/** "0.6 s", "42 s", "3 min 20 s". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (whole < 60) return `${whole} s`;
  return whole < 3600
    ? `${Math.floor(whole / 60)} min ${whole % 60} s`
    : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Keeps every number and its percent sign on one line. */
export const unbroken = (text: string): string => text.replaceAll(/(?<=\d) %/g, '\u00a0%');

/** In place of a share without a number. */
export const never = (share: number): string => (share > 0 ? 'control never' : 'never');

/** "52 %", with a true minus sign; in words if it is infinite. */
export const share = (fraction: number, decimals = 0): string =>
  Number.isFinite(fraction) ? `${fixed(100 * fraction, decimals)} %` : never(fraction);
