// Owns public/data/runs: the recorded runs that "Your run" opens as examples. One is saved by the page, one is trained in
// PyTorch by train.py (needs torch and numpy). Prints what src/instruments/trajectory/files/examples.ts and the README of
// public/data state about them.
//   node scripts/recorded/examples.mjs [page | pytorch]     one of them alone
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobWriter, configure, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';
import { withBuiltPage } from '../lib/built-page.mjs';
import { root } from '../lib/process.mjs';
import { findPython } from '../lib/python.mjs';

configure({ useWebWorkers: false });

/** Nine runs: with fewer, no difference to one of eight rivals can be claimed after Holm's correction. */
const seeds = 9;

/** The archive that the page saves of an experiment. */
const fromPage = () =>
  withBuiltPage(async (browser, address) => {
    const page = await browser.newPage();
    await page.goto(
      `${address}#v=3&engine=simd&seeds=1-${seeds}&arms=control,farcaster&stride=20&window=6&period=140&warmup=140`,
    );
    await page.waitForFunction('window.farcast !== undefined');
    await page.evaluate('window.farcast.finished()');
    await page.getByRole('button', { name: 'Download, script, cite' }).click();
    const archive = page.waitForEvent('download', { timeout: 120_000 });
    await page.getByRole('button', { name: /^Save trajectory/ }).click();
    return readFileSync(await (await archive).path());
  });

/** Checkpoints of PyTorch, and the losses of each run. */
async function fromPyTorch() {
  const python = findPython();
  if (python === null) throw new Error('No Python with torch was found: set FARCAST_PYTHON');
  const folder = mkdtempSync(join(tmpdir(), 'farcast-example-'));
  try {
    for (let seed = 0; seed < seeds; seed += 1) {
      const settings = `--seed ${seed} --steps 800 --every 50 --rate 0.003 --format pt`.split(' ');
      const out = join(folder, `seed-${seed}`);
      const script = join(root, 'scripts/recorded/train.py');
      const { status } = spawnSync(python, [script, 'digits', '--out', out, ...settings], {
        stdio: 'inherit',
      });
      if (status !== 0) throw new Error(`train.py ended with ${status}`);
    }
    return await packed(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One zip of a folder, the same bytes for the same files. @param {string} folder */
async function packed(folder) {
  const zip = new ZipWriter(new BlobWriter(), { level: 9, lastModDate: new Date(2026, 0, 1) });
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((one) => /checkpoint-\d+\.pt$|losses\.csv$/.test(one)).sort())
    await zip.add(name.replaceAll('\\', '/'), new Uint8ArrayReader(readFileSync(join(folder, name))));
  return Buffer.from(await (await zip.close()).arrayBuffer());
}

const makers = { page: ['moons.zip', fromPage], pytorch: ['digits-pytorch.zip', fromPyTorch] };

mkdirSync(join(root, 'public/data/runs'), { recursive: true });
for (const [which, [name, make]] of Object.entries(makers)) {
  if (process.argv.length > 2 && !process.argv.includes(which)) continue;
  const bytes = await /** @type {() => Promise<Buffer>} */ (make)();
  writeFileSync(join(root, 'public/data/runs', /** @type {string} */ (name)), bytes);
  console.log(`${name}: ${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`);
}
