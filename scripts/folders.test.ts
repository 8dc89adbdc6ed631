import { expect, it } from 'vitest';
import { crowded } from './lib/folders.mjs';

const filesIn = (folder: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${folder}/file${i}.ts`);

it('lets a folder have twelve files, tests and READMEs apart', () => {
  const beside = ['src/a/README.md', 'src/a/b.test.ts', 'src/a/B.browser.test.tsx', 'src/a/c.golden.json'];
  expect(crowded([...filesIn('src/a', 12), ...beside, ...filesIn('src/a/deeper', 12)], {})).toEqual([]);
  expect(crowded(filesIn('src/a', 13), {})).toEqual([
    'src/a has 13 files, and may have 12: move some to a new folder',
  ]);
});

it('lets the number of a large folder only shrink', () => {
  const large = { 'src/a': 15 };
  expect(crowded(filesIn('src/a', 15), large)).toEqual([]);
  expect(crowded(filesIn('src/a', 16), large)).toHaveLength(1);
  expect(crowded(filesIn('src/a', 14), large)[0]).toMatch(/write 14 there$/);
  for (const count of [12, 5, 0])
    expect(crowded(filesIn('src/a', count), large)[0]).toMatch(/off that list$/);
});
