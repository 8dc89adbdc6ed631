/** A link as the page reads it: the experiment, the sequence lab, what is shown of it, and unknown keys, listed by name. */
import { takeExtras, withExtras, type LinkExtras } from './extras.ts';
import { readLink, writeLink, type ReadLink, type UnknownKeys } from './link.ts';
import { hint, noKey, shortened } from './text.ts';

export type PageLink =
  | (Extract<ReadLink, { ok: true }> & {
      /** The text of the sequence lab's key (`lab-link.ts`); null without one. */
      readonly lab: string | null;
      readonly extras: LinkExtras;
    })
  | Extract<ReadLink, { ok: false }>;

const labKey = 'lab';

/** The keys of a link that are not the experiment's. */
export const besideKeys = (unknown: UnknownKeys, extras: LinkExtras, lab: string | null): UnknownKeys => [
  ...(lab === null ? [] : [[labKey, lab] as const]),
  ...withExtras(unknown, extras),
];

const withoutLab = (keys: UnknownKeys): UnknownKeys => keys.filter(([key]) => key !== labKey);

/** Reads a link without repairs. If it is not clean, `readMangledLink` may read more of it. */
export function readPageLink(text: string, nearest = noKey): PageLink {
  const read = readLink(text);
  if (!read.ok) return read;
  const { extras, others: beside, corrections } = takeExtras(read.unknown);
  const lab = beside.find(([key]) => key === labKey)?.[1] ?? null;
  const others = withoutLab(beside);
  const kept = readLink(writeLink(read.spec, besideKeys(others, extras, lab)));
  const unknown = kept.ok ? withoutLab(takeExtras(kept.unknown).others) : [];
  const lost = others.filter(([key]) => !unknown.some(([other]) => other === key));
  const told = (keys: UnknownKeys, what: string): string[] => {
    const named = keys.slice(0, maxNamed).map(([key]) => `“${shortened(key)}”${hint(nearest(key))}`);
    const more = keys.length > maxNamed ? ` and ${keys.length - maxNamed} more` : '';
    return keys.length === 0 ? [] : [`${named.join(', ')}${more}: not known here, ${what}.`];
  };
  return {
    ...read,
    unknown,
    lab,
    extras,
    corrections: [
      ...read.corrections,
      ...corrections,
      ...told(unknown, 'so without effect; kept in new links'),
      ...told(lost, 'and cannot be kept in new links'),
    ],
  };
}

/** Maximum number of keys that are named one by one. */
const maxNamed = 20;

/** Whether there is nothing to report, no lab to be read, and it does not seem to be an address that lost its “#”. */
export const isClean = (text: string, read: PageLink): boolean =>
  read.ok &&
  read.corrections.length === 0 &&
  read.lab === null &&
  (text.includes('#') || !/[/?].*(?:=|%(?:25)*3D|＝)/is.test(text));
