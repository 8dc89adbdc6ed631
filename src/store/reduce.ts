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
    default:
      return message satisfies never;
  }
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
  if ((event.type === 'progressed' || event.type === 'perturbed') && run.phase !== '')
    return { ...run, ...atRest };
  if (event.type === 'scheduled') {
    const spec = { ...run.spec, extra: [...run.spec.extra, event.anchor] };
    return { ...run, spec, experimentId: experimentId(canonicalText(spec)) };
  }
  if (event.type === 'recovered') return { ...run, engine: event.engine };
  return run;
}
