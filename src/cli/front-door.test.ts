/** What README and its companions say: links open as they stand, experiments end as quoted, what is named exists. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { experimentId } from '../core/digest.ts';
import { canonicalText } from '../experiment/link/link.ts';
import { readPageLink } from '../experiment/link/page-link.ts';
import { resultOf } from '../record/result.ts';
import { hosted } from '../record/testing/hosted.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const textOf = (name: string): string => readFileSync(join(root, name), 'utf8');
const groups = (text: string, pattern: RegExp): string[][] =>
  Array.from(text.matchAll(pattern), ([, ...found]) => found);

const readme = textOf('README.md');
const manifest = JSON.parse(textOf('package.json')) as {
  readonly version: string;
  readonly license: string;
  readonly scripts: Readonly<Record<string, string>>;
};

describe('README.md', () => {
  const links = groups(readme, /(#(?:v=|\w+=)[^\s'"`)]*)/g).map(([link = '']) => link);

  it.each(links)('%s is a link of the page as it stands', (link) => {
    expect(readPageLink(link)).toMatchObject({ ok: true, corrections: [] });
  });

  const quoted = groups(readme, /localhost:4173\/(#[^\s)]+)\)[^>]*?\n +> ((?:.+\n +> )*.+)\n/g).map(
    ([link = '', sentence = '']) => [link, sentence.replaceAll(/\s+> /g, ' ')] as const,
  );

  it('quotes what comes out of three experiments', () => {
    expect(quoted).toHaveLength(3);
    expect(quoted.filter(([, sentence]) => sentence.includes('loses to it')).length).toBeGreaterThan(0);
  });

  it.each(quoted)('%s ends in the sentence quoted below it', async (link, sentence) => {
    const read = readPageLink(link);
    if (!read.ok) throw new Error(read.reason);
    const result = resultOf(await hosted(read.spec), experimentId(canonicalText(read.spec)));
    expect(result.verdict.sentence).toBe(sentence);
  });

  it('names scripts that there are', () => {
    const named = groups(readme, /npm run ([\w-]+)/g).map(([name = '']) => name);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
    const files = groups(readme, /node (scripts\/[\w./-]+)/g).map(([name = '']) => name);
    expect(files.filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });
});

it.each(['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'docs/ARCHITECTURE.md', 'docs/METHOD.md'])(
  'what %s links to exists, and so do places in it',
  (page) => {
    const targets = groups(textOf(page), /(?:\]\(|src(?:set)?=")(?!https?:)([^)"\s]+)/g).map(
      ([to = '']) => to,
    );
    if (page === 'README.md') expect(targets.length).toBeGreaterThan(10);
    const missing = targets.filter((target) => {
      const [file = '', place] = target.split('#');
      const path = join(root, file === '' ? page : join(dirname(page), file));
      if (!existsSync(path)) return true;
      return place !== undefined && !placesIn(readFileSync(path, 'utf8')).includes(place);
    });
    expect(missing).toEqual([]);
  },
);

/** Anchors of headings, as GitHub makes them. */
const placesIn = (text: string): string[] =>
  groups(text, /^#+ (.+)$/gm).map(([title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

it('CITATION.cff and CHANGELOG.md are of this version, under this licence', () => {
  const citation = textOf('CITATION.cff');
  expect(citation).toMatch(/^cff-version: 1\.2\.0$/m);
  expect(/^version: (.+)$/m.exec(citation)?.[1]).toBe(manifest.version);
  expect(/^license: (.+)$/m.exec(citation)?.[1]).toBe(manifest.license);
  expect(/^## \[([^\]]+)\]/m.exec(textOf('CHANGELOG.md'))?.[1]).toBe(manifest.version);
});
