/** What the program is given by its process, so that tests need none; and its exit codes. */
import type { EngineFactory, GpuState } from '../engine/engine.ts';
import type { StartOnProcessor } from '../engine/host/processor.ts';
import type { RunServices } from '../run/experiment.ts';

export interface Surroundings {
  /** Version of the program. */
  readonly version: string;
  /** The command that runs this program. */
  readonly self: readonly string[];
  /** Runs another program; resolves with its output, rejects with what it said. */
  readonly execute: (file: string, args: readonly string[]) => Promise<string>;
  /**
   * Resolves once the text is written, or its reader has gone: long results wait for a slow reader. Rejects if
   * writing fails.
   */
  readonly print: (text: string) => Promise<void>;
  /** Standard error; `isTerminal`: a person reads it as it is written. */
  readonly remark: (text: string) => void;
  readonly isTerminal: boolean;
  /** Standard input, up to the maximum length of a link. */
  readonly readInput: () => Promise<string>;
  readonly cores: number;
  /** Engines on this many threads; `close` ends them. */
  readonly openThreads: (count: number) => { readonly start: StartOnProcessor; readonly close: () => void };
  readonly openGpu: OpenGpu;
  readonly loadData: RunServices['loadData'];
  /** Aborted by Ctrl+C and by other signals that end the process. */
  readonly signal: AbortSignal;
}

/** Opens the graphics device for the fused engine. Rejects, in plain words, if that is not possible here. */
export type OpenGpu = () => Promise<{
  readonly start: EngineFactory;
  readonly state: GpuState;
  readonly close: () => void;
}>;

/** `usage`: never try again. `incomplete`: points of a sweep are missing. */
export const exitCodes = { done: 0, failed: 1, usage: 2, incomplete: 3, interrupted: 130 } as const;

/** One line of standard error, whatever text is quoted in it. */
export const lineOf = (text: string): string => `farcast: ${text.replaceAll(/\p{Cc}+/gu, ' ')}\n`;
