import { describe, expect, it } from 'vitest';
import { isOtherBuild } from './builds.ts';

const page = (...files: readonly string[]): string =>
  `<head><title>Farcast Playground</title>${files.map((file) => `<script src="./assets/${file}"></script>`).join('')}`;

describe('isOtherBuild', () => {
  const own = page('index-abc.js', 'part-def.js', 'style-ghi.css');

  it.each([
    ['the same page', own, false],
    ['the page before more of it was fetched', page('index-abc.js'), false],
    ['another script', page('index-xyz.js', 'part-def.js', 'style-ghi.css'), true],
    ['another style sheet alone', page('index-abc.js', 'part-def.js', 'style-xyz.css'), true],
    ['a login of the network', '<html>Log in to this network</html>', false],
    ['nothing', '', false],
  ])('tells %s', (_, text, is) => {
    expect(isOtherBuild(text, own)).toBe(is);
  });
});
