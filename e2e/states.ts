// Owns the table of states other than plain success: how each is reached, what it says and which click it offers.
import { expect, type BrowserContextOptions, type Locator, type Page } from '@playwright/test';
import { finished, quick } from './farcast.ts';
import {
  prelude,
  insecure,
  losesDevice,
  noAdapter,
  neverFinishes,
  noWebGpu,
  fullStorage,
  hidden,
  type Prepare,
} from './surroundings.ts';

interface State {
  readonly name: string;
  readonly hash?: string;
  readonly prepare?: Prepare;
  /** Where it is served from, if not from the usual place. */
  readonly from?: string;
  readonly context?: BrowserContextOptions;
  /** Resolves when the state is reached. */
  readonly reach?: (page: Page) => Promise<unknown>;
  /** Everything that must be said. */
  readonly says: readonly RegExp[];
  /** The single action. */
  readonly click: (page: Page) => Locator;
  /** Its outcome. */
  readonly leads?: (page: Page) => Promise<void>;
  /** It appears below the first screen. */
  readonly tall?: boolean;
  /** Console messages are part of it. */
  readonly noisy?: boolean;
}

const button = (name: RegExp | string) => (page: Page) => page.getByRole('button', { name }).first();
const openBadge = (page: Page): Promise<void> =>
  page
    .getByRole('banner')
    .getByRole('button', { name: /simd|reference|fused|tensorflow|engine/i })
    .first()
    .click();
const openTab = (name: string) => (page: Page) => page.getByRole('tab', { name, exact: true }).click();
const done = (page: Page): Promise<unknown> => finished(page);
const first =
  (...steps: readonly ((page: Page) => Promise<unknown>)[]) =>
  async (page: Page): Promise<void> => {
    for (const step of steps) await step(page);
  };
const runs = async (page: Page): Promise<void> => {
  const ends = (): Promise<boolean> =>
    window.farcast.finished().then(
      () => true,
      () => false,
    );
  await expect.poll(() => page.evaluate(ends)).toBe(true);
};
const copies = async (page: Page): Promise<void> => {
  await expect(
    page
      .getByText('Link copied')
      .or(page.getByRole('textbox', { name: 'Link' }))
      .first(),
  ).toBeVisible();
};
const agent = (browser: string): string =>
  ({
    Firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    Safari:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
  })[browser] ?? '';

/** Trains for long enough to report its steps in several messages. */
const long = 'v=2&samples=256&layers=16,16&steps=1000&seeds=4&lr=0.1';
/** Trains for longer than any test. */
const endless = long.replace('1000', '20000');

const none = {
  hash: quick,
  prepare: noWebGpu,
  reach: first(done, openBadge),
  click: button('Copy the link to this experiment'),
  leads: copies,
} as const;

