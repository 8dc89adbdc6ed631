/**
 * Messages between the run's worker and the engine workers it starts. Both are of one build: types say what is in them,
 * and a version, sent once at the start of an engine, so that both sides agree.
 */
import type { Call } from '../../engine/calls.ts';
import type { Divided, EngineSetup } from '../../engine/engine.ts';
import type { EngineName } from '../../experiment/fields.ts';

/** Rises whenever messages change. */
export const protocolVersion = 2;

/** What is asked of the other side: calls of its engine, and what is about the engine itself. */
export type RemoteCall =
  | Call
  | {
      readonly op: 'start';
      readonly version: number;
      readonly name: EngineName;
      readonly setup: EngineSetup;
    }
  | { readonly op: 'steer'; readonly what: Parameters<Divided['steer']>[0] }
  /** Whether the other side is well, and how much of a long call is done. Overtakes what is being computed. */
  | { readonly op: 'share' };

export interface EngineRequest {
  /** 0 where no answer is wanted. */
  readonly number: number;
  readonly call: RemoteCall;
}

export interface EngineAnswer {
  readonly number: number;
  readonly value: unknown;
  /** What went wrong, or null. */
  readonly error: string | null;
}
