/** A link as the page reads it: the experiment, the sequence lab, what is shown of it, and unknown keys, listed by name. */
import type { LabSettings } from '../lab/lab-fields.ts';
import { takeLab, withLab } from '../lab/lab-link.ts';
import { takeExtras, withExtras, type LinkExtras } from './extras.ts';
import { readLink, writeLink, type ReadLink, type UnknownKeys } from './link.ts';
import { hint, noKey, shortened } from './text.ts';

export type PageLink =
  | (Extract<ReadLink, { ok: true }> & { readonly lab: LabSettings | null; readonly extras: LinkExtras })
  | Extract<ReadLink, { ok: false }>;

/** Reads a link without repairs. If it is not clean, `readMangledLink` may read more of it. */
export function readPageLink(text: string, nearest = noKey, nearestOfLab = noKey): PageLink {
  const read = readLink(text);
  if (!read.ok) return read;
  const { extras, others: beside, corrections } = takeExtras(read.unknown);
  const { lab, others } = takeLab(beside, nearestOfLab);
  const settings = lab?.settings ?? null;
  const kept = readLink(writeLink(read.spec, withLab(withExtras(others, extras), settings)));
  const unknown = kept.ok ? takeLab(takeExtras(kept.unknown).others).others : [];
  const lost = others.filter(([key]) => !unknown.some(([other]) => other === key));
  const told = (keys: UnknownKeys, what: string): string[] => {
    const named = keys.slice(0, maxNamed).map(([key]) => `“${shortened(key)}”${hint(nearest(key))}`);
    const more = keys.length > maxNamed ? ` and ${keys.length - maxNamed} more` : '';
    return keys.length === 0 ? [] : [`${named.join(', ')}${more}: not known here, ${what}.`];
  };
  return {
    ...read,
    unknown,
    lab: settings,
    extras,
    corrections: [
      ...read.corrections,
      ...(lab?.corrections ?? []),
      ...corrections,
      ...told(unknown, 'so without effect; kept in new links'),
      ...told(lost, 'and cannot be kept in new links'),
    ],
  };
}

/** Maximum number of keys that are named one by one. */
const maxNamed = 20;

/** Whether there is nothing to report, and it does not seem to be an address that lost its “#”. */
export const isClean = (text: string, read: PageLink): boolean =>
  read.ok &&
  read.corrections.length === 0 &&
  (text.includes('#') || !/[/?].*(?:=|%(?:25)*3D|＝)/is.test(text));
