/** A link as the page reads it: the experiment, the sequence lab beside it, and what is neither, told by name. */
import type { LabSettings } from './lab/lab-fields.ts';
import { takeLab, withLab } from './lab/lab-link.ts';
import { readLink, writeLink, type ReadLink, type UnknownKeys } from './link.ts';
import { nearestLinkKey } from './link-repair.ts';
import { shortened } from './link-text.ts';

export type PageLink =
  (Extract<ReadLink, { ok: true }> & { readonly lab: LabSettings | null }) | Extract<ReadLink, { ok: false }>;

export function readPageLink(text: string): PageLink {
  const read = readLink(text);
  if (!read.ok) return read;
  const { lab, others } = takeLab(read.unknown);
  const settings = lab?.settings ?? null;
  const kept = readLink(writeLink(read.spec, withLab(others, settings)));
  const unknown = kept.ok ? takeLab(kept.unknown).others : [];
  const lost = others.filter(([key]) => !unknown.some(([other]) => other === key));
  return {
    ...read,
    unknown,
    lab: settings,
    corrections: [
      ...read.corrections,
      ...(lab?.corrections ?? []),
      ...told(unknown, 'not known here, so without effect; kept in new links.'),
      ...told(lost, 'not known here, and cannot be kept in new links.'),
    ],
  };
}

/** Keys that are named one by one. */
const mostNamed = 20;

function told(keys: UnknownKeys, what: string): string[] {
  const named = keys.slice(0, mostNamed).map(([key]) => {
    const near = nearestLinkKey(key);
    return near === null ? `“${shortened(key)}”` : `“${shortened(key)}” (did you mean “${near}”?)`;
  });
  if (named.length === 0) return [];
  const more = keys.length > mostNamed ? ` and ${keys.length - mostNamed} more` : '';
  return [`${named.join(', ')}${more}: ${what}`];
}
