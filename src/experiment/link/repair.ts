/**
 * Repairs links that were mangled by mails, chats or typing, if the original is certain, and reports what it did. A
 * repaired link needs no further repair, and neither does a link written by the page. Links are read in `link.ts`.
 */
import { fieldNames, fieldOf, fields } from '../fields.ts';
import { nearestKey } from './key-names.ts';
import { readLab, writeLab } from '../lab/lab-link.ts';
import { repairedLab, nearestLabKey } from '../lab/lab-repair.ts';
import type { Field } from '../kinds.ts';
import { bareKey, decode, encode, plain, shortened } from './text.ts';
import { maxLinkLength } from './link.ts';
import { readPageLink, type PageLink } from './page-link.ts';
import { isLinkText } from '../typed.ts';
import { repairedValue, unwrapped } from './value-repair.ts';

export interface Repaired {
  /** Pairs, as read by `link.ts`. */
  readonly text: string;
  /** What was repaired, in one sentence. */
  readonly said: string;
}

type Say = (repair: string) => void;

/** Link key -> field; null for keys that do not belong to the experiment. */
const known: ReadonlyMap<string, Field | null> = new Map<string, Field | null>([
  ...fieldNames.map((name) => [fields[name].key, fieldOf(name)] as const),
  ['v', null],
  ['lab', null],
]);

/** The intended form of a link that did not read cleanly, and its lab; the repairs are reported first. */
export function readMangledLink(link: string): PageLink {
  const repaired = repairLink(link);
  const read = readPageLink(repaired?.text ?? link, nearestLinkKey);
  if (!read.ok) return read;
  const lab = read.lab === null ? null : readLab(read.lab, nearestLabKey);
  return {
    ...read,
    lab: lab && writeLab(lab.settings),
    corrections: [
      ...(repaired === null ? [] : [repaired.said]),
      ...read.corrections,
      ...(lab?.corrections ?? []),
    ],
  };
}

/** Null if there is nothing to repair. */
export function repairLink(link: string): Repaired | null {
  if (link.length > 3 * maxLinkLength) return null;
  const said = new Set<string>();
  let text = link;
  // A link that was mangled in several ways is repaired layer by layer.
  for (let layer = 0; layer < maxLayers; layer += 1) {
    const repairs: string[] = [];
    const before = text;
    text = peeled(text, (repair) => repairs.push(repair));
    // A change that is not worth a word can still reveal another.
    if (repairs.length === 0 && text === before) break;
    for (const repair of repairs) said.add(repair);
  }
  if (said.size === 0) return null;
  const more = said.size > maxNamed ? `; and ${said.size - maxNamed} more` : '';
  return { text, said: `Repaired: ${[...said].slice(0, maxNamed).join('; ')}${more}.` };
}

const maxLayers = 12;

function peeled(link: string, say: Say): string {
  const parts = fragmentOf(untangled(link, say), say).split('&');
  return parts.flatMap((part) => repairedPair(part, say)).join('&');
}

/** Maximum number of repairs that are named one by one. */
const maxNamed = 20;

const readAs = (given: string, text: string): string => `“${shortened(given)}” read as “${shortened(text)}”`;

