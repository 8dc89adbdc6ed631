// Owns what embedded pages promise their hosts: a picture at every size, training when pressed or visible, a history that
// stays as it was, and answers to the host only.
import { expect, test, type Frame, type Page } from '@playwright/test';
import { quick } from './farcast.ts';
import { hidden } from './surroundings.ts';

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

test('of two in one page one trains at a time, and one out of sight rests', async ({ page }) => {
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

test('one in a hidden tab rests, and continues when the tab is seen again', async ({ page }) => {
  const long = quick.replace('steps=120', 'steps=20000');
  const [frame] = await host(page, [frameOf(`${long}&view=loss&autoplay=visible`)]);
  const step = (): Promise<number> => frame!.evaluate(() => window.farcast.result().steps).catch(() => 0);
  await expect.poll(step).toBeGreaterThan(0);
  await hidden(true)(frame!);
  await expect(frame!.getByRole('button', { name: 'Play' })).toBeVisible();
  const before = await step();
  await expect(frame!.locator('footer')).toContainText('of 20,000');
  expect(await step()).toBe(before);
  await hidden(false)(frame!);
  await expect(frame!.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect.poll(step).toBeGreaterThan(before);
});

test('on a slide, keys that lead on do so after something in the frame was pressed', async ({ page }) => {
  const [frame, plain] = await host(page, [
    frameOf(`${quick}&view=loss&controls=play,slides`),
    frameOf(`${quick}&view=loss`),
  ]);
  await page.evaluate(() => {
    const heard: unknown[] = ((window as { heard?: unknown[] }).heard = []);
    addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string' || (data as { event?: string }).event === 'key') heard.push(data);
    });
  });
  const heard = (): Promise<unknown> => page.evaluate(() => (window as { heard?: unknown[] }).heard);
  await frame!.getByRole('button', { name: 'Play' }).click();
  await expect(frame!.getByRole('button', { name: 'Run again' })).toBeVisible();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('ArrowLeft');
  const sent = [
    { farcast: 1, event: 'key', key: 'PageDown' },
    '{"method":"triggerKey","args":[34]}',
    { farcast: 1, event: 'key', key: 'ArrowLeft' },
    '{"method":"triggerKey","args":[37]}',
  ];
  await expect.poll(heard).toEqual(sent);
  // Arrows belong to a chart that has the focus.
  await frame!.getByRole('img', { name: /Training loss/ }).focus();
  await page.keyboard.press('ArrowLeft');
  await plain!.getByRole('button', { name: 'Play' }).focus();
  await page.keyboard.press('ArrowRight');
  expect(await heard()).toEqual(sent);
});

test('messages of other windows and of other protocols are not answered, and change nothing', async ({
  page,
}) => {
  const [frame] = await host(page, [frameOf(`${quick}&view=loss&controls=play,script`)]);
  await expect(frame!.getByRole('button', { name: 'Play' })).toBeVisible();
  const answers = page.evaluate(
    () =>
      new Promise<unknown[]>((resolve) => {
        const heard: unknown[] = [];
        addEventListener('message', ({ data }: MessageEvent<{ id?: unknown }>) => {
          if (data.id !== undefined) heard.push(data.id);
          if (data.id === 'last') resolve(heard);
        });
        const post = (message: unknown): void => window.frames[0]!.postMessage(message, '*');
        for (const foreign of [null, 'play', 7, [], { farcast: 2, id: 1, call: 'play', args: [] }])
          post(foreign);
        post(JSON.stringify({ method: 'triggerKey', args: [39] }));
        // A window within the host is not the host.
        const inner = document.createElement('iframe');
        inner.srcdoc =
          "<script>parent.frames[0].postMessage({ farcast: 1, id: 'inner', call: 'play', args: [] }, '*')</script>";
        inner.onload = (): void => {
          post({ farcast: 1, id: 'unknown', call: 'constructor', args: [] });
          post({ farcast: 1, id: 'last', call: 'state', args: [] });
        };
        document.body.append(inner);
      }),
  );
  expect(await answers).toEqual(['unknown', 'last']);
  await expect(frame!.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('a sandbox without an origin shows a sentence and a way out', async ({ page }) => {
  const [frame] = await host(page, [frameOf(`${quick}&view=loss`, '320x240', 'allow-scripts allow-popups')]);
  await expect(frame!.getByText('This page cannot start in this frame.')).toBeVisible();
  await expect(frame!.getByRole('link')).toHaveAttribute('target', '_blank');
});

test('a whole instrument reports its height, which is that of its content', async ({ page }) => {
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

test('the example page drives its frame, with farcast.mjs', async ({ page }) => {
  await page.goto('/embed.html');
  await page.getByRole('button', { name: 'Train it' }).click();
  await expect(page.getByRole('status')).toContainText(/saved|No gain|cost/i);
});
