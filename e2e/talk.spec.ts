// Owns that a talk goes on whatever happens: by keyboard alone, without network, after the graphics process was killed, after a
// reload, from its file and its link; and that its type is large enough for a hall.
import { readFileSync } from 'node:fs';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { finished, open, openKept, quick, watchErrors } from './farcast.ts';

test.use({ serviceWorkers: 'allow' });

const parts = ['loss', 'weights', 'difference', 'error', 'verdict', 'loss'] as const;

const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

/** Opens the dialog with the keyboard alone. */
async function openDialog(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Scenes for a talk' });
  for (let i = 0; i < 60 && !(await button.evaluate((it) => it === document.activeElement)); i += 1)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Scenes for a talk' })).toBeVisible();
}

/** Adds six scenes of what is on screen, by keyboard, with a line each, and goes on stage. */
async function makeTalk(page: Page): Promise<void> {
  await openDialog(page);
  const choice = page.getByRole('combobox', { name: /^Show/ });
  for (const part of parts) {
    await choice.focus();
    await choice.selectOption(part);
    await press(page, 'Tab', 'Enter');
  }
  await expect(page.getByText('Scene 6 added.')).toBeVisible();
  for (const [at] of parts.entries()) {
    await page.getByRole('textbox', { name: `Line for the audience, scene ${at + 1}` }).focus();
    await page.keyboard.type(`Line ${at + 1}`);
    await press(page, 'Tab');
    await page.keyboard.type(`Note ${at + 1}`);
  }
  await page.getByRole('dialog').getByRole('button', { name: 'Present', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expectScene(page, 1);
}

/** Presents six scenes, and opens the notes. */
async function withNotes(page: Page, context: BrowserContext): Promise<Page> {
  await open(page, quick);
  await finished(page);
  await makeTalk(page);
  const [notes] = await Promise.all([context.waitForEvent('page'), press(page, 'n')]);
  await expect(notes.getByText('Note 1')).toBeVisible();
  return notes;
}

/** The scene on stage shows its line and its picture: curves that are seen, or the verdict. */
async function expectScene(page: Page, at: number): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Line ${at}`);
  await expect(page.getByText(`${at} / ${parts.length}`, { exact: true })).toBeVisible();
  await expect(page.getByText('recorded', { exact: true })).toBeVisible();
  if (parts[at - 1] === 'verdict') {
    await expect(page.getByRole('main')).toContainText(/jumps/i);
    return;
  }
  const picture = page.getByRole('img', { name: /as recorded/ });
  await expect(picture).toBeVisible();
  // A chart draws once it knows its room.
  const curves = (): Promise<number> =>
    picture.locator('path[stroke-width="1.8"]').evaluateAll(
      (paths) =>
        paths.filter((path) => {
          const { width, height } = path.getBoundingClientRect();
          return Math.max(width, height) > 50;
        }).length,
    );
  await expect.poll(curves).toBeGreaterThan(1);
}

test('six scenes by keyboard alone, the network cut and the graphics process killed midway', async ({
  page,
  context,
  browser,
}) => {
  const errors = watchErrors(page);
  await openKept(page, quick);
  await makeTalk(page);
  await press(page, 'PageDown');
  await expectScene(page, 2);

  await context.setOffline(true);
  await press(page, 'ArrowRight');
  await expectScene(page, 3);
  const session = await browser.newBrowserCDPSession();
  const processes = async (): Promise<number[]> => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.filter(({ type }) => type === 'GPU').map(({ id }) => id);
  };
  const [killed] = await processes();
  process.kill(killed!, 'SIGKILL');
  await expect.poll(processes).not.toContain(killed);
  await press(page, 'PageDown');
  await expectScene(page, 4);
  await press(page, 'b');
  await expect(page.getByText(/^Black screen/)).toBeAttached();
  await press(page, '.', 'PageDown');
  await expectScene(page, 5);
  await press(page, 'Space');
  await expectScene(page, 6);
  await press(page, 'PageDown', 'PageUp');
  await expectScene(page, 5);

  // A reload comes back to the scene, and needs no network either.
  await expect.poll(() => page.url()).toContain('scene=5');
  await page.reload();
  await expectScene(page, 5);
  await press(page, 'Home');
  await expectScene(page, 1);
  await press(page, 'l');
  await expect(page.getByText('live', { exact: true })).toBeVisible();
  await expect(page.locator('figure[data-area="loss"]')).toBeVisible();
  await expect(page.getByText(/step 120 of 120/)).toBeVisible();
  await press(page, 'l');
  await expectScene(page, 1);
  await press(page, 'Escape');
  await expect(page.getByRole('button', { name: 'Share', exact: true })).toBeVisible();
  await expect.poll(() => page.url()).not.toContain('scene=');
  expect(errors).toEqual([]);
});

test('type on stage is at least 28 px at 1920 x 1080, grows with the window, and nothing overflows', async ({
  page,
}) => {
  await open(page, quick);
  await finished(page);
  await makeTalk(page);
  for (const [width, height] of [
    [1920, 1080],
    [3840, 2160],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const [at] of parts.entries()) {
      await press(page, at === 0 ? 'Home' : 'PageDown');
      await expectScene(page, at + 1);
      const least = (): Promise<number> =>
        page.evaluate(() => {
          const shown = [...document.querySelectorAll('main h1, main p, svg text')].filter(
            (element) => element.textContent.trim() !== '' && element.closest('[role="toolbar"]') === null,
          );
          return Math.min(...shown.map((element) => parseFloat(getComputedStyle(element).fontSize)));
        });
      await expect.poll(least).toBeGreaterThanOrEqual((28 * height) / 1080);
      const over = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
      expect(over).toBeLessThanOrEqual(0);
    }
  }
});

test('notes are in a second window, which leads through the talk; the mouse finds the way out', async ({
  page,
  context,
}) => {
  const notes = await withNotes(page, context);
  await expect(notes.getByText('Next: Line 2')).toBeVisible();
  await notes.getByRole('button', { name: 'Next' }).click();
  await expectScene(page, 2);
  await notes.keyboard.press('PageDown');
  await expectScene(page, 3);
  await expect(notes.getByText('Note 3')).toBeVisible();
  expect(
    await notes.evaluate(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('worker-')),
    ),
  ).toBe(false);
  await page.mouse.move(200, 200);
  await page.mouse.move(220, 220);
  await expect(page.getByRole('toolbar', { name: 'Stage' })).toHaveCSS('opacity', '1');
  await page.getByRole('button', { name: 'Leave' }).click();
  await expect(page.getByRole('button', { name: 'Share', exact: true })).toBeVisible();
  await expect(notes.getByText(/No talk is on stage/)).toBeVisible();
});

test('a talk is given from its file and from its link in another browser; broken ones are refused in a sentence', async ({
  page,
  context,
  browser,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, quick);
  await finished(page);
  await makeTalk(page);
  await press(page, 'Escape');
  await openDialog(page);
  await page.getByRole('button', { name: 'Copy as a link' }).click();
  await expect(page.getByText(/Link copied/)).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as a file' }).click(),
  ]);
  const file = readFileSync(await saved.path());

  const other = await browser.newContext();
  const there = await other.newPage();
  await there.goto(link);
  await expectScene(there, 1);
  await press(there, 'End');
  await expectScene(there, 6);
  expect(link.length).toBeLessThan(8192);
  // Once it is stored, the link is short.
  await expect.poll(() => there.url()).not.toContain('talk=');

  await there.goto('about:blank');
  await there.goto(link.replace(/talk=.{40}/, 'talk=1AAAA'));
  await expect(there.getByText(/The talk in this link was not opened\..*altered or lost/)).toBeVisible();
  await press(there, 'Escape');
  await openDialog(there);
  const chosen = there.getByLabel('File of a talk');
  await chosen.setInputFiles({
    name: 'newer.json',
    mimeType: 'application/json',
    buffer: Buffer.from(String(file).replace('"version":1', '"version":9')),
  });
  await expect(there.getByText(/“newer.json” was not opened\. .*another version/)).toBeVisible();
  await chosen.setInputFiles({ name: 'talk.json', mimeType: 'application/json', buffer: file });
  await expect(there.getByText('“talk.json” is open.')).toBeVisible();
  await expect(there.getByRole('textbox', { name: 'Line for the audience, scene 6' })).toHaveValue('Line 6');
  await other.close();
});

test('a browser keeps several talks: another is started, and the first is opened again after a reload', async ({
  page,
}) => {
  await open(page, quick);
  await finished(page);
  await makeTalk(page);
  await press(page, 'Escape');
  await openDialog(page);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Start another talk' }).click();
  await expect(dialog.getByText(/No scenes yet/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Add what is on screen' }).click();
  await dialog.getByRole('textbox', { name: 'Line for the audience, scene 1' }).fill('Second talk');
  const others = dialog.getByRole('region', { name: 'Other talks in this browser' });
  await expect(others).toContainText('Line 1, 6 scenes');
  await page.reload();
  await openDialog(page);
  await expect(dialog.getByRole('textbox', { name: 'Line for the audience, scene 1' })).toHaveValue(
    'Second talk',
  );
  await others.getByRole('button', { name: 'Line 1' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Line for the audience, scene 6' })).toHaveValue('Line 6');
  await expect(others).toContainText('Second talk, 1 scene');
});

test('messages that are not of a talk change nothing on stage or in the notes window', async ({
  page,
  context,
}) => {
  const notes = await withNotes(page, context);
  await notes.evaluate(() => {
    const channel = new BroadcastChannel('farcast-notes');
    for (const foreign of [
      null,
      'next',
      { type: 'act', act: 'constructor' },
      { type: 'act' },
      { type: 'scene', index: 0, count: 1, text: '<img src=x onerror=alert(1)>' },
    ])
      channel.postMessage(foreign);
    channel.close();
    postMessage({ type: 'over' }, '*');
  });
  await page.evaluate(() => postMessage({ type: 'act', act: 'next' }, '*'));
  await notes.getByRole('button', { name: 'Black' }).click();
  await expect(page.getByText(/^Black screen/)).toBeAttached();
  await notes.getByRole('button', { name: 'Black' }).click();
  await expectScene(page, 1);
  await expect(notes.getByText('Note 1')).toBeVisible();
});

test('without channels, full screen and storage a sentence says so, and the talk goes on', async ({
  page,
}) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'BroadcastChannel');
    Element.prototype.requestFullscreen = () => Promise.reject(new Error('refused for this test'));
    IDBFactory.prototype.open = () => {
      throw new DOMException('refused for this test', 'SecurityError');
    };
  });
  await open(page, quick);
  await finished(page);
  await makeTalk(page);
  await press(page, 'n');
  await expect(page.getByText(/the notes are here/)).toBeVisible();
  await expect(page.getByText('Note 1')).toBeVisible();
  await press(page, 'n', 'f');
  await expect(page.getByText(/does not let this page fill the screen/)).toBeVisible();
  await press(page, 'PageDown');
  await expectScene(page, 2);
  await press(page, 'Escape');
  await openDialog(page);
  await expect(page.getByText(/does not store the talk/)).toBeVisible();
});
