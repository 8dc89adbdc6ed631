// Owns what the page promises when a device is lost in the middle of a run.
import { expect, test } from '@playwright/test';
import { finished, open, run } from './farcast.ts';

const link = 'samples=64&layers=6&steps=400&seeds=3&lr=0.5&engine=fused';

test('a lost device is survived with a notice, and the result is the same to the bit', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route(/worker-entry.*\.js$/, async (route) => {
    const response = await route.fetch();
    // Workers see no init script: their code is given a prelude that destroys the first device that trains.
    const prelude = `
      const request = GPUAdapter.prototype.requestDevice;
      let devices = 0;
      GPUAdapter.prototype.requestDevice = async function (...args) {
        const device = await request.apply(this, args);
        devices += 1;
        // The first one is the self-test's.
        if (devices === 2) {
          const submit = device.queue.submit.bind(device.queue);
          let submissions = 0;
          device.queue.submit = (buffers) => {
            submissions += 1;
            if (submissions === 150) device.destroy();
            submit(buffers);
          };
        }
        return device;
      };\n`;
    await route.fulfill({ response, body: prelude + (await response.text()) });
  });
  await open(page, link);
  const disturbed = await finished(page);
  expect(disturbed.engine.name).toBe('fused');
  expect(disturbed.engine.reason).toMatch(/took over/);
  await expect(page.getByText('Nothing recorded was lost').first()).toBeVisible();
  const undisturbed = await run(page, `#${link}`);
  expect(undisturbed.engine.reason).toMatch(/asked for/);
  expect(undisturbed.digest).toBe(disturbed.digest);
  await context.close();
});
