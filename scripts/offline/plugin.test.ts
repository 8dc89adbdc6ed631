import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { keepFiles } from './plugin.mjs';

it('the worker of a build lists its files by what they hold, the smallest first', () => {
  const folder = mkdtempSync(join(tmpdir(), 'farcast-build-'));
  const files = {
    'index.html': 'a page',
    'assets/b.js': 'long script',
    'assets/c.js': 'js',
    'data/images': 'x',
  };
  const others = { 'assets/b.js.map': '{}', 'data/README.md': 'words', 'offline.js': 'of a build before' };
  try {
    for (const [name, text] of Object.entries({ ...files, ...others })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    keepFiles(folder);
    const written = readFileSync(join(folder, 'offline.js'), 'utf8');
    const listed = JSON.parse(/^const files = (.*);$/m.exec(written)?.[1] ?? '') as Record<string, string>;
    expect(Object.keys(listed)).toEqual(['data/images', 'assets/c.js', 'index.html', 'assets/b.js']);
    expect(listed['assets/c.js']).toBe(createHash('sha256').update('js').digest('hex'));
    keepFiles(folder);
    expect(readFileSync(join(folder, 'offline.js'), 'utf8')).toBe(written);
    writeFileSync(join(folder, 'assets/c.js'), 'JS');
    keepFiles(folder);
    const build = (text: string) => /`\$\{ours\}(\w+)`/.exec(text)?.[1];
    expect(build(readFileSync(join(folder, 'offline.js'), 'utf8'))).not.toBe(build(written));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
