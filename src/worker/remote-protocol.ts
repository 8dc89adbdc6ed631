/** Messages between the run's worker and the engine workers it starts. Types only. */
import type { Divided, Engine, EngineSetup, SnapshotId } from '../engine/engine.ts';

/** Calls of an engine that are posted, with their arguments. Where the engine would name a snapshot, the caller does. */
export type EngineCalls = {
  readonly [
    Name in Exclude<keyof Engine, 'identity' | 'divided' | 'dispose' | 'snapshot' | 'load'>
  ]: Parameters<Engine[Name]>;
} & {
  readonly start: [setup: EngineSetup];
  readonly snapshot: [id: SnapshotId];
  readonly load: [id: SnapshotId, weights: Float32Array];
  readonly steer: Parameters<Divided['steer']>;
  /** Whether the other side is well, and how much of a long call is done. Overtakes what is being computed. */
  readonly share: [];
};

export type EngineMethod = keyof EngineCalls;

/** Calls whose answer is posted back. */
export type AnsweredMethod = Exclude<
  EngineMethod,
  'snapshot' | 'load' | 'release' | 'adopt' | 'restore' | 'steer'
>;

export type AnswerTo<Name extends AnsweredMethod> = Name extends 'share'
  ? number | null
  : Name extends Exclude<keyof Engine, 'divided'>
    ? Awaited<ReturnType<Engine[Name]>>
    : undefined;

export interface EngineCall<Name extends EngineMethod = EngineMethod> {
  /** Number of the call; 0 where no answer is wanted. */
  readonly call: number;
  readonly method: Name;
  readonly args: EngineCalls[Name];
}

export interface EngineAnswer {
  readonly call: number;
  readonly value: unknown;
  /** What went wrong, or null. */
  readonly error: string | null;
}
