/** Why a run cannot continue, in words for its caller. */
import type { ExperimentSpec } from '../experiment/fields.ts';
import { estimateMemory, memoryLimit } from './plan/memory.ts';

/**
 * `too-large`: needs more memory than available; `data`: its examples cannot be loaded; `engine`: its engine failed;
 * `elsewhere`: a saved run needs an engine that is not available here to continue.
 */
export type FailureCode = 'too-large' | 'data' | 'engine' | 'elsewhere';

/** A run that cannot continue, with a code that selects the remedy to offer, and a message for a person. */
export class RunFailure extends Error {
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

type Sized = Readonly<{ spec: ExperimentSpec; rates: readonly number[] }>;

/** Throws a RunFailure for an experiment that would need more memory than a run may take. */
export function requireMemory({ spec, rates }: Sized): void {
  const { bytes, advice } = estimateMemory(spec, rates.length);
  if (bytes <= memoryLimit) return;
  const needed = (bytes / 2 ** 30).toFixed(1);
  throw new RunFailure(
    'too-large',
    `This experiment would need about ${needed} GB of memory; ${memoryLimit / 2 ** 30} GB is the limit. Try ${advice}.`,
  );
}

/** Converts any error to a RunFailure; failed memory allocations become `too-large`, with advice. */
export function failureOf(error: unknown, { spec, rates }: Sized): RunFailure {
  if (error instanceof RunFailure && error.code === 'too-large') return error;
  const message = messageOf(error);
  if (!/allocation failed|out of memory|allocation size overflow/i.test(message))
    return error instanceof RunFailure ? error : new RunFailure('engine', message);
  const { advice } = estimateMemory(spec, rates.length);
  return new RunFailure('too-large', `There is not enough memory (${message}). Try ${advice}.`);
}

/** The message of an error, without the full stop at its end. */
export const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
