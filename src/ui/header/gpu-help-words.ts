/** What to do if there is no GPU to train on, by what is missing and by browser. */
import type { EngineReport } from './engine-words.ts';

type Missing = Exclude<NonNullable<EngineReport['gpu']>, 'ready'>;
export type BrowserName = 'Chrome' | 'Firefox' | 'Safari';

/** Which of the three browser engines this is, from the user agent. On iOS all browsers use Safari's. */
export function browserOf(agent: string): BrowserName {
  if (/iPhone|iPad|iPod/.test(agent)) return 'Safari';
  if (agent.includes('Firefox/')) return 'Firefox';
  return /Chrom(e|ium)\//.test(agent) || !agent.includes('Safari/') ? 'Chrome' : 'Safari';
}

export const happened: Readonly<Record<Missing, string>> = {
  none: 'This browser offers no WebGPU here.',
  insecure: 'Browsers offer WebGPU only on secure pages, and this page was loaded over plain http.',
  'no-adapter': 'The browser has WebGPU, but found no graphics adapter that it can use.',
  software: 'The browser has WebGPU, but only emulates a graphics card on the processor.',
};

export const kept =
  'Everything still works: networks are trained on the processor instead, with the same links, charts and results.';

const acceleration =
  'Turn on “Use graphics acceleration when available” (Settings, System), update the graphics driver, and see chrome://gpu for what is disabled.';
const linux =
  'On Linux, where it is still off by default, start it with --enable-unsafe-webgpu --enable-features=Vulkan, or switch on chrome://flags/#enable-unsafe-webgpu.';

/** What to do about it, in each browser. */
const steps: Readonly<
  Record<BrowserName, Readonly<Record<'none' | 'no-adapter' | 'software', readonly string[]>>>
> = {
  Chrome: {
    none: [
      'Chrome, Edge and other Chromium browsers have it from version 113 on Windows, macOS and ChromeOS, and from 121 on Android.',
      linux,
    ],
    'no-adapter': [acceleration, linux],
    software: [acceleration, linux],
  },
  Firefox: {
    none: [
      'Firefox has it from version 141 on Windows and from 145 on Macs with Apple silicon and macOS 26.',
      'Elsewhere Firefox Nightly has it; in about:config, set dom.webgpu.enabled.',
    ],
    'no-adapter': [
      'Turn on hardware acceleration (Settings, General, Performance) and update the graphics driver.',
      'about:support shows, under Graphics, what is disabled.',
    ],
    software: [
      'Turn on hardware acceleration (Settings, General, Performance) and update the graphics driver.',
    ],
  },
  Safari: {
    none: [
      'Safari has it from version 26 on: update macOS, iOS, iPadOS or visionOS.',
      'In Safari 18 it is off by default; turn it on under Develop, Feature Flags, WebGPU; on a phone Settings, Apps, Safari, Advanced, Feature Flags.',
    ],
    'no-adapter': ['Turn off Low Power Mode and Lockdown Mode, and reload the page.'],
    software: ['Update the system: Safari uses its graphics driver.'],
  },
};

/** In the order in which they help. */
export const stepsFor = (missing: Missing, browser: BrowserName): readonly string[] =>
  missing === 'insecure' ? ['Open it over https, or from localhost.'] : steps[browser][missing];

export const browserNames: readonly BrowserName[] = ['Chrome', 'Firefox', 'Safari'];