export const states: readonly State[] = [
  {
    ...none,
    name: 'no WebGPU, Chrome',
    says: [/offers no WebGPU/, /Everything still works/, /In Chrome/, /from version 113/],
  },
  {
    ...none,
    name: 'no WebGPU, Firefox',
    context: { userAgent: agent('Firefox') },
    says: [/offers no WebGPU/, /In Firefox/, /about:config/],
  },
  {
    ...none,
    name: 'no WebGPU, Safari',
    context: { userAgent: agent('Safari') },
    says: [/offers no WebGPU/, /In Safari/, /Feature Flags/],
  },
  {
    ...none,
    name: 'no adapter',
    prepare: noAdapter,
    says: [/found no graphics adapter/, /Everything still works/, /chrome:\/\/gpu/],
  },
  {
    ...none,
    name: 'software adapter',
    prepare: () => Promise.resolve(),
    says: [/only emulates a graphics card/, /Everything still works/, /chrome:\/\/gpu/],
  },
  {
    name: 'insecure page',
    hash: quick,
    prepare: insecure,
    from: 'http://farcast.test/',
    reach: first(done, openBadge),
    says: [/only on secure pages/, /Everything still works/, /over https, or from localhost/],
    click: (page) => page.getByRole('link', { name: 'Open this experiment over https' }),
  },
  {
    name: 'insecure page, sharing',
    hash: quick,
    prepare: insecure,
    from: 'http://farcast.test/',
    reach: first(done, (page) => page.getByRole('button', { name: 'Share', exact: true }).click()),
    says: [/does not let this page copy/, /Copy the link by hand/],
    click: button('Close'),
  },
  {
    name: 'device lost',
    hash: 'v=2&samples=64&layers=6&steps=400&seeds=3&lr=0.5&engine=fused',
    prepare: losesDevice,
    reach: done,
    says: [/engine was lost and started again/, /Nothing recorded was lost/],
    click: button('Dismiss'),
  },
  {
    name: 'tab hidden',
    hash: endless,
    reach: first(
      (page) => expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible(),
      hidden(true),
      (page) => expect(page.getByText('slowed in the background')).toBeVisible(),
      hidden(false),
    ),
    says: [/slowed in the background, nothing lost/],
    click: button(/Play|Run again|again|Rewind/),
  },
  {
    name: 'too large',
    hash: 'layers=256,256,256,256,256,256&seeds=1-64&steps=20000',
    says: [/too large for this machine/, /GB of memory/, /Try fewer/],
    click: button('Back to the defaults'),
    leads: runs,
  },
  {
    name: 'out of memory',
    hash: endless,
    prepare: prelude(`
      navigator.__defineGetter__('hardwareConcurrency', () => 1);
      const { Float32Array: Real } = self;
      const tell = self.postMessage.bind(self);
      let told = 0;
      self.postMessage = (message, ...rest) => {
        tell(message, ...rest);
        if (message.type === 'happened' && message.events.some(({ type }) => type === 'progressed')) told += 1;
      };
      self.Float32Array = new Proxy(Real, { construct(target, args, made) {
        if (told > 0) throw new RangeError('Array buffer allocation failed');
        return Reflect.construct(target, args, made);
      } });`),
    reach: async (page) => {
      await expect(page.getByRole('button', { name: 'Back to the defaults' })).toBeVisible();
    },
    says: [/too large for this machine/, /not enough memory/, /Try fewer/],
    click: button('Back to the defaults'),
    noisy: true,
  },
  {
    name: 'a worker of another version',
    hash: quick,
    prepare: prelude(
      `const tell = self.postMessage.bind(self);
      self.postMessage = (message, ...rest) => tell(message.type === 'opened' ? { ...message, protocol: 0 } : message, ...rest);`,
      1,
    ),
    says: [/was updated while it was open/, /another version than the page: reload the page/],
    click: button('Reload the page'),
    leads: async (page) => {
      await page.waitForFunction(() => (window as Partial<Window>).farcast !== undefined);
      await runs(page);
    },
  },
  {
    name: 'not finite',
    hash: 'v=2&task=ripple&lr=10&steps=200&seeds=4&activation=relu',
    reach: done,
    says: [/Diverged: every control stopped/, /Data recorded until then remains/, /smaller learning rate/],
    click: button(/Train at learning rate/),
    leads: async (page) => {
      await expect.poll(() => page.evaluate(() => window.farcast.link())).toContain('lr=3');
    },
  },
  {
    name: 'link, broken',
    hash: 'task=%E0%A4%A&steps=20&lr=abc&seeds=2',
    reach: done,
    says: [/could not be used exactly as it came/, /could not be read and was left out/, /Learning rate/],
    click: button('Dismiss'),
  },
  {
    name: 'link, hostile',
    hash: 'v=<script>alert(1)</script>&task=moons',
    says: [/could not be opened/, /is not a link version/, /Nothing was changed/],
    click: button('Back to the defaults'),
  },
  {
    name: 'link, newer',
    hash: 'v=99&task=xor',
    says: [/could not be opened/, /newer version/, /Nothing was changed/],
    click: button('Reload the page'),
    leads: async (page) => {
      await page.waitForLoadState();
      await expect(page.getByText(/newer version/)).toBeVisible();
    },
  },
  {
    name: 'storage full',
    hash: quick,
    prepare: fullStorage,
    reach: first(done, openTab('Compare')),
    says: [/here only until this page is closed/, /no room left/],
    click: button(/^Remove /),
  },
  {
    name: 'worker crashed',
    hash: long,
    prepare: prelude(
      `const tell = self.postMessage.bind(self);
      let told = 0;
      self.postMessage = (message, ...rest) => {
        tell(message, ...rest);
        if (message.type === 'happened' && message.events.some(({ type }) => type === 'progressed')) told += 1;
        if (told === 1) setTimeout(() => { throw new Error('a crash for this test'); });
      };`,
      1,
    ),
    reach: async (page) => {
      await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible();
    },
    says: [/stopped unexpectedly/, /Recorded data is preserved/],
    click: button('Continue'),
    leads: runs,
    noisy: true,
  },
  {
    name: 'worker missing',
    hash: quick,
    prepare: (page) => page.route(/worker-entry.*\.js$/, (route) => route.abort()),
    says: [/stopped unexpectedly/, /could not be loaded/],
    click: button('Continue'),
    noisy: true,
  },
  {
    name: 'images missing',
    hash: 'v=2&task=fashion-mnist&batch=64&seeds=1-1',
    prepare: (page) => page.route(/fashion-mnist/, (route) => route.fulfill({ status: 404 })),
    says: [/examples could not be loaded/, /404/],
    click: button('Run again'),
    noisy: true,
  },
  {
    name: 'instrument missing',
    hash: quick,
    prepare: (page) => page.route(/LabBench/, (route) => route.abort()),
    reach: first(done, openTab('Sequence lab')),
    says: [/could not be opened; the network may be gone/, /nothing is lost/],
    click: button('Try again'),
    noisy: true,
  },
];

