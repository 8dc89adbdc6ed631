// Owns the digits that the app ships: the 1,797 images of 8 x 8 pixels in scikit-learn's digits.csv.gz, in its order, so
// that the people who wrote the last ones wrote few of the first. Reads the file of Debian's package python3-sklearn, or
// the one in DIGITS_CSV.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { inTemporaryFolder } from './sources.mjs';

const PIXELS = 8 * 8;
/** Largest value of a pixel. */
const MOST = 16;
const INSTALLED = '/usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz';

function readCsv() {
  const file = process.env.DIGITS_CSV ?? INSTALLED;
  if (existsSync(file)) return readFileSync(file);
  return inTemporaryFolder((folder) => {
    const script = 'apt-get download python3-sklearn && dpkg-deb -x python3-sklearn_*.deb .';
    execFileSync('sh', ['-c', script], { cwd: folder, stdio: 'ignore' });
    return readFileSync(join(folder, INSTALLED));
  });
}

/** Images with 0..16 stretched to 0..255, then labels. */
export function digits() {
  const rows = gunzipSync(readCsv()).toString().trim().split('\n');
  const values = rows.map((row) => row.split(',').map(Number));
  return Buffer.from([
    ...values.flatMap((row) => row.slice(0, PIXELS).map((ink) => Math.round((ink * 255) / MOST))),
    ...values.map((row) => row[PIXELS] ?? 0),
  ]);
}
