// Owns how the page starts, and its messages if it cannot: parts that are missing, damaged or fail, pages from disk
// and in frames; files stored across visits, new builds, and the policy that nothing comes from elsewhere.
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { finished, kept, quick, run, watchErrors } from './farcast.ts';
import { missing, startFaultyServer, truncated, type Fault, type FaultyServer } from './faulty-server.ts';

const main = /assets\/index-[^/]*\.js$/;
const part = /assets\/page-[^/]*\.js$/;
const worker = /worker-entry[^/]*\.js$/;
const tiny = 'v=2&samples=32&layers=4&steps=60&warmup=20&window=9&period=15&candidates=3&seeds=2&lr=0.5';

let server: FaultyServer;

test.beforeAll(async () => {
  server = await startFaultyServer();
});
test.beforeEach(() => {
  server.faults = [];
  server.publish('a');
});
test.afterAll(() => server.close());

const address = (folder = 'a'): string => `${server.origin}/${folder}/`;
const reload = (page: Page) => page.getByRole('button', { name: 'Reload without cache' });

async function expectStarted(page: Page): Promise<void> {
  await page.waitForFunction(() => 'farcast' in window);
  await expect(page.getByRole('banner')).toBeVisible();
}

const html = '<html>Log in to this network</html>';
const faults: readonly (readonly [name: string, says: RegExp, ...faults: Fault[]])[] = [
  ['its script is missing', /index-.*the server answers 404/, missing(main)],
  ['its script is cut', /index-[^ ]*: arrived damaged/, truncated(main)],
  [
    'its script is cut, and still is a script',
    /func is not.*index-[^ ]*: arrived damaged/,
    { path: main, body: () => 'func' },
  ],
  ['its script comes as a text', /index-.*sends it as text\/plain/, { path: main, type: 'text/plain' }],
  ['a part is missing', /page-.*the server answers 404/, missing(part)],
  ['a part is cut', /page-[^ ]*: arrived damaged/, truncated(part)],
  [
    'a login comes for all',
    /(sends it as text\/html.*){3}/,
    { path: /assets/, type: 'text/html', body: () => html },
  ],
  [
    'it fails while starting',
    /failed.*a fault of this test/,
    { path: main, body: () => 'throw new Error("a fault of this test")' },
  ],
];

test('a page that cannot start says what failed, and starts once that is mended', async ({ page }) => {
  for (const [name, says, ...some] of faults)
    await test.step(name, async () => {
      server.faults = some;
      await page.goto('about:blank');
      await page.goto(`${address()}#${quick}`);
      await expect(page.getByRole('alert')).toContainText('This page could not start.');
      await expect(page.getByRole('alert')).toContainText(says);
      await expect(reload(page)).toBeVisible();
    });
  server.faults = [];
  await reload(page).click();
  await expectStarted(page);
  expect(page.url()).toContain(quick);
});

test('a damaged file that would be cached forever is requested past the cache', async ({ page }) => {
  const kept = { headers: { 'cache-control': 'public, max-age=31536000, immutable' } };
  server.faults = [
    { ...truncated(main), ...kept },
    { path: /./, ...kept },
  ];
  await page.goto(address());
  await expect(page.getByRole('alert')).toContainText('arrived damaged');
  server.faults = [{ path: /./, ...kept }];
  await reload(page).click();
  await expectStarted(page);
});

test('without its style sheet or its first script the page says so', async ({ page }) => {
  server.faults = [missing(/\.css$/)];
  await page.goto(address());
  await expectStarted(page);
  await expect(page.getByRole('alert').first()).toContainText('The style sheet could not be loaded.');
  server.faults = [missing(/start\.js$/), missing(main)];
  await page.goto('about:blank');
  await page.goto(address());
  await expect(page.getByRole('main')).toContainText('If this does not change');
});

test('from disk and in a frame without rights it says why, and what to do', async ({ page }) => {
  await page.goto(`file://${fileURLToPath(new URL('../dist/index.html', import.meta.url))}`);
  await expect(page.getByRole('alert')).toContainText('cannot be opened from disk');
  await expect(page.getByRole('alert')).toContainText('npm start');
  await page.route('**/frame.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<iframe sandbox="allow-scripts" src="${address()}#${quick}"></iframe>`,
    }),
  );
  await page.goto(`${server.origin}/frame.html`);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('alert')).toContainText('allow-same-origin');
  await expect(frame.getByRole('link')).toHaveAttribute('href', `${address()}#${quick}`);
});

test('without workers the page starts, and says that none are available', async ({ page }) => {
  await page.addInitScript(() => {
    window.Worker = function () {
      throw new DOMException('refused', 'SecurityError');
    } as unknown as typeof Worker;
  });
  await page.goto(address());
  await expect(page.getByRole('alert')).toContainText('allows no workers here');
});

const damaged = [
  ['no script', (right: Buffer) => `${right.toString().slice(0, right.length / 2)} ("`],
  ['a script that never answers', () => ''],
] as const;