/** What can happen to a whole text in transit, and how it is undone. */
const manglings: readonly (readonly [
  pattern: RegExp,
  undone: (match: string, code: string) => string,
  repair: string,
])[] = [
  [/\s*[\r\n\t]+[\s>|]*/g, () => '', 'line breaks removed'],
  [/&(?:amp;)*(?:amp|#0*38|#x0*26);/gi, () => '&', readAs('&amp;', '&')],
  [/&(lt|gt|quot|apos|nbsp|#\d+|#x[\da-f]+);/gi, (_, code) => signOf(code), 'HTML entities decoded'],
  // Keys that start like the name of an HTML entity.
  [/(?:×|%C3%97)(?==)/gi, () => '&times', readAs('×', '&times')],
  [/(?:®|%C2%AE)(?=ime=)/gi, () => '&reg', readAs('®', '&reg')],
];

const signs: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function signOf(code: string): string {
  const point = Number(code.toLowerCase().replace('#x', '0x').replace('#', ''));
  return signs[code.toLowerCase()] ?? (point <= 0x10ffff ? String.fromCodePoint(point) : '');
}

function untangled(link: string, say: Say): string {
  let text = link;
  if (/(?:^|[#&?])v=3D\d/.test(text)) {
    // Quoted-printable mail, which ends its lines with "=".
    text = text.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=');
    say(readAs('=3D', '='));
  }
  return manglings.reduce((before, [pattern, undone, repair]) => {
    const after = before.replaceAll(pattern, undone);
    if (after !== before) say(repair);
    return after;
  }, text);
}

/** Whether it contains a setting. */
const hasPair = (text: string): boolean =>
  [...text.matchAll(/(?<!\w)([a-z]\w*)\s*=/gi)].some(([, key = '']) => known.has(key.toLowerCase()));

const encodingUndone = 'encoded characters decoded';

/** The part that describes the experiment: after "#" or its replacement, without the address before it. */
function fragmentOf(link: string, say: Say): string {
  const decoded = /^[^=#]*%(?:25)*(?:23|3D)[^=#]*$/i.test(link) ? decode(link) : null;
  if (decoded !== null) {
    say(encodingUndone);
    return decoded;
  }
  const text = link.replace(/^([^=&#]*)(?:%23|%EF%BC%83|＃)/i, '$1#');
  if (text !== link) say(encodingUndone);
  const [first = '', ...behind] = text.split('#');
  const isAddress = first === '' || /^[^=&]*[/?]/.test(first) || (behind.length > 0 && first.includes(']('));
  const places = isAddress ? behind : [first, ...behind];
  const at = places.findIndex(hasPair);
  const query = first.replace(/^.*[?/]/s, '');
  if (at < 0 && isAddress && hasPair(query)) {
    say('settings read that do not follow a “#”');
    return query;
  }
  const chosen = Math.max(0, at);
  const others = places.filter((_, place) => place !== chosen);
  if (others.length > 0) say(`“${shortened(others.map((other) => `#${other}`).join(' '))}” left out`);
  return places[chosen] ?? '';
}

/** The pairs in a part between two "&", as link text. */
function repairedPair(part: string, say: Say): string[] {
  const equals = part.indexOf('=');
  const key = decode(equals < 0 ? part : part.slice(0, equals));
  const value = decode(equals < 0 ? '' : part.slice(equals + 1));
  // Unreadable pairs are reported by the reader.
  if (key === null || value === null || part === '') return [part];
  const apart = plain(key);
  if (equals < 0 && apart !== part && /[=&]|%(?:3D|26|25)/i.test(apart)) {
    say(encodingUndone);
    return [apart];
  }
  const name = keyOf(key);
  if (name === null) {
    if (equals >= 0 || /[\p{L}\p{N}]/u.test(key)) return [part];
    say(`“${shortened(key)}” left out`);
    return [];
  }
  if (name !== key) say(readAs(key, name));
  return repairedText(name, value, say);
}

function repairedText(name: string, value: string, say: Say): string[] {
  const field = known.get(name) ?? null;
  const pair = (text: string): string => `${encode(name)}=${encode(text)}`;
  const isWell = (text: string): boolean => (field === null ? isVersion(text) : isLinkText(field, text));
  if (name === 'lab') return [pair(repairedLab(value, (given, text) => say(readAs(given, text))))];
  if (isWell(value)) return [pair(value)];
  const better = field === null ? unwrapped(plain(value)).find(isVersion) : repairedValue(field, value);
  if (better !== undefined && better !== null) {
    say(readAs(value, better));
    return [pair(better)];
  }
  for (const candidate of unwrapped(value)) {
    const [own = '', ...others] = candidate.split(runTogether);
    if (others.length === 0) continue;
    say('settings that had run together separated');
    return [pair(own), ...others];
  }
  return [pair(value)];
}

/** Characters used between two settings in place of “&”. */
const runTogether = /(?:&amp;|[\s&;,?])+(?=[a-z]\w*\s*=)/i;

const isVersion = (text: string): boolean => /^\d{1,6}$/.test(text);

/** The key that was meant; null if it is not one of ours. */
function keyOf(given: string): string | null {
  const key = known.has(given) ? given : bareKey(given);
  return known.has(key) ? key : null;
}

/** Key -> its other names. */
const calledByKey = new Map<string, readonly string[]>([
  ...fieldNames.map((name) => [fields[name].key, [name, fields[name].label]] as const),
  ['lab', ['sequence lab']],
]);

/** The key that a link's key may have meant; null if none is the nearest. */
const nearestLinkKey = (given: string): string | null => nearestKey(given, calledByKey);
