// Owns what links promise: they reopen exactly the page they were copied from, and bad ones do no harm.
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { open, quick, result, watchErrors } from './farcast.ts';

interface GoldenLink {
  readonly version: number;
  readonly link: string;
}

const golden = JSON.parse(
  readFileSync(new URL('../src/experiment/link/links.golden.json', import.meta.url), 'utf8'),
) as GoldenLink[];

test('a copied link reopens the same experiment', async ({ page }) => {
  await open(page, quick);
  const link = await page.evaluate(() => window.farcast.link());
  const { experimentId, spec } = await result(page);
  await page.goto('about:blank');
  await page.goto(link);
  await page.evaluate(() => window.farcast.ready);
  const again = await result(page);
  expect(again.experimentId).toBe(experimentId);
  expect(again.spec).toEqual(spec);
});

for (const [number, { version, link }] of golden.entries()) {
  test(`link ${number + 1} of version ${version} opens: ${link.slice(0, 60)}`, async ({ page }) => {
    const errors = watchErrors(page);
    await open(page, 'steps=10');
    const { corrections } = await page.evaluate((text) => window.farcast.load(text), link);
    expect(corrections).toEqual([]);
    expect(errors).toEqual([]);
  });
}

const hostile: readonly (readonly [name: string, hash: string, said: RegExp])[] = [
  ['truncated', 'v=1&task=moo', /moo/],
  ['huge numbers', 'steps=1e999&lr=99999999999999999999', /Step budget|Learning rate/],
  ['not a number', 'lr=NaN&steps=Infinity', /not a number/],
  ['wrong types', 'layers=true&seeds=%7B%7D&arms=1', /true/],
  ['script text', 'task=%3Cscript%3Ealert(1)%3C%2Fscript%3E', /script/],
  ['broken escapes', 'task=%E0%A4%A&steps=20', /could not be read/],
  ['newer than the page', 'v=99&task=xor', /newer version/],
];

for (const [name, hash, said] of hostile) {
  test(`a link that is ${name} opens with a banner and runs`, async ({ page }) => {
    const errors = watchErrors(page);
    page.on('dialog', () => errors.push('a dialog opened'));
    await open(page, `${hash}&seeds=2`);
    await expect(
      page.getByRole('alert').or(page.getByRole('status')).filter({ hasText: said }).first(),
    ).toBeVisible();
    expect((await result(page)).steps).toBeGreaterThanOrEqual(0);
    expect(errors).toEqual([]);
  });
}

test('an unusable link leaves the running experiment untouched', async ({ page }) => {
  await open(page, quick);
  const before = await page.evaluate(() => window.farcast.finished());
  for (const link of ['#v=99', `#${'x'.repeat(10_000_000)}`]) {
    const message = await page.evaluate((text) => window.farcast.load(text).then(() => '', String), link);
    expect(message).toMatch(/newer version|characters long/);
  }
  expect(await result(page)).toEqual(before);
});

test('unknown keys are preserved in the link', async ({ page }) => {
  await open(page, `${quick}&future=1`);
  expect(await page.evaluate(() => window.farcast.link())).toContain('future=1');
});

test('what is being typed is in the link that Ctrl + S copies, and a change survives a reload at once', async ({
  browser,
}) => {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await open(page, quick);
  const rate = page.getByRole('textbox', { name: 'Learning rate, exact value' });
  await rate.fill('.123456');
  await rate.press('Control+s');
  await expect(page.getByText('Link copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('lr=0.123456');
  await expect(rate).toHaveValue('0.123456');
  await rate.fill('.1235');
  await rate.press('Enter');
  await page.reload();
  await expect(rate).toHaveValue('0.1235');
  expect(page.url()).toContain('lr=0.1235');
  await context.close();
});

test('a line of the sender’s goes with the link, and is shown as theirs', async ({ page }) => {
  await open(page, `${quick}&engine=simd`);
  await page.evaluate(() => window.farcast.finished());
  await page.getByRole('button', { name: 'More ways to share' }).click();
  await page.getByRole('textbox', { name: /^A line to whom/ }).fill('  See step 40 <b>& on</b>  ');
  const link = await page.getByRole('textbox', { name: 'Link', exact: true }).inputValue();
  await page.goto('about:blank');
  await page.goto(link);
  const received = page.getByRole('region', { name: 'Shared with you' });
  await expect(received.locator('q')).toHaveText('See step 40 <b>& on</b>');
  await expect(received).toContainText('The sender writes:');
  await expect(received).toContainText('Same result.');
});

test('where the browser refuses to copy, a sentence says so, and the link is there to be copied by hand', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const refuse = (): Promise<never> => Promise.reject(new DOMException('refused', 'NotAllowedError'));
    Clipboard.prototype.write = refuse;
    Clipboard.prototype.writeText = refuse;
  });
  await open(page, quick);
  await page.evaluate(() => window.farcast.finished());
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Share this experiment' });
  await expect(dialog).toContainText(/not let this page copy/);
  await expect(dialog.getByRole('textbox', { name: 'Link', exact: true })).toHaveValue(/#v=4&.*result=/);
  await dialog.getByRole('button', { name: 'Copy the link' }).click();
  await expect(dialog.getByRole('status').filter({ hasText: /copy it by hand/ })).toBeVisible();
});

test('every link of the help sheet leads to a document that comes with the page', async ({ page }) => {
  await open(page, quick);
  await page.keyboard.press('?');
  const links = page.getByRole('dialog').getByRole('link');
  await expect(links).not.toHaveCount(0);
  const found = await links.evaluateAll((all) =>
    all.map((link) => [link.textContent, (link as HTMLAnchorElement).href] as const),
  );
  expect(found.map(([title]) => title)).toEqual(
    expect.arrayContaining(['The paper', 'Method', 'Findings', 'Changelog', 'Licence']),
  );
  for (const [title, address] of found.filter(([, each]) => each.startsWith(new URL(page.url()).origin))) {
    const response = await page.request.get(address);
    expect([title, response.status(), (await response.text()).includes('<!doctype html>')]).toEqual([
      title,
      200,
      false,
    ]);
  }
});

test('a shared link carries its result: the recipient sees whether it is the same', async ({ browser }) => {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await open(page, `${quick}&engine=simd`);
  await page.evaluate(() => window.farcast.finished());
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByText('Link copied')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link.length).toBeLessThan(300);
  const received = page.getByRole('region', { name: 'Shared with you' });
  const arrive = async (address: string): Promise<void> => {
    await page.goto('about:blank');
    await page.goto(address);
  };
  await arrive(link);
  await expect(received).toContainText('Shared with you: moons, learning rate 0.5, 3 seeds.');
  await expect(received).toContainText('Same result. Bit-identical');
  await arrive(link.replace('engine=simd', 'engine=reference'));
  await expect(received).toContainText('Same result. Bit-identical');
  await arrive(link.replace('lr=0.5', 'lr=0.4'));
  await expect(received).toContainText('The settings in this link are not those of its result.');
  await arrive(`${link.slice(0, -1)}${link.endsWith('a') ? 'b' : 'a'}`);
  await expect(received).toContainText('The result in this link was altered on its way.');
  await arrive(link.replace('result=1;', 'result=2;'));
  await expect(received).toContainText('made by a newer version');
  await received.getByRole('button', { name: 'Hide this' }).click();
  await expect(received).toBeHidden();
  await expect.poll(() => page.url()).not.toContain('result');
  await context.close();
});
