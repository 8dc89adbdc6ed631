/** Repairs a mangled value of a link. */
import type { Field } from '../kinds.ts';
import { decode, plain } from './text.ts';
import { asLinkText, isLinkText } from '../typed.ts';

/** The link text of a mangled value; null if that is not certain. */
export function repairedValue(field: Field, text: string): string | null {
  for (const candidate of unwrapped(text)) {
    const tidied = plain(candidate).trim() === '' ? null : asLinkText(field, candidate);
    if (tidied !== null && 'text' in tidied && isLinkText(field, tidied.text)) return tidied.text;
  }
  return null;
}

/**
 * The text itself, then without quotes and brackets added by chats and mails; and both with one more
 * percent-decoding.
 */
export const unwrapped = (text: string): string[] =>
  [text, decode(text) ?? text].flatMap((each) => {
    const inside = each.replace(/^[\s"'“”„‘’«»`<([{*_~]+/u, '').replace(wrapping, '');
    const tail = /[\s.,;:!?'*_~]*$/u.exec(inside)?.[0] ?? '';
    // Dots show that something is missing.
    return [each, tail.includes('..') ? inside : inside.slice(0, inside.length - tail.length)];
  });

/** From a closing sign or following words on; not where digits continue, which may belong to the value. */
const wrapping = /(?:[)\]}>|"”’»«`<(]|[\\/](?!\d)|\s+\p{L}\D*$).*$/su;
