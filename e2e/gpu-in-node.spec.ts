// Owns what the fused engine gives without a browser, on nodes of a cluster that have a graphics device: the results
// of the page on the same adapter, here Chromium's own SwiftShader. Needs the package "webgpu", which is large: where it
// is not installed, it is installed in continuous integration, and elsewhere the test is skipped and says so.
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { chromiumPath } from '../scripts/lib/chromium-flags.mjs';
import type { RunResult } from '../src/record/result.ts';
import { open, run } from './farcast.ts';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
/** With the version that the documentation names. */
const [webgpu = ''] = /webgpu@[\d.]+/.exec(readFileSync(join(root, 'docs/CLUSTER.md'), 'utf8')) ?? [];

const drivers = [dirname(realpathSync(chromiumPath)), '/usr/lib/chromium'].find((folder) =>
  existsSync(join(folder, 'vk_swiftshader_icd.json')),
);

const link =
  '#v=4&samples=32&layers=4&steps=60&seeds=2&lr=0.5&arms=control,farcaster,recent&engine=fused&sweep=learningRate&values=0.3,1';

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'farcast-gpu-'));
});
test.afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** As docs/CLUSTER.md says: the package beside the bundle. Null if it is there; otherwise why not. */
async function obstacle(): Promise<string | null> {
  if (drivers === undefined) return 'Chromium has no SwiftShader that Node could use';
  const installed = join(root, 'node_modules/webgpu');
  if (existsSync(installed)) {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(installed, join(folder, 'node_modules/webgpu'));
    return null;
  }
  if (process.env.CI === undefined) return `it is not installed: npm install --no-save ${webgpu}`;
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, webgpu];
  return execute('npm', args).then(
    () => null,
    (error: unknown) => `it could not be installed: ${String(error).slice(0, 200)}`,
  );
}

test('on the same adapter, Node gives the digests and the sweep of the page', async ({ page }) => {
  const why = await obstacle();
  test.skip(why !== null, `webgpu: ${why}`);
  await execute(process.execPath, ['scripts/bundle.mjs'], { cwd: root });
  const program = join(folder, 'farcast.mjs');
  copyFileSync(join(root, 'dist-cli-bundle/farcast.mjs'), program);
  const env = {
    ...process.env,
    VK_ICD_FILENAMES: join(drivers!, 'vk_swiftshader_icd.json'),
    LD_LIBRARY_PATH: drivers,
  };
  const farcast = async (...args: string[]): Promise<string> =>
    (await execute(process.execPath, [program, ...args], { env, maxBuffer: 2 ** 26 })).stdout;
  const here = JSON.parse(await farcast('run', link, '--json', '--quiet')) as RunResult;
  await open(page, 'v=4&arms=control&steps=10&seeds=1&samples=32&layers=4');
  const there = await run(page, link);
  expect(here.engine).toEqual(there.engine);
  expect(here.engine).toMatchObject({ name: 'fused', adapter: { architecture: 'swiftshader' } });
  expect(here.digest).toBe(there.digest);
  const rows = await page.evaluate(() => window.farcast.sweep());
  expect(JSON.parse(await farcast('sweep', link, '--json'))).toEqual(JSON.parse(JSON.stringify(rows)));
  // Not those of the processor, which rounds differently: it was the device that trained.
  const processor = JSON.parse(
    await farcast('run', link, '--json', '--engine', 'simd', '--quiet'),
  ) as RunResult;
  expect(processor.digest).not.toBe(here.digest);
  test.info().annotations.push({ type: 'digest of both', description: here.digest });
});
