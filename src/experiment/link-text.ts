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
