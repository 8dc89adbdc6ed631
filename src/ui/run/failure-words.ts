/** What to say and offer when a run failed: one sentence, one action. */
import type { AppActions, AppState, RunState } from '../../store/state.ts';

type FailureCode = NonNullable<RunState['failure']>['code'];

export interface Remedy {
  readonly label: string;
  readonly run: (actions: AppActions) => void;
}

export const failureTitles: Readonly<Record<FailureCode, string>> = {
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
const goOn: Remedy = { label: 'Go on', run: (actions) => actions.resume() };
const reference: Remedy = {
  label: 'Use the reference engine',
  run: (actions) => actions.change({ engine: 'reference' }),
};

export function remedyFor(
  code: FailureCode,
  { canUndo, draft }: Pick<AppState, 'canUndo' | 'draft'>,
): Remedy {
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
