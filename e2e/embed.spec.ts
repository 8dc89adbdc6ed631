// Owns what embedded pages promise their hosts: a picture at every size, training when asked or visible, a history that
// stays as it was, and answers to nobody but the host.
import { expect, test, type Frame, type Page } from '@playwright/test';
import { quick } from './farcast.ts';

const usual = 'allow-scripts allow-same-origin allow-downloads allow-popups';

/** Puts frames into a page of the same server, which has none of its scripts, and returns them. */
async function host(page: Page, frames: readonly string[], style = ''): Promise<Frame[]> {
  await page.route('**/host.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>Host</title><body style="margin:0;${style}">${frames.join('')}`,
    }),
  );
  await page.goto('/host.html');
  await expect.poll(() => page.frames().length).toBe(frames.length + 1);
  return page.frames().slice(1);
}

const frameOf = (hash: string, size = '480x270', sandbox = usual, more = ''): string => {
  const [width = '', height = ''] = size.split('x');
  return `<iframe src="/#${hash}" width="${width}" height="${height}" sandbox="${sandbox}" style="border:0;display:block;${more}"></iframe>`;
};

/** The link of a finished run with its result and picture, made by the page's own dialog. */
async function recordedLink(page: Page): Promise<string> {
  await page.goto(`/#${quick}&engine=simd`);
  await page.evaluate(() => window.farcast.ready.then(() => window.farcast.finished()));
  await page.getByRole('button', { name: 'More ways to share' }).click();
  const code = page.getByRole('textbox', { name: 'Code' });
  await expect(code).toHaveValue(/picture=/);
  const source = /src="[^#]*#([^"]+)"/.exec(await code.inputValue())?.[1] ?? '';
  return source.replaceAll('&amp;', '&');
}

/** How much of its window a frame's content overflows. */
const overflow = (frame: Frame): Promise<number> =>
  frame.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return Math.max(scrollWidth - innerWidth, scrollHeight - innerHeight);
  });

test('a recorded picture comes first, at three sizes and scaled, and trains when pressed', async ({
  page,
}) => {
  const link = await recordedLink(page);
  const sizes = ['320x240', '480x270', '800x450'];
  const frames = await host(page, [
    ...sizes.map((size) => frameOf(link, size)),
    frameOf(link, '480x270', usual, 'transform:scale(0.5);transform-origin:0 0'),
  ]);
  for (const frame of frames) {
    await expect(frame.getByRole('img', { name: /as recorded/ })).toBeVisible();
    await expect(frame.getByText('recorded', { exact: true })).toBeVisible();
    expect(await overflow(frame)).toBeLessThanOrEqual(0);
    expect(
      await frame.evaluate(() =>
        performance.getEntriesByType('resource').some(({ name }) => name.includes('worker-')),
      ),
    ).toBe(false);
  }
  const [small] = frames;
  await small?.getByRole('button', { name: 'Play' }).click();
  await expect(small!.getByRole('button', { name: 'Run again' })).toBeVisible();
  await expect(small!.getByText(/Training loss/)).toBeVisible();
  expect(await overflow(small!)).toBeLessThanOrEqual(0);
});

test('the host’s history and address stay as they are, whatever is done in the frame', async ({ page }) => {
  const [frame] = await host(page, [frameOf(quick, '1200x700')]);
  await frame!.getByRole('button', { name: 'Run again' }).waitFor();
  const before = await page.evaluate(() => [history.length, location.href]);
  const inside = frame!.url();
  await frame!.evaluate(() => window.farcast.load('#v=2&steps=30&seeds=2'));
  await frame!.getByRole('textbox', { name: 'Learning rate, exact value' }).fill('0.2');
  await frame!.getByRole('textbox', { name: 'Learning rate, exact value' }).press('Enter');
  await expect.poll(() => frame!.evaluate(() => window.farcast.result().spec.learningRate)).toBe(0.2);
  expect(await page.evaluate(() => [history.length, location.href])).toEqual(before);
  expect(frame!.url()).toBe(inside);
});

test('of two in one page one trains at a time, and what is out of sight rests', async ({ page }) => {
  const long = quick.replace('steps=120', 'steps=20000');
  const [first, second] = await host(page, [
    frameOf(`${long}&view=loss`),
    frameOf(`${long}&view=loss&autoplay=visible`, '480x270', usual, 'margin-top:3000px'),
  ]);
  await expect(second!.locator('footer')).toBeVisible();
  await expect(second!.locator('footer')).not.toContainText('step');
  await first!.getByRole('button', { name: 'Play' }).click();
  await expect(first!.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.evaluate(() => scrollTo(0, 9999));
  await expect(second!.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.evaluate(() => scrollTo(0, 0));
  await expect(first!.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(second!.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('a sandbox without an origin shows a sentence and a way out', async ({ page }) => {
  const [frame] = await host(page, [frameOf(`${quick}&view=loss`, '320x240', 'allow-scripts allow-popups')]);
  await expect(frame!.getByText('This page cannot start in this frame.')).toBeVisible();
  await expect(frame!.getByRole('link')).toHaveAttribute('target', '_blank');
});

test('a whole instrument is as high as its content, and says so', async ({ page }) => {
  const [frame] = await host(page, [frameOf(`${quick}&view=evidence&autoplay=visible`)]);
  const height = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        addEventListener('message', ({ data }: MessageEvent<{ event?: string; height?: number }>) => {
          if (data.event === 'height' && (data.height ?? 0) > 300) resolve(data.height ?? 0);
        });
      }),
  );
  await expect(frame!.getByRole('button', { name: 'Run again' })).toBeVisible();
  expect(await height).toBeGreaterThan(300);
});

test('the example page drives its frame, and another window gets no answer', async ({ page }) => {
  await page.goto('/embed.html');
  await page.getByRole('button', { name: 'Train it' }).click();
  await expect(page.getByRole('status')).toContainText(/saved|No gain|cost/i);
});
