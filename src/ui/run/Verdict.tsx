/** The headline: what the run found so far, in one sentence. Also said aloud, but rarely. */
import { useEffect, useState } from 'react';
import { armRecords } from '../../experiment/arms.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { progressView, verdictView } from '../../store/select/progress.ts';
import { useAppState, useUi, useView, useActions } from '../app/ui-context.ts';
import { Explain } from '../help/Explain.tsx';
import { ArmWords } from '../layout/ArmWords.tsx';
import { unbroken, compact } from '../primitives/numbers.ts';
import css from './Verdict.module.css';
import type { RunState, AppActions, AppState } from '../../store/state.ts';
import buttons from '../primitives/buttons.module.css';

export function Verdict() {
  const failure = useAppState(({ run }) => run?.failure ?? null);
  return (
    <section className={css['verdict']} aria-label="Result" data-tour="verdict">
      {failure === null ? (
        <Told />
      ) : (
        <>
          <Failure failure={failure} />
          <Stopped />
        </>
      )}
      {failure === null && <SmallerRate />}
      <Announcer />
    </section>
  );
}

/** About as wide as most sentences of this many letters. */
const room = (letters: number): string => 'saved 52 % '.repeat(letters / 11);

const lettersOf = ({ arms }: Pick<ExperimentSpec, 'arms'>): number =>
  99 + (arms.length > 2 ? 88 : 0) + (arms.some((arm) => armRecords[arm].role === 'placebo') ? 66 : 0);

/** Reserves the space of the last sentence, so that nothing below moves. */
function Told() {
  const { parts, detail } = useView(verdictView);
  const letters = useAppState(({ run, draft }) => lettersOf(run?.spec ?? draft));
  return (
    <>
      <div className={css['told']} data-room={room(letters)}>
        <div>
          <h2 className={css['headline']}>
            <ArmWords parts={parts} />
          </h2>{' '}
          <Explain what="verdict" />
        </div>
      </div>
      <div className={css['small']} data-room={room(132)}>
        <div>
          <p>{unbroken(detail)}</p>
          <Stopped />
        </div>
      </div>
    </>
  );
}

const mostStopped = 3;

function Stopped() {
  const stopped = useView(progressView, ({ stopped: all }) => {
    const rest = all.length - mostStopped;
    return [...all.slice(0, mostStopped), ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
  });
  return stopped === '' ? null : (
    <p className={css['small']}>Stopped early: {stopped}. Data recorded until then remains.</p>
  );
}

const quietFor = 8000;

/** Repeats the sentence for screen readers when the finding changes its kind, and every few seconds. */
function Announcer() {
  const { live } = useUi();
  const tone = useView(verdictView, (view) => view.tone);
  const lifecycle = useAppState(({ run }) => run?.lifecycle ?? 'idle');
  const [sentence, setSentence] = useState('');
  useEffect(() => {
    const say = (): void => setSentence(live(verdictView).get().sentence);
    const soon = setTimeout(say, 1200);
    const timer = lifecycle === 'running' ? setInterval(say, quietFor) : undefined;
    return () => {
      clearTimeout(soon);
      clearInterval(timer);
    };
  }, [live, tone, lifecycle]);
  return (
    <p className="visually-hidden" role="status">
      {sentence}
    </p>
  );
}

function Failure({ failure }: { readonly failure: NonNullable<RunState['failure']> }) {
  const actions = useActions();
  const canUndo = useAppState((state) => state.canUndo);
  const draft = useAppState((state) => state.draft);
  const remedy = remedyFor(failure.code, { canUndo, draft });
  return (
    <div role="alert" className={css['failure']}>
      <h2 className={css['headline']}>
        {failureTitles[failure.code]} <span className={css['small']}>{failure.message}</span>
      </h2>
      <button type="button" className={buttons['outlined']} onClick={() => remedy.run(actions)}>
        {remedy.label}
      </button>
    </div>
  );
}

/** If nothing could be judged: the same experiment at a third of the learning rate. */
function SmallerRate() {
  const { change } = useActions();
  const rate = useAppState(({ draft }) => Number((draft.learningRate / 3).toPrecision(1)));
  const failed = useView(verdictView, ({ tone }) => tone === 'failed');
  return !failed ? null : (
    <button type="button" className={buttons['outlined']} onClick={() => change({ learningRate: rate })}>
      Train at learning rate {compact(rate)}
    </button>
  );
}

type FailureCode = NonNullable<RunState['failure']>['code'];

interface Remedy {
  readonly label: string;
  readonly run: (actions: AppActions) => void;
}

const failureTitles: Readonly<Record<FailureCode, string>> = {
  'too-large': 'This experiment is too large for this machine.',
  data: 'The examples could not be loaded.',
  engine: 'The engine stopped.',
  elsewhere: 'This run cannot continue on this machine.',
  crashed: 'The run stopped unexpectedly.',
  silent: 'The run stopped responding.',
  version: 'The page was updated while it was open.',
};

const undo: Remedy = { label: 'Back to the previous run', run: (actions) => actions.undo() };
const defaults: Remedy = { label: 'Back to the defaults', run: (actions) => actions.resetToDefaults() };
const reload: Remedy = { label: 'Reload the page', run: (actions) => actions.reloadPage() };
const again: Remedy = { label: 'Run again', run: (actions) => actions.play() };
const goOn: Remedy = { label: 'Continue', run: (actions) => actions.resume() };
const reference: Remedy = {
  label: 'Use the reference engine',
  run: (actions) => actions.change({ engine: 'reference' }),
};

function remedyFor(code: FailureCode, { canUndo, draft }: Pick<AppState, 'canUndo' | 'draft'>): Remedy {
  switch (code) {
    case 'too-large':
      return canUndo ? undo : defaults;
    case 'engine':
      return draft.engine === 'reference' ? again : reference;
    case 'crashed':
    case 'silent':
      return goOn;
    case 'elsewhere':
      return { ...again, label: 'Start again' };
    case 'version':
      return reload;
    case 'data':
      return again;
  }
}
