/** How texts are written in the pairs of a link. */

/** Percent-encodes all but what stays readable and safe in a hash. */
export const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/%(2C|2F|3A|3B)/g, decodeURIComponent);

/** Half a surrogate pair is no text, and could not be written. */
export const isText = (text: string): boolean => !/[\ud800-\udfff]/u.test(text);

/** Null for what is not percent-encoded text. */
export function decode(text: string): string | null {
  try {
    const decoded = decodeURIComponent(text);
    return isText(decoded) ? decoded : null;
  } catch {
    return null;
  }
}

/** For messages. */
export const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** The key that an unknown one may have been meant to be. */
export type NearestKey = (given: string) => string | null;
export const noKey: NearestKey = () => null;
export const hint = (near: string | null): string => (near === null ? '' : ` (did you mean “${near}”?)`);

/** A key without its case, its spaces and what clings to its ends. */
export const bareKey = (given: string): string =>
  plain(given)
    .toLowerCase()
    .replaceAll(/\s/g, '')
    .replace(/^(?:amp;)+/, '')
    .replace(/^[^a-z0-9]+/, '')
    .replace(/[^a-z0-9]+$/, '');

/** Invisible characters left out, other scripts' digits, signs and full-width letters as plain ones. */
export const plain = (text: string): string =>
  text
    .replaceAll(/[\p{Cf}\ufe0e\ufe0f]/gu, '')
    .replaceAll(/[\uff01-\uff5e]/gu, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll(/[\u2010-\u2015\u2212\ufe58\ufe63]/gu, '-')
    .replaceAll(/[\u060c\u3001]/gu, ',')
    .replaceAll('\u061b', ';')
    .replaceAll('\u066b', '.')
    .replaceAll(/(?!\d)\p{Nd}/gu, digit);

/** Digits of every script stand in rows of ten. */
function digit(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
  return String(before % 10);
}
