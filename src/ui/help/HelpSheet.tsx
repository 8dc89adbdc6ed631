/** The "?" sheet: keys, charts and words. */
import changelog from '../../../CHANGELOG.md?url';
import findings from '../../../docs/FINDINGS.md?url';
// eslint-disable-next-line no-restricted-imports -- it has no extension
import licence from '../../../LICENSE?url';
import method from '../../../docs/METHOD.md?url';
import { nativeKeys, shortcuts } from '../app/shortcuts.ts';
import { versionOnScreen } from '../app/builds.ts';
import { useUi } from '../app/ui-context.ts';
import buttons from '../primitives/buttons.module.css';
import { useCell } from '../primitives/cell.ts';
import { closeDialog, Dialog } from '../layout/Dialog.tsx';
import { explained } from './explained.ts';
import { chartExplanations, explanations } from './explanations.tsx';
import css from './HelpSheet.module.css';

/** Empty while the package names no repository. */
const source = String(import.meta.env['VITE_APP_SOURCE']);

export default function HelpSheet() {
  const { helpOpen, touring } = useUi();
  return (
    <Dialog
      title="Forecast where the weights are heading, jump there, see whether it helped"
      place="side"
      onClose={() => helpOpen.set(false)}
    >
      <button
        type="button"
        className={buttons['link']}
        onClick={({ currentTarget }) => {
          closeDialog(currentTarget);
          touring.set(true);
        }}
      >
        Take the tour
      </button>
      <Keys />
      <Charts />
      <Words />
      <Elsewhere />
      <Version />
    </Dialog>
  );
}

function Keys() {
  return (
    <section className={css['section']}>
      <h3 className={css['heading']}>Keys</h3>
      <dl className={css['keys']}>
        {[...shortcuts, ...nativeKeys].map(({ keys, label }) => (
          <div key={label} className={css['key']}>
            <dt translate="no">
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Charts() {
  return (
    <section className={css['section']}>
      <h3 className={css['heading']}>What the charts show</h3>
      <dl className={css['entries']}>
        {chartExplanations.map((id) => (
          <div key={id}>
            <dt className={css['term']}>{explained[id]}</dt>
            <dd>{explanations[id].text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Copies of the documents of this version come with the page; they open without network. */
const elsewhere: readonly (readonly [address: string, title: string, what: string])[] = [
  ['https://arxiv.org/abs/2505.02714', 'The paper', 'whose forecaster this is: arXiv 2505.02714'],
  [method, 'Method', 'exactly what is computed'],
  [findings, 'Findings', 'the experiments of this version and their results'],
  [changelog, 'Changelog', 'what is new in each version'],
  [licence, 'Licence', 'MIT'],
  ...(source === '' ? [] : [[source, 'Source', 'the code of this page'] as const]),
];

function Elsewhere() {
  return (
    <section className={css['section']}>
      <h3 className={css['heading']}>Read on</h3>
      <ul className={css['entries']}>
        {elsewhere.map(([address, title, what]) => (
          <li key={title}>
            <a className={css['term']} href={address} target="_blank" rel="noreferrer">
              {title}
            </a>
            , {what}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Version() {
  const { app, outdated } = useUi();
  const isOutdated = useCell(outdated);
  return (
    <p className={css['section']}>
      Farcast Playground {versionOnScreen()}.{' '}
      {isOutdated && (
        <button type="button" className={buttons['link']} onClick={() => app.actions.reloadPage()}>
          Reload to update
        </button>
      )}
    </p>
  );
}

function Words() {
  return (
    <section className={css['section']}>
      <h3 className={css['heading']}>Words</h3>
      <dl className={css['entries']}>
        {wordsExplained.map(({ term, text }) => (
          <div key={term}>
            <dt className={css['term']}>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface Explained {
  readonly term: string;
  readonly text: string;
}

const wordsExplained: readonly Explained[] = [
  {
    term: 'arm',
    text: 'One treatment. The control is plain training; the farcaster also jumps to forecast weights.',
  },
  {
    term: 'window, anchor',
    text: 'The window is the span of past weight snapshots that a forecast can use. The anchor is its last step, where the forecast is made.',
  },
  {
    term: 'horizon',
    text: 'How many steps ahead of the anchor a forecast predicts, or a jump aims. It is not the number of steps saved.',
  },
  {
    term: 'validation split',
    text: 'Examples used to choose how far to jump and whether to accept the jump. Results are measured on other examples, unless you choose validation loss as the metric.',
  },
  {
    term: 'training cost',
    text: 'Counted in gradient-step equivalents: 1 is the work of one training step. Fitting, forecasting and every validation pass are charged, so a jump has to pay for itself.',
  },
];
