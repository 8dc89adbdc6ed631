// Owns getting from a fresh checkout to installed packages: the right Node, then `npm ci` if needed. Uses only Node's
// own modules, because it runs before anything is installed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { npm, root, stop } from './process.mjs';

const stamp = join(root, 'node_modules/.cache/installed-lock');

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major >= 24 || (major === 22 && minor >= 13) || (major === 20 && minor >= 19)) return;
  stop(
    `Farcast Playground needs Node.js 20.19, 22.13 or 24 (or newer of these); this is ${process.version}. Get it from https://nodejs.org`,
  );
}

/** Installs the packages of package-lock.json, unless the last installation used the same lock file. */
export async function requireInstalled() {
  requireNode();
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing packages (npm ci) ...');
  if (!(await npm(['ci', '--no-audit', '--no-fund']))) {
    stop(
      'The packages could not be installed; npm says why above.\n' +
        'Where it speaks of the network: installing needs it once, so check the connection or proxy and try again.',
    );
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lock);
}
