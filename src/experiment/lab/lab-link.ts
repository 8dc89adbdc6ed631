/**
 * The lab's settings within a link: one key, `lab=rate:0.95;spread:0.02`, with only what differs from the lab's
 * frozen defaults; `lab=default` if nothing does. Reading never throws; values that could not be used are listed.
 */
import { checkLab, labFieldNames, labFields, labTable, type LabSettings } from './lab-fields.ts';
import { rawOf, textsOf } from '../link/codec.ts';
import { hint, noKey, shortened, type NearestKey } from '../link/text.ts';
import type { LinkValues } from '../link/versions.ts';

const nothingDiffers = 'default';

/** The meaning of an absent key in links, permanently. Never edit a row; a new field adds one. */
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

const labKeys: ReadonlySet<string> = new Set(labFieldNames.map((name) => labFields[name].key));

/** The canonical text of settings. Equal settings give equal texts. */
export function writeLab(settings: LabSettings): string {
  const pairs = textsOf(labTable, settings, frozenLabDefaults).map(([key, text]) => `${key}:${text}`);
  return pairs.length === 0 ? nothingDiffers : pairs.join(';');
}

export interface ReadLab {
  readonly settings: LabSettings;
  readonly corrections: readonly string[];
}

/** Reads the text of the key; `nearest` suggests the key that an unknown one may have meant. */
export function readLab(text: string, nearest: NearestKey = noKey): ReadLab {
  const problems: string[] = [];
  const texts: Record<string, string> = {};
  for (const part of text === nothingDiffers ? [] : text.split(';')) {
    if (part === '') continue;
    const [key = '', ...value] = part.split(':');
    if (value.length === 0 || !labKeys.has(key))
      problems.push(
        `Sequence lab: “${shortened(part)}” is not known and was left out${hint(nearest(part.replace(/:.*$/s, '')))}.`,
      );
    else if (Object.hasOwn(texts, key))
      problems.push(`Sequence lab: “${key}” occurs twice; the first was used.`);
    else texts[key] = value.join(':');
  }
  const { settings, corrections } = checkLab(rawOf(labTable, { ...frozenLabDefaults, ...texts }));
  return { settings, corrections: [...problems, ...corrections] };
}
