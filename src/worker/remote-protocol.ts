/** Messages between the run's worker and the engine workers it starts. Types only. */

export interface EngineCall {
  /** Number of the call; 0 where no answer is wanted. */
  readonly call: number;
  readonly method:
    | 'start'
    | 'train'
    | 'nextLoss'
    | 'snapshot'
    | 'release'
    | 'gram'
    | 'meanAbsolute'
    | 'lossOf'
    | 'score'
    | 'adopt'
    | 'checkpoint'
    | 'restore';
  readonly args: readonly unknown[];
}

export interface EngineAnswer {
  readonly call: number;
  readonly value: unknown;
  /** What went wrong, or null. */
  readonly error: string | null;
}
