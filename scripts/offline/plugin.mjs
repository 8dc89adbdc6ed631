// Owns offline.js in dist: the service worker with the list of the build's files, so that a new build is a new worker.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';

const source = new URL('worker.js', import.meta.url);

/** Largest last: what the first instruments need comes first. @param {string} folder @returns {string[]} */
function filesOf(folder) {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(map|md)$/.test(entry.name) && entry.name !== 'offline.js')
    .map((entry) => join(entry.parentPath, entry.name));
  return found.sort((a, b) => readFileSync(a).length - readFileSync(b).length);
}

/** @returns {import('vite').Plugin} */
export const keptFiles = () => ({
  name: 'kept-files',
  apply: 'build',
  writeBundle({ dir = 'dist' }) {
    const files = filesOf(dir);
    const digest = createHash('sha256');
    for (const file of files) digest.update(file).update(readFileSync(file));
    const names = files.map((file) => file.slice(dir.length + 1).replaceAll(sep, '/'));
    const text = readFileSync(source, 'utf8')
      .replace('FILES;', `${JSON.stringify(names)};`)
      .replace('${BUILD}', digest.digest('hex').slice(0, 12));
    writeFileSync(join(dir, 'offline.js'), text);
  },
});
