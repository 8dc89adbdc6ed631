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

const sha256 = (/** @type {string | Buffer} */ data) => createHash('sha256').update(data).digest('hex');

/** The service worker that keeps these files. @param {Readonly<Record<string, string>>} sums SHA-256 by name */
export function offlineWorker(sums) {
  const list = JSON.stringify(sums);
  return readFileSync(source, 'utf8')
    .replace('FILES;', () => `${list};`)
    .replace('${BUILD}', sha256(list).slice(0, 12));
}

/** Writes the service worker of a build. @param {string} folder */
export function keepFiles(folder) {
  const sums = filesOf(folder).map((file) => [
    file.slice(folder.length + 1).replaceAll(sep, '/'),
    sha256(readFileSync(file)),
  ]);
  writeFileSync(join(folder, 'offline.js'), offlineWorker(Object.fromEntries(sums)));
}

/** @returns {import('vite').Plugin} */
export const keptFiles = () => ({
  name: 'kept-files',
  apply: 'build',
  writeBundle({ dir = 'dist' }) {
    keepFiles(dir);
  },
});
