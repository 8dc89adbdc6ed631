/** Why a run cannot go on, as it is told. */
import type { ExperimentSpec } from '../experiment/fields.ts';
import { estimateMemory } from '../run/memory.ts';
import type { FailureCode } from './protocol.ts';

/** A run that cannot go on, with the code that tells the page which help to show. */
export class RunFailure extends Error {
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Browsers refuse memory in words of their own; estimates do not see all that they hold. */
export function outOfMemory(
  error: unknown,
  { spec, rates }: { readonly spec: ExperimentSpec; readonly rates: readonly number[] },
): RunFailure | null {
  if (!/allocation failed|out of memory|allocation size overflow/i.test(messageOf(error))) return null;
  const { advice } = estimateMemory(spec, rates.length);
  return new RunFailure(
    'too-large',
    `The browser has no more memory for it (${messageOf(error)}). Try ${advice}.`,
  );
}

export const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
