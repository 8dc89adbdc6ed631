/**
 * Messages between the run's worker and the engine workers it starts. Both are of one build: types say what is in them,
 * and a version, sent once at the start of an engine, so that both sides agree.
 */
import type { Call } from '../../engine/calls.ts';
import type { Divided, EngineIdentity, EngineSetup } from '../../engine/engine.ts';
import type { EngineName } from '../../experiment/fields.ts';
import type { PackedAnswers } from './packed.ts';

/** Rises whenever messages change. */
export const protocolVersion = 3;

/** What is asked of the other side, and under which number it is answered. */
export type EngineRequest = { readonly number: number } & (
  | {
      readonly op: 'start';
      readonly version: number;
      readonly name: EngineName;
      readonly setup: EngineSetup;
    }
  /** Calls of its engine. */
  | { readonly op: 'perform'; readonly calls: readonly Call[] }
  /** Whether the other side is well, and how much of a long call is done. Overtakes what is being computed. */
  | { readonly op: 'share' }
  | { readonly op: 'steer'; readonly what: Parameters<Divided['steer']>[0] }
);

/** What is answered to each. */
export interface EngineValues {
  readonly start: EngineIdentity;
  readonly perform: PackedAnswers;
  readonly share: number | null;
  readonly steer: null;
}

export interface EngineAnswer {
  readonly number: number;
  /** Null where something went wrong. */
  readonly value: EngineValues[keyof EngineValues];
  /** What went wrong, or null. */
  readonly error: string | null;
}
