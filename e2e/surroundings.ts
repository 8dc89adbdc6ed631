// Owns the machines and failures that tests simulate. Init scripts do not run in workers: their code gets a prelude.
import type { Frame, Page } from '@playwright/test';

export type Prepare = (page: Page) => Promise<unknown>;

/** Code that runs in every run's worker before its own; `times`: only in this many, from the first. */
export const prelude =
  (code: string, times = Infinity): Prepare =>
  async (page) => {
    let left = times;
    await page.route(/worker-entry.*\.js$/, async (route) => {
      const response = await route.fetch();
      left -= 1;
      await route.fulfill({ response, body: (left >= 0 ? `{${code}}\n` : '') + (await response.text()) });
    });
  };

/** Runs, maps and sweeps compute, but never report that they are done. */
export const neverFinishes = prelude(`
  const tell = self.postMessage.bind(self);
  self.postMessage = (message, ...rest) => {
    if (message.type !== 'moved' || message.lifecycle !== 'finished') tell(message, ...rest);
  };`);

export const noWebGpu = prelude(
  `Object.defineProperty(WorkerNavigator.prototype, 'gpu', { get: () => undefined });`,
);

export const noAdapter = prelude(`GPU.prototype.requestAdapter = () => Promise.resolve(null);`);

/** The first device that trains is destroyed during training; the very first device is that of the self-test. */
export const losesDevice = prelude(`
  const request = GPUAdapter.prototype.requestDevice;
  let devices = 0;
  GPUAdapter.prototype.requestDevice = async function (...args) {
    const device = await request.apply(this, args);
    devices += 1;
    if (devices !== 2) return device;
    const submit = device.queue.submit.bind(device.queue);
    let submissions = 0;
    device.queue.submit = (buffers) => {
      submissions += 1;
      if (submissions === 150) device.destroy();
      submit(buffers);
    };
    return device;
  };`);

/** The page under a name that browsers treat as insecure, from the server of the tests. */
export const insecure: Prepare = async (page) => {
  const port = process.env.FARCAST_E2E_PORT ?? '4173';
  await page.route('http://farcast.test/**', async (route) => {
    const url = route.request().url().replace('http://farcast.test', `http://localhost:${port}`);
    await route.fulfill({ response: await route.fetch({ url }) });
  });
};

export const fullStorage: Prepare = (page) =>
  page.addInitScript(() => {
    const refuse = (): never => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    Storage.prototype.setItem = refuse;
    IDBObjectStore.prototype.put = refuse;
  });

/** Tells the page, or a frame, that its tab is hidden, like a browser, or visible again. */
export const hidden =
  (isHidden: boolean) =>
  (page: Page | Frame): Promise<void> =>
    page.evaluate((now) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => now });
      document.dispatchEvent(new Event('visibilitychange'));
    }, isHidden);
