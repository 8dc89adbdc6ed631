/**
 * The lab's settings within a link: one key, `lab=rate:0.95;spread:0.02`, with only what differs from the
 * lab's frozen defaults; `lab=default` where nothing does. Reading never throws; what could not be used is listed.
 */
import { bareKey, nearestKey } from '../key-names.ts';
import { formatValue, readText } from '../kinds.ts';
import { decode, shortened } from '../link-text.ts';
import { isLinkText, repairedValue } from '../typed.ts';
import {
  checkLab,
  defaultLab,
  labFieldNames,
  labFieldOf,
  labFields,
  type LabFieldName,
  type LabSettings,
} from './lab-fields.ts';
import type { UnknownKeys } from '../link.ts';
import type { LinkValues } from '../link-versions.ts';

const labKey = 'lab';
const nothingDiffers = 'default';

/** What an absent key means in links, for ever. Never edit a row; a new field adds one. */
export const frozenLabDefaults: LinkValues = {
  kind: 'regression',
  lr: '0.02',
  batch: '8',
  condition: '1.5',
  scatter: '0.3',
  runs: '40',
  l: '1000',
  rate: '0.98',
  spread: '0',
  noise: '0',
  turns: '0',
  drift: '0',
  seed: '1',
  n: '50',
  m: '150',
  columns: 'ends',
  last: '4',
  source: 'half',
  fit: 'squares',
  bias: 'on',
  sum: 'free',
  penalty: 'none',
  lambda: '0.1',
  norm: '2',
  margin: '0',
  q: '10',
};

const nameOfKey = new Map<string, LabFieldName>(labFieldNames.map((name) => [labFields[name].key, name]));

/** The canonical text of settings. Equal settings give equal texts. */
export function writeLab(settings: LabSettings): string {
  const pairs = labFieldNames
    .map((name): [string, string] => [labFields[name].key, formatValue(labFieldOf(name), settings[name])])
    .filter(([key, text]) => frozenLabDefaults[key] !== text)
    .map(([key, text]) => `${key}:${text}`);
  return pairs.length === 0 ? nothingDiffers : pairs.join(';');
}

export interface ReadLab {
  readonly settings: LabSettings;
  readonly corrections: readonly string[];
}

/** Key -> what it may be called instead. */
const calledByKey = new Map(
  labFieldNames.map((name) => [labFields[name].key, [name, labFields[name].label]]),
);

/** Reads the text of the key, mangled ones too where it is certain what they were. */
export function readLab(given: string): ReadLab {
  const raw: Partial<Record<LabFieldName, unknown>> = {};
  const problems: string[] = [];
  const text = given.includes(':') ? given : (decode(given) ?? given);
  for (const [key, value] of Object.entries(frozenLabDefaults)) {
    const name = nameOfKey.get(key);
    if (name !== undefined) raw[name] = readText(labFieldOf(name), value);
  }
  const read = new Set<LabFieldName>();
  if (text !== given) problems.push(readAs(given, text));
  for (const part of text === nothingDiffers ? [] : text.split(';')) {
    if (part === '') continue;
    const [, key = part, value] = /^(.*?)[:=：](.*)$/s.exec(part) ?? [];
    const name = value === undefined ? undefined : (nameOfKey.get(key) ?? nameOfKey.get(bareKey(key)));
    if (name === undefined || value === undefined) {
      if (bareKey(part) === nothingDiffers) problems.push(readAs(part, nothingDiffers));
      else problems.push(unknownText(part, key));
    } else if (read.has(name))
      problems.push(`Sequence lab: “${labFields[name].key}” stands twice; the first was used.`);
    else {
      read.add(name);
      const field = labFieldOf(name);
      const isWell = isLinkText(field, value);
      const used = isWell ? value : (repairedValue(field, value) ?? value);
      raw[name] = readText(field, used);
      const pair = `${field.key}:${used}`;
      if (pair !== part) problems.push(readAs(part, pair));
    }
  }
  const { settings, corrections } = checkLab(raw, defaultLab);
  return { settings, corrections: [...problems, ...corrections] };
}

const readAs = (part: string, text: string): string =>
  `Sequence lab: “${shortened(part)}” was read as “${shortened(text)}”.`;

function unknownText(part: string, key: string): string {
  const near = nearestKey(key, calledByKey);
  const hint = near === null || near === key ? '.' : `; did you mean “${near}”?`;
  return `Sequence lab: “${shortened(part)}” is not known and was left out${hint}`;
}

/** Takes the lab's key out of those a link brought besides its experiment; null: the link says nothing of the lab. */
export function takeLab(keys: UnknownKeys): { readonly lab: ReadLab | null; readonly others: UnknownKeys } {
  const text = keys.find(([key]) => key === labKey)?.[1];
  return {
    lab: text === undefined ? null : readLab(text),
    others: keys.filter(([key]) => key !== labKey),
  };
}

/** The keys that a link carries besides its experiment. */
export const withLab = (keys: UnknownKeys, lab: LabSettings | null): UnknownKeys =>
  lab === null ? keys : [[labKey, writeLab(lab)], ...keys];
