/**
 * Messages between the run's worker and the engine workers it starts. Both belong to one build: types define the
 * messages, and a version, sent once at the start of an engine, makes sure that both sides match.
 */
import type { Call } from '../../engine/calls.ts';
import type { Divided, EngineIdentity, EngineSetup } from '../../engine/engine.ts';
import type { EngineName } from '../../experiment/fields.ts';
import type { PackedAnswers } from './packed.ts';

/** Increases whenever messages change. */
export const protocolVersion = 4;

/** A request to the other side, with the number for its answer. */
export type EngineRequest = { readonly number: number } & (
  | {
      readonly op: 'start';
      readonly version: number;
      readonly name: EngineName;
      readonly setup: EngineSetup;
    }
  /** Calls of its engine. */
  | { readonly op: 'perform'; readonly calls: readonly Call[] }
  /** Whether the other side is alive, and how much of a long call is done. Answered during a computation. */
  | { readonly op: 'share' }
  | { readonly op: 'steer'; readonly what: Parameters<Divided['steer']>[0] }
);

/** The answer to each. */
export interface EngineValues {
  readonly start: EngineIdentity;
  readonly perform: PackedAnswers;
  readonly share: number | null;
  readonly steer: null;
}

export interface EngineAnswer {
  readonly number: number;
  /** Null if something went wrong. */
  readonly value: EngineValues[keyof EngineValues];
  /** What went wrong, or null. */
  readonly error: string | null;
}
