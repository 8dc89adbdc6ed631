/**
 * Repairs links that mails, chats and hands have mangled, where it is certain what they were, and says what it did.
 * What it repaired has nothing left to repair, and neither has what the page wrote. Reading proper is `link.ts`'s.
 */
import { fieldNames, fieldOf, fields } from './fields.ts';
import { bareKey, nearestKey } from './key-names.ts';
import { checkValue, readText, type Field } from './kinds.ts';
import { decode, encode, shortened } from './link-text.ts';
import { plain, repairedValue, unwrapped } from './typed.ts';

export interface Repaired {
  /** Pairs, as `link.ts` reads them. */
  readonly text: string;
  /** What was repaired, a sentence each. */
  readonly said: readonly string[];
}

type Say = (sentence: string) => void;

/** Link key -> field; null for keys that are none of the experiment's. */
const known: ReadonlyMap<string, Field | null> = new Map<string, Field | null>([
  ...fieldNames.map((name) => [fields[name].key, fieldOf(name)] as const),
  ['v', null],
  ['lab', null],
]);

/** Null where there is nothing to repair. */
export function repairLink(link: string): Repaired | null {
  const said = new Set<string>();
  const say: Say = (sentence) => said.add(sentence);
  const parts = fragmentOf(untangled(link, say), say).split('&');
  const text = parts.flatMap((part) => repairedPair(part, say)).join('&');
  return said.size === 0 ? null : { text, said: [...said] };
}

/** What happens to a whole text on its way, and how it is undone. */
const manglings: readonly (readonly [
  pattern: RegExp,
  undone: (match: string, code: string) => string,
  said: string,
])[] = [
  [/\s*[\r\n\t]+[\s>|]*/g, () => '', 'Line breaks in it were taken out.'],
  [/&(?:amp;)*(?:amp|#0*38|#x0*26);/gi, () => '&', '“&amp;” was read as “&”.'],
  [/&(lt|gt|quot|apos|nbsp|#\d+|#x[\da-f]+);/gi, (_, code) => signOf(code), 'HTML entities were undone.'],
  // Keys that begin like the name of an HTML entity.
  [/(?:×|%C3%97)(?==)/gi, () => '&times', '“×” was read as “&times”.'],
  [/(?:®|%C2%AE)(?=ime=)/gi, () => '&reg', '“®” was read as “&reg”.'],
];

const signs: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function signOf(code: string): string {
  const point = Number(code.toLowerCase().replace('#x', '0x').replace('#', ''));
  return signs[code.toLowerCase()] ?? (point <= 0x10ffff ? String.fromCodePoint(point) : '');
}

function untangled(link: string, say: Say): string {
  let text = link;
  if (/(?:^|[#&?])v=3D\d/.test(text)) {
    // A mail in quoted-printable, which ends its lines with "=".
    text = text.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=');
    say('“=3D” was read as “=”.');
  }
  return manglings.reduce((before, [pattern, undone, sentence]) => {
    const after = before.replaceAll(pattern, undone);
    if (after !== before) say(sentence);
    return after;
  }, text.trim());
}

/** Whether a setting is given in it. */
const hasPair = (text: string): boolean =>
  [...text.matchAll(/(?<!\w)([a-z]\w*)\s*=/gi)].some(([, key = '']) => known.has(key.toLowerCase()));

const encodingUndone = 'Percent-encoding was undone.';

/** The part that describes the experiment: behind "#", or what stands in its place; nothing of the address before it. */
function fragmentOf(link: string, say: Say): string {
  let text = link;
  for (let times = 0; times < 3 && /^[^=#]*%(?:25)*(?:23|3D)[^=#]*$/i.test(text); times += 1) {
    text = decode(text) ?? text;
    say(encodingUndone);
  }
  if (!text.includes('#') && hasPair(text.replace(/^.*?(?:%23|%EF%BC%83|＃)/is, ''))) {
    const mended = text.replace(/%23|%EF%BC%83|＃/i, '#');
    if (mended !== text) say(encodingUndone);
    text = mended;
  }
  const [first = '', ...behind] = text.split('#');
  const isAddress = first === '' || /^[^=&]*[/?]|\]\(/.test(first);
  const places = isAddress ? behind : [first, ...behind];
  const at = places.findIndex(hasPair);
  const query = first.replace(/^.*[?/]/s, '');
  if (at < 0 && isAddress && hasPair(query)) {
    say('Its settings did not stand behind “#”, and were read all the same.');
    return query;
  }
  const chosen = Math.max(0, at);
  const others = places.filter((_, place) => place !== chosen);
  if (others.length > 0) say(`“${shortened(others.map((other) => `#${other}`).join(' '))}” was left out.`);
  return places[chosen] ?? '';
}

/** The pairs that a part between two "&" stands for, as link text. */
function repairedPair(part: string, say: Say, depth = 0): string[] {
  const equals = part.indexOf('=');
  const key = decode(equals < 0 ? part : part.slice(0, equals));
  const value = decode(equals < 0 ? '' : part.slice(equals + 1));
  // What cannot be read is named by whoever reads it.
  if (key === null || value === null || part === '') return [part];
  const apart = plain(key);
  if (equals < 0 && apart !== part && depth < 4 && /[=&]|%(?:3D|26|25)/i.test(apart)) {
    say(encodingUndone);
    return apart.split('&').flatMap((inner) => repairedPair(inner, say, depth + 1));
  }
  const name = keyOf(key);
  if (name === null) {
    if (equals >= 0 || /[\p{L}\p{N}]/u.test(key)) return [part];
    say(`“${shortened(key)}” was left out.`);
    return [];
  }
  if (name !== key) say(`“${shortened(key)}” was read as “${name}”.`);
  return repairedText(name, value, say, depth);
}

function repairedText(name: string, value: string, say: Say, depth: number): string[] {
  const field = known.get(name);
  const pair = (text: string): string => `${encode(name)}=${encode(text)}`;
  const isWell = (text: string): boolean =>
    field == null
      ? name === 'lab' || isVersion(text)
      : checkValue(field, readText(field, text)).problem === null;
  if (isWell(value)) return [pair(value)];
  const better = field == null ? unwrapped(plain(value)).find(isVersion) : repairedValue(field, value);
  if (better != null) {
    say(`${field?.label ?? 'Link version'}: “${shortened(value)}” was read as “${shortened(better)}”.`);
    return [pair(better)];
  }
  for (const candidate of depth < 4 ? unwrapped(value) : []) {
    const end = candidate.search(/[\s&;,?]+(?=[a-z]\w*\s*=)/i);
    if (end < 0) continue;
    say('Settings that had run together were taken apart.');
    const inner = candidate.slice(end + 1).split(/[\s&;,?]+(?=[a-z]\w*\s*=)/i);
    return [pair(candidate.slice(0, end)), ...inner].flatMap((part) => repairedPair(part, say, depth + 1));
  }
  return [pair(value)];
}

const isVersion = (text: string): boolean => /^\d{1,6}$/.test(text);

/** The key that was meant; null where it is none of ours. */
function keyOf(given: string): string | null {
  const key = known.has(given) ? given : bareKey(given);
  return known.has(key) ? key : null;
}

/** Key -> what it may be called instead. */
const calledByKey = new Map<string, readonly string[]>([
  ...fieldNames.map((name) => [fields[name].key, [name, fields[name].label]] as const),
  ['lab', ['sequence lab']],
]);

/** The key that one of a link's may have been meant to be; null where none is nearest. */
export const nearestLinkKey = (given: string): string | null => nearestKey(given, calledByKey);
