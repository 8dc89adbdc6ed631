/** How the run on screen follows what the worker says: a pure step from state and message to state. */
import { experimentId } from '../core/digest.ts';
import { canonicalText } from '../experiment/link.ts';
import type { RunEvent } from '../run/events.ts';
import type { RunMessage } from '../worker/protocol.ts';
import type { RunState } from './state.ts';

export function reduceRun(run: RunState, message: RunMessage): RunState {
  switch (message.type) {
    case 'moved':
      return { ...run, lifecycle: message.lifecycle, elapsed: message.elapsed };
    case 'failed':
      return { ...run, lifecycle: 'failed', failure: { code: message.code, message: message.message } };
    case 'happened':
      return message.events.reduce(reduceEvent, { ...run, elapsed: message.elapsed });
    case 'returned':
      return { ...withExtra(run, message.extra), returned: message.obstacle === null };
    case 'unkept':
      return run;
    default:
      return message satisfies never;
  }
}

function withExtra(run: RunState, extra: readonly number[]): RunState {
  const spec = { ...run.spec, extra };
  return { ...run, spec, experimentId: experimentId(canonicalText(spec)) };
}

/** Nothing takes long. */
const atRest = { phase: '', fraction: null, secondsLeft: null } as const;

function reduceEvent(run: RunState, event: RunEvent): RunState {
  if (event.type === 'preparing' || event.type === 'working') {
    const { phase, fraction, secondsLeft = null } = event;
    return { ...run, phase, fraction, secondsLeft, isAccepted: run.isAccepted || event.accepted === true };
  }
  if (event.type === 'prepared') return { ...run, ...atRest, engine: event.engine, isAccepted: true };
  if (event.type === 'probed' && run.engine !== null)
    return { ...run, engine: { ...run.engine, gpu: event.gpu } };
  // While what was kept is repeated, its steps are what takes long.
  const rests = event.type === 'perturbed' || (event.type === 'progressed' && run.lifecycle !== 'preparing');
  if (rests && run.phase !== '') return { ...run, ...atRest };
  if (event.type === 'scheduled') return withExtra(run, [...run.spec.extra, event.anchor]);
  if (event.type === 'recovered') return { ...run, engine: event.engine };
  return run;
}
