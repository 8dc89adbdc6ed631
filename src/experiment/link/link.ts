/**
 * Links: `#v=3&task=circles&lr=0.1`. Flat, readable, in fixed order, only what differs from the frozen defaults of
 * the version. Reading never throws and never executes anything; values that could not be used are listed. Unknown
 * keys are preserved and written back. Mangled links are repaired in `repair.ts`.
 */
import { isAside } from '../table/aside-fields.ts';
import { fieldNames, fieldOf, fields, type ExperimentSpec } from '../fields.ts';
import { formatValue } from '../kinds.ts';
import { rawOf, textsOf } from './codec.ts';
import { bareKey, decode, encode, isText, shortened } from './text.ts';
import { currentVersion, frozenDefaults, upgraders, type LinkValues } from './versions.ts';
import { checkSpec, correctionText, specTable } from '../spec.ts';

/** Maximum length of a link that is read, in characters. */
export const maxLinkLength = 8192;

export type UnknownKeys = readonly (readonly [key: string, text: string])[];

export type ReadLink =
  | {
      readonly ok: true;
      readonly spec: ExperimentSpec;
      readonly corrections: readonly string[];
      readonly unknown: UnknownKeys;
    }
  | {
      readonly ok: false;
      readonly reason: string;
      /** Set if a newer version of the page could read it. */
      readonly newer?: true;
    };

/**
 * Writes the canonical link hash of a spec, without "#". Equal experiments give equal links. Unknown keys that could
 * not be read back are left out: those with a meaning by now, and those that make the link too long.
 */
export function writeLink(spec: ExperimentSpec, unknown: UnknownKeys = []): string {
  const defaults = frozenDefaults[currentVersion] ?? {};
  let link = joined(textsOf(specTable, spec, defaults), currentVersion);
  for (const pair of new Map(unknown.filter(([key, text]) => isKeepable(key) && isText(text)))) {
    const longer = `${link}&${pairText(pair)}`;
    if (longer.length <= maxLinkLength) link = longer;
  }
  return link;
}

const ownKeys: ReadonlySet<string> = new Set(['v', ...fieldNames.map((name) => fields[name].key)]);

/** Whether a key can be preserved without being mistaken for another: keys that look like ours cannot. */
const isKeepable = (key: string): boolean =>
  isText(key) &&
  key !== '' &&
  key !== '__proto__' &&
  !/[;×®]/.test(key) &&
  !ownKeys.has(bareKey(key)) &&
  (key === 'lab' || bareKey(key) !== 'lab');

const joined = (pairs: readonly (readonly [key: string, text: string])[], version: number): string =>
  [['v', String(version)] as const, ...pairs].map(pairText).join('&');

const pairText = ([key, text]: readonly [key: string, text: string]): string =>
  `${encode(key)}=${encode(text)}`;

/** Reads a full link, a hash with "#", or only the pairs, without repairs. An empty text is the default experiment. */
export const readLink = (text: string): ReadLink => readHash(hashOf(text));

function readHash(hash: string): ReadLink {
  if (hash.length > maxLinkLength) {
    return {
      ok: false,
      reason: `This link is ${hash.length.toLocaleString('en')} characters long; at most ${maxLinkLength.toLocaleString('en')} are read.`,
    };
  }
  const problems: string[] = [];
  const pairs = splitPairs(hash, problems);
  const version = readVersion(pairs.get('v'));
  if (typeof version !== 'number') return version;
  pairs.delete('v');

  const upgraded = upgrade({ ...frozenDefaults[version], ...Object.fromEntries(pairs) }, version);
  const { spec, corrections } = checkSpec(rawOf(specTable, upgraded));
  const unknown = [...pairs.keys()].flatMap((key): [string, string][] => {
    const text = ownKeys.has(key) ? undefined : upgraded[key];
    return text === undefined || !Object.hasOwn(upgraded, key) ? [] : [[key, text]];
  });
  return {
    ok: true,
    spec,
    unknown,
    corrections: [...problems, ...corrections.map((correction) => correctionText(correction, spec))],
  };
}

/**
 * Canonical text of what one run computes (without engine, target and sweep), the same for equal experiments and
 * permanently: a field is compared with its default when it was introduced, so that later fields and defaults change
 * no id.
 */
export const canonicalText = (spec: ExperimentSpec): string =>
  joined(
    fieldNames.flatMap((name): (readonly [string, string])[] => {
      const { key, since } = fields[name];
      const text = formatValue(fieldOf(name), spec[name]);
      const counts = !isAside(name) && frozenDefaults[since]?.[key] !== text;
      return counts ? [[key, text]] : [];
    }),
    1,
  );

function upgrade(values: LinkValues, from: number): LinkValues {
  let upgraded = values;
  for (let version = from + 1; version <= currentVersion; version += 1)
    upgraded = upgraders[version]?.(upgraded) ?? upgraded;
  return upgraded;
}

function readVersion(text: string | undefined): number | Extract<ReadLink, { ok: false }> {
  if (text === undefined) return currentVersion;
  if (!/^\d{1,6}$/.test(text) || Number(text) < 1) {
    return { ok: false, reason: `“v=${text.slice(0, 20)}” is not a link version.` };
  }
  const version = Number(text);
  return version > currentVersion
    ? {
        ok: false,
        reason: `This link was made by a newer version of the playground (link version ${version}; this page reads up to ${currentVersion}). Reload the page to get the newest.`,
        newer: true,
      }
    : version;
}

/** The part of an address after "#". Pairs that contain a "#" are left to the repair. */
function hashOf(text: string): string {
  const start = text.indexOf('#');
  if (start >= 0) return /^[^=&]*[/?]|^[^=]*$/.test(text.slice(0, start)) ? text.slice(start + 1) : text;
  return /^(?:[a-z][a-z+.-]*:\/\/|\?)/i.test(text) ? '' : text;
}

function splitPairs(hash: string, problems: string[]): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const part of hash.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const key = decode(equals < 0 ? part : part.slice(0, equals));
    const value = decode(equals < 0 ? '' : part.slice(equals + 1));
    if (key === null || value === null || !(ownKeys.has(key) || isKeepable(key))) {
      problems.push(`“${shortened(part)}” could not be read and was left out.`);
    } else if (pairs.has(key)) {
      problems.push(`“${shortened(key)}” occurs twice; the first was used.`);
    } else {
      pairs.set(key, value);
    }
  }
  return pairs;
}
