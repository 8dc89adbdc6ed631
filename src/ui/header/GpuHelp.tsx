/** Why no graphics processor trains here, what still works, and what to do in this browser and others. */
import { useState } from 'react';
import { shareLink, useActions, useUi } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import type { RunState } from '../../store/state.ts';
import css from './EngineBadge.module.css';

export default function GpuHelp({ missing }: { readonly missing: Missing }) {
  const [own] = useState(() => browserOf(navigator.userAgent));
  const others = missing === 'insecure' ? [] : browserNames.filter((name) => name !== own);
  return (
    <div className={css['help']}>
      <p>{happened[missing]}</p>
      <p className={css['detail']}>{kept}</p>
      <Steps
        title={missing === 'insecure' ? 'To train on a GPU' : `In ${own}`}
        steps={stepsFor(missing, own)}
      />
      {missing === 'insecure' ? <Secure /> : <Restart />}
      {others.length > 0 && (
        <details>
          <summary>In {others.join(' and ')}</summary>
          {others.map((name) => (
            <Steps key={name} title={`In ${name}`} steps={stepsFor(missing, name)} />
          ))}
        </details>
      )}
    </div>
  );
}

function Steps({ title, steps }: { readonly title: string; readonly steps: readonly string[] }) {
  return (
    <>
      <p className={css['name']}>{title}</p>
      <ul>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
    </>
  );
}

/** After a restart of the browser the link restores the experiment. */
function Restart() {
  const ui = useUi();
  return (
    <p>
      Then start the browser anew.{' '}
      <button type="button" className={buttons['link']} onClick={() => void shareLink(ui)}>
        Copy the link to this experiment
      </button>
    </p>
  );
}

function Secure() {
  const { link } = useActions();
  return (
    <p>
      <a className={buttons['link']} rel="noreferrer" href={link().replace(/^http:/, 'https:')}>
        Open this experiment over https
      </a>
    </p>
  );
}

type Missing = Exclude<NonNullable<NonNullable<RunState['engine']>['gpu']>, 'ready'>;
type BrowserName = 'Chrome' | 'Firefox' | 'Safari';

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

const kept =
  'Everything still works: networks are trained on the processor instead, with the same links, charts and results.';

const acceleration =
  'Turn on “Use graphics acceleration when available” (Settings, System), update the graphics driver, and see chrome://gpu for what is disabled.';
const linux =
  'On Linux, where it is still off by default, start it with --enable-unsafe-webgpu --enable-features=Vulkan, or switch on chrome://flags/#enable-unsafe-webgpu.';

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

export const stepsFor = (missing: Missing, browser: BrowserName): readonly string[] =>
  missing === 'insecure' ? ['Open it over https, or from localhost.'] : steps[browser][missing];

export const browserNames: readonly BrowserName[] = ['Chrome', 'Firefox', 'Safari'];
