/** The corpus of mangled links and of typed values: how each is understood, and the message. It only grows. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fields, type FieldName } from '../fields.ts';

import { readLab, writeLab } from '../lab/lab-link.ts';
import { currentVersion } from './versions.ts';
import { maxLinkLength, readLink, writeLink } from './link.ts';
import golden from './links.golden.json';
import { readMangledLink, repairLink } from './repair.ts';
import { besideKeys, isClean, readPageLink, type PageLink } from './page-link.ts';
import corpus from '../testing/mangled-links.json';
import typed from '../testing/typed-values.json';
import { checkTyped } from '../typed.ts';

interface Entry {
  readonly kind: string;
  readonly link: string;
  /** The link of the experiment that it is read as; missing if it is refused. */
  readonly means?: string;
  /** Unknown keys that new links preserve. */
  readonly keeps?: readonly string[];
  /** Line by line; if it is refused, the reason. */
  readonly says: readonly string[];
}

/** The page writes links of the current version, whatever the version of those that it reads. */
const entries: readonly Entry[] = corpus.map((entry: Entry) =>
  entry.means === undefined ? entry : { ...entry, means: entry.means.replace(/^v=3/, `v=${currentVersion}`) },
);

/** As the page reads it. */
function readFully(link: string): PageLink {
  const read = readPageLink(link);
  return isClean(link, read) ? read : readMangledLink(link);
}

/** How the page reads a link. */
function understood(link: string): Omit<Entry, 'kind' | 'link'> {
  const read = readFully(link);
  if (!read.ok) return { says: [read.reason] };
  const keeps = read.unknown.map(([key]) => key);
  const means = writeLink(read.spec, besideKeys([], {}, read.lab));
  return { means, ...(keeps.length > 0 ? { keeps } : {}), says: read.corrections };
}

describe('the corpus of mangled links', () => {
  test.each(entries)('$kind: $link', ({ kind: _, link, ...expected }) => {
    expect(understood(link)).toEqual(expected);
  });

  test('every entry says something, or is the experiment that it spells', () => {
    for (const { link, says, means } of entries)
      if (says.length === 0) expect(readLink(link), link).toMatchObject({ ok: true, corrections: [] });
      else expect(means === undefined || says.every((line) => line !== '')).toBe(true);
  });

  test('what was understood reads cleanly, and what was repaired has nothing left to repair', () => {
    for (const { link, means } of entries) {
      if (means !== undefined) expect(understood(means)).toEqual({ means, says: [] });
      const repaired = repairLink(link);
      if (repaired !== null) expect(repairLink(repaired.text), link).toBeNull();
    }
  });

  test('of many repairs, a readable number is named, and the others counted', () => {
    const link = Array.from({ length: 25 }, (_, i) => `lr=(0.${i + 11})`).join('&');
    const said = repairLink(link)?.said ?? '';
    expect(said.match(/read as/g)).toHaveLength(20);
    expect(said).toMatch(/; and 5 more\.$/);
    expect(repairLink('lr=(0.1)')?.said).not.toContain('more');
  });

  test('an HTML entity that is no sign is left out', () => {
    for (const code of ['#1114112', '#x110000', '#99999999999'])
      expect(repairLink(`v=3&lr=0.1&${code};&task=xor`)?.text).toBe('v=3&lr=0.1&task=xor');
  });

  test('covers many kinds', () => {
    expect(entries.length).toBeGreaterThanOrEqual(60);
    expect(new Set(entries.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(15);
  });
});

interface Typed {
  readonly field: FieldName;
  readonly typed: string;
  readonly value?: unknown;
  readonly problem?: string;
}

test.each(typed as readonly Typed[])(
  'typed into $field: $typed',
  ({ field, typed: text, value, problem }) => {
    const checked = checkTyped(fields[field], text);
    expect(checked.problem).toBe(problem ?? null);
    if (problem === undefined) expect(checked.value).toEqual(value);
  },
);

/** Keys and values of any text, with many fragments that repairs look for. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          ...[
            '&',
            '=',
            '#',
            '?',
            '/',
            ';',
            ':',
            '%',
            'amp;',
            'lr',
            'LR',
            'v',
            'lab',
            'seeds',
            '×',
            '®ime',
            ' ',
            '\n',
          ],
          ...[
            '32',
            '.',
            ')',
            '>',
            '“',
            '=3D',
            '%23',
            '%3D',
            '%253D',
            '://',
            '](',
            '＝',
            '\u200b',
            '-',
            '__proto__',
          ],
        ),
        fc.string({ maxLength: 3 }),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);
/** "lab" is a key of the page's links, and is read separately. */
const unknownKeys = fc.array(
  fc.tuple(
    anyText.filter((key) => key !== 'lab'),
    fc.oneof(
      anyText,
      fc.nat(9000).map((n) => '/ '.repeat(n / 2)),
    ),
  ),
  {
    maxLength: 6,
  },
);

describe('any text', () => {
  test('the link handed out is always read back, with any other keys', () => {
    fc.assert(
      fc.property(unknownKeys, fc.constantFrom(...golden), (unknown, { link }) => {
        const read = readLink(link);
        if (!read.ok) throw new Error(read.reason);
        const written = writeLink(read.spec, unknown);
        expect(written.length).toBeLessThanOrEqual(maxLinkLength);
        expect(repairLink(written)).toBeNull();
        const again = readLink(written);
        if (!again.ok) throw new Error(again.reason);
        expect(again.spec).toEqual(read.spec);
        expect(again.corrections).toEqual([]);
        for (const [key, text] of again.unknown)
          expect(unknown.some((pair) => pair[0] === key && pair[1] === text)).toBe(true);
        expect(writeLink(again.spec, again.unknown)).toBe(written);
      }),
      { numRuns: 400 },
    );
  });

  test('a mangled link is read the same once it was written, and a repaired one has nothing left to repair', () => {
    fc.assert(
      fc.property(
        fc.array(anyText).map((texts) => texts.join('&')),
        (text) => {
          const repaired = repairLink(text);
          if (repaired !== null) expect(repairLink(repaired.text)).toBeNull();
          const read = readPageLink(text);
          if (!read.ok) return;
          const lab = read.lab === null ? null : writeLab(readLab(read.lab).settings);
          const written = writeLink(read.spec, besideKeys(read.unknown, {}, lab));
          const again = readFully(written);
          if (!again.ok) throw new Error(again.reason);
          expect(again).toMatchObject({ spec: read.spec, lab });
          expect(new Map(again.unknown)).toEqual(new Map(read.unknown));
          expect(again.corrections).toHaveLength(read.unknown.length > 0 ? 1 : 0);
        },
      ),
      { numRuns: 1000, examples: [['%230/&lr']] },
    );
  });

  test('a repair never changes a link that reads cleanly', () => {
    for (const { link } of golden) {
      expect(repairLink(link)).toBeNull();
      expect(readLink(link)).toMatchObject({ corrections: [], unknown: [] });
    }
    expect(repairLink(`v=${currentVersion}`)).toBeNull();
  });
});
