/** How texts are written in the pairs of a link. */

/** Percent-encodes everything except characters that are readable and safe in a hash. */
export const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/%(2C|2F|3A|3B)/g, decodeURIComponent);

/** Half a surrogate pair is not text, and could not be written. */
export const isText = (text: string): boolean => !/[\ud800-\udfff]/u.test(text);

/** Null for invalid percent-encoding. */
export function decode(text: string): string | null {
  try {
    const decoded = decodeURIComponent(text);
    return isText(decoded) ? decoded : null;
  } catch {
    return null;
  }
}

/** Shortened for messages. */
export const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** A suggestion for the key that an unknown one may have meant. */
export type NearestKey = (given: string) => string | null;
export const noKey: NearestKey = () => null;
export const hint = (near: string | null): string => (near === null ? '' : ` (did you mean “${near}”?)`);

/** A key in lower case, without spaces and punctuation at its ends. */
export const bareKey = (given: string): string =>
  plain(given)
    .toLowerCase()
    .replaceAll(/\s/g, '')
    .replace(/^(?:amp;)+/, '')
    .replace(/^[^a-z0-9]+/, '')
    .replace(/[^a-z0-9]+$/, '');

/**
 * Without invisible characters, and with other scripts' digits, signs and full-width letters replaced by plain ones.
 */
export const plain = (text: string): string =>
  text
    .replaceAll(/[\p{Cf}\ufe0e\ufe0f]/gu, '')
    .replaceAll(/[\uff01-\uff5e]/gu, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll(/[\u2010-\u2015\u2212\ufe58\ufe63]/gu, '-')
    .replaceAll(/[\u060c\u3001]/gu, ',')
    .replaceAll('\u061b', ';')
    .replaceAll('\u066b', '.')
    .replaceAll(/(?!\d)\p{Nd}/gu, digit);

/** The digits of every script are consecutive code points. */
function digit(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
  return String(before % 10);
}
