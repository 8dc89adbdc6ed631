/** The headline: what the run found so far; while it is prepared, what is being prepared. */
import type { VerdictView } from '../../record/judgement/verdict-view.ts';
import { verdictView as verdictOf } from '../../record/judgement/verdict.ts';
import { phaseText } from '../remote-run.ts';
import type { AppState } from '../state.ts';
import { defineView } from '../view.ts';

const pending = (sentence: string, detail = ''): VerdictView => ({
  tone: 'pending',
  parts: [{ text: sentence, arm: null }],
  detail,
  sentence,
});

/** Says what is being prepared, and how much of it is done; or that it was given up. */
function beforeRun({ run }: AppState): VerdictView {
  if (run?.lifecycle === 'stopped') return pending('The preparation was cancelled.');
  return pending('Preparing the experiment.', run?.lifecycle === 'preparing' ? `${phaseText(run)}.` : '');
}

export const verdictView = defineView({
  empty: beforeRun,
  pace: 1000,
  look: () => ({}),
  select: verdictOf,
});