for (const [what, body] of damaged)
  test(`a worker that arrived damaged, as ${what}, is requested past the cache`, async ({ page }) => {
    server.faults = [
      { path: worker, body, headers: { 'cache-control': 'public, max-age=31536000, immutable' } },
    ];
    await page.goto(`${address()}#${tiny}`);
    server.faults = [];
    // A worker has a minute for its first answer.
    await page.getByRole('button', { name: 'Continue' }).click();
    await finished(page);
  });

test('a page of the build before says that there is a new one, and a reload comes back to its experiment', async ({
  page,
}) => {
  // As if it had no time to load its instruments.
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
  await page.goto(`${address()}#${tiny}`);
  await finished(page);
  server.publish('a', 'next');
  await page.keyboard.press('?');
  await expect(page.getByRole('alert')).toContainText('A new version of this page was published');
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('tab', { name: 'Maps' }).click();
  await expect(page.getByRole('alert')).toContainText('no longer available');
  await page.getByRole('alert').getByRole('button', { name: 'Reload to update' }).click();
  await page.waitForFunction(
    () => 'farcast' in window && document.querySelector('script[src$="2.js"]') !== null,
  );
  await finished(page);
  expect(page.url()).toContain(tiny);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText(/Farcast Playground [\d.]+, build [\w-]+2\./);
});

test.describe('what is stored across visits', () => {
  test.use({ serviceWorkers: 'allow' });

  test('is each folder’s own, right, and of the newest build', async ({ page, context }) => {
    server.publish('b');
    for (const folder of ['a', 'b']) {
      await page.goto(`${address(folder)}#${tiny}`);
      await kept(page);
    }
    // Damaged files, in storage or on the server, are not shown.
    await page.evaluate(async () => {
      for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys())
          if (/\/b\/.*(index-|worker-entry)/.test(url))
            await (await caches.open(name)).put(url, new Response('damaged'));
    });
    await page.reload();
    await finished(page);
    server.faults = [{ path: /\/index.html/, status: 500, body: () => 'oops' }];
    await page.reload();
    await finished(page);
    server.faults = [];

    // The other folder's build is replaced while its page is open; both pages work without a network.
    server.publish('a', 'next');
    const updated = await context.newPage();
    await updated.goto(`${address('a')}#${tiny}`);
    await kept(updated);
    await context.setOffline(true);
    await updated.reload();
    await finished(updated);
    expect(await updated.locator('script[src$="2.js"]').count()).toBe(1);
    await page.reload();
    await finished(page);
  });
});

async function openInstruments(page: Page): Promise<void> {
  for (const name of ['Evidence', 'Network', 'Maps', 'Sweep', 'Compare', 'Sequence lab']) {
    await page.getByRole('tab', { name }).click();
    await expect(page.getByRole('tabpanel')).not.toContainText('Loading …');
  }
}

async function savePictures(page: Page): Promise<void> {
  for (const kind of ['SVG', 'PNG', 'CSV']) {
    await page.getByRole('button', { name: 'Save this chart' }).first().click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('button', { name: new RegExp(`^${kind}`) })
        .first()
        .click(),
    ]);
    expect(download.suggestedFilename()).toMatch(new RegExp(kind, 'i'));
  }
}

test('nothing comes from another host, and the policy holds: engines, pictures, instruments', async ({
  page,
  context,
}) => {
  const errors = watchErrors(page);
  const foreign: string[] = [];
  context.on('request', (request) => {
    if (!request.url().startsWith(server.origin) && !request.url().startsWith('blob:'))
      foreign.push(request.url());
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ blockedURI, violatedDirective }) =>
      console.error(`policy: ${violatedDirective} ${blockedURI}`),
    );
  });
  await page.goto(`${address()}#${tiny}`);
  await finished(page);
  for (const engine of ['fused', 'tensorflow', 'simd', 'reference'])
    expect((await run(page, `#${tiny}&engine=${engine}`)).engine.name).toBe(engine);
  await openInstruments(page);
  await savePictures(page);

  // Without a GPU, and with WebAssembly that arrives damaged once.
  let damaged = 1;
  const noGpu = 'Object.defineProperty(WorkerNavigator.prototype, "gpu", { get: () => undefined });';
  server.faults = [
    { path: worker, body: (right) => noGpu + right.toString() },
    { path: /\.wasm$/, body: (right) => (damaged-- > 0 ? right.subarray(0, 1000) : right) },
  ];
  await page.goto('about:blank');
  await page.goto(`${address()}#${tiny}`);
  await page.evaluate(() => window.farcast.ready);
  const { engine } = await run(page, `#${tiny}&engine=tensorflow`);
  expect([engine.name, engine.backend]).toEqual(['tensorflow', 'wasm']);
  expect(damaged).toBeLessThan(1);

  expect(await page.evaluate(() => fetch('https://example.org/').catch(() => 'refused'))).toBe('refused');
  expect(foreign).toEqual([]);
  expect(errors.filter((error) => !error.includes('example.org'))).toEqual([]);
});