/** Every instrument before anything is recorded, while it computes, and if it has nothing to show. */
const paused = async (page: Page): Promise<void> => {
  await page.evaluate(() => window.farcast.load('#v=2&samples=32&layers=4&steps=200&seeds=2'));
};
const controlOnly = `${quick}&arms=control`;
export const instruments: readonly State[] = [
  {
    name: 'evidence, empty',
    reach: first(paused, openTab('Evidence')),
    says: [/A target appears once/],
    click: button('Play'),
  },
  {
    name: 'evidence, control only',
    hash: controlOnly,
    reach: first(done, openTab('Evidence')),
    says: [/nothing to compare/],
    click: openTabOf('Maps'),
  },
  { name: 'network, empty', reach: first(paused, openTab('Network')), says: [/./], click: button('Play') },
  {
    name: 'network, control only',
    hash: controlOnly,
    reach: first(done, openTab('Network')),
    says: [/weights after step 120/, /Only the control/],
    click: openTabOf('Maps'),
  },
  {
    name: 'maps, empty',
    reach: first(paused, openTab('Maps')),
    says: [/Appears once/],
    click: button('Compute the map'),
  },
  {
    name: 'maps, computing',
    hash: controlOnly,
    prepare: neverFinishes,
    reach: first(openTab('Maps'), (page) => button('Compute the map')(page).click()),
    says: [/\d+ of \d+ anchors done/],
    click: button('Stop'),
  },
  {
    name: 'maps, failed',
    hash: quick,
    prepare: prelude(
      `addEventListener('message', ({ data }) => { if (data.job === 'map') throw new Error('a crash for this test'); });`,
    ),
    reach: first(done, openTab('Maps'), (page) => button('Compute the map')(page).click()),
    says: [/background worker stopped/],
    click: button('Try again'),
    noisy: true,
  },
  {
    name: 'sweep, empty',
    hash: quick,
    reach: first(done, openTab('Sweep')),
    says: [/Choose a setting/],
    click: button('Is it just a bigger learning rate?'),
  },
  {
    name: 'sweep, running',
    hash: `${quick}&sweep=learningRate&values=0.2,0.5`,
    prepare: neverFinishes,
    reach: (page) => button('Run the sweep')(page).click(),
    says: [/0 of 2 done/],
    click: button('Stop'),
  },
  {
    name: 'sweep, failed',
    hash: `${quick}&sweep=learningRate&values=0.2,0.5`,
    prepare: prelude(
      `let told = 0; addEventListener('message', ({ data }) => { if (data.type === 'prepare' && (data.rates ?? [data.spec.learningRate]).includes(0.2)) throw new Error('a crash for this test'); });`,
    ),
    reach: first(done, (page) => button('Run the sweep')(page).click()),
    says: [/stopped/],
    click: button(/again/i),
    noisy: true,
  },
  {
    name: 'compare, empty',
    hash: endless,
    reach: first(paused, openTab('Compare')),
    says: [/No run has finished yet/],
    click: button('Play'),
  },
  {
    name: 'lab, diverged',
    hash: `${quick}&lab=lr:1;batch:1;condition:1`,
    reach: done,
    says: [/SGD diverged with these settings/, /try above/],
    click: (page) => page.getByRole('group', { name: 'What to try' }).getByRole('button').first(),
  },
];

function openTabOf(name: string) {
  return (page: Page): Locator => page.getByRole('tab', { name, exact: true });
}
