/** Why no graphics processor trains here, what is kept, and what to do in this browser; others' ways on demand. */
import { useState } from 'react';
import { shareLink } from '../app/share.ts';
import { useActions, useUi } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import type { EngineReport } from './engine-words.ts';
import { browserNames, browserOf, happened, kept, stepsFor } from './gpu-help-words.ts';
import css from './EngineBadge.module.css';

type Missing = Exclude<NonNullable<EngineReport['gpu']>, 'ready'>;

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

/** A browser has to be started anew: the experiment is in the link. */
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
