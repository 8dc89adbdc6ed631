// Owns offline.js in dist: the service worker with the list of the build's files, so that every build has its own
// worker.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Largest last, so that the files needed by the first instruments come first. @param {string} folder @returns {string[]} */
function filesOf(folder) {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(map|md)$/.test(entry.name) && entry.name !== 'offline.js')
    .map((entry) => join(entry.parentPath, entry.name));
  return found.sort((a, b) => readFileSync(a).length - readFileSync(b).length);
}

const sha256 = (/** @type {string | Buffer} */ data) => createHash('sha256').update(data).digest('hex');

/**
 * The service worker that stores these files.
 * @param {string} source worker.js @param {Readonly<Record<string, string>>} sums SHA-256 by name
 */
export function offlineWorker(source, sums) {
  const list = JSON.stringify(sums);
  return source.replace('FILES;', () => `${list};`).replace('${BUILD}', sha256(list).slice(0, 12));
}

/** Writes the service worker of a build. @param {string} folder */
export function keepFiles(folder) {
  const sums = filesOf(folder).map((file) => [
    file.slice(folder.length + 1).replaceAll(sep, '/'),
    sha256(readFileSync(file)),
  ]);
  const source = readFileSync(new URL('worker.js', import.meta.url), 'utf8');
  writeFileSync(join(folder, 'offline.js'), offlineWorker(source, Object.fromEntries(sums)));
}

/** @returns {import('vite').Plugin} */
export const keptFiles = () => ({
  name: 'kept-files',
  apply: 'build',
  writeBundle({ dir = 'dist' }) {
    keepFiles(dir);
  },
});
