/** The headline: what the run found so far, in one sentence. Also said aloud, but rarely. */
import { useEffect, useState } from 'react';
import { armRecords } from '../../experiment/arms.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { progressView } from '../../store/select/progress.ts';
import { verdictView } from '../../store/select/verdict.ts';
import { useAppState, useUi, useView } from '../app/ui-context.ts';
import { Explain } from '../help/Explain.tsx';
import { series } from '../primitives/arms.ts';
import { unbroken } from '../primitives/numbers.ts';
import { Failure } from './Failure.tsx';
import { SmallerRate } from './SmallerRate.tsx';
import css from './Verdict.module.css';

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
      {failure === null && <Remedy />}
      <Announcer />
    </section>
  );
}

/** As many letters as most sentences come to, about as wide as theirs. */
const room = (letters: number): string => 'saved 52 % '.repeat(letters / 11);

/** Of the sentence: what jumps saved, how the best rival did, and a placebo that is not beaten. */
const lettersOf = ({ arms }: Pick<ExperimentSpec, 'arms'>): number =>
  99 + (arms.length > 2 ? 88 : 0) + (arms.some((arm) => armRecords[arm].role === 'placebo') ? 66 : 0);

/** Takes the room of the last sentence from the start, so that nothing below moves while it is found. */
function Told() {
  const { parts, detail } = useView(verdictView);
  const letters = useAppState(({ run, draft }) => lettersOf(run?.spec ?? draft));
  return (
    <>
      <div className={css['told']} data-room={room(letters)}>
        <div>
          <h2 className={css['headline']}>
            {parts.map(({ text, arm }, index) =>
              arm === null ? (
                unbroken(text)
              ) : (
                <strong key={index} style={{ color: series[arm].color }}>
                  {unbroken(text)}
                </strong>
              ),
            )}
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

/** Replicas that are named. */
const mostStopped = 3;

/** Replicas whose loss was not finite any more, in words. */
function Stopped() {
  const stopped = useView(progressView, ({ stopped: all }) => {
    const rest = all.length - mostStopped;
    return [...all.slice(0, mostStopped), ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
  });
  return stopped === '' ? null : (
    <p className={css['small']}>Stopped early: {stopped}. What was recorded until then is kept.</p>
  );
}

/** Where nothing could be judged: one thing to try. */
function Remedy() {
  const failed = useView(verdictView, ({ tone }) => tone === 'failed');
  return failed ? <SmallerRate /> : null;
}

const quietFor = 8000;

/** Repeats the sentence for screen readers: when the finding changes its kind, and else every few seconds. */
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
