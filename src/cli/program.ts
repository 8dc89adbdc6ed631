/**
 * The program: from its arguments to its exit code. Its inputs and outputs are passed in, so that tests need no
 * process.
 */
import type { StartOnProcessor } from '../engine/host/processor.ts';
import type { RunServices } from '../run/experiment.ts';
import { failureOf, messageOf } from '../run/failure.ts';
import { readCommand, UsageError, type Command, type RunCommand } from './commands.ts';
import { readExperiment } from './link.ts';
import { requireWritable, textsOf, writeResult } from './output.ts';
import { perform, type Performed } from './perform.ts';
import { ProgressLine } from './progress-line.ts';

export interface Surroundings {
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
  readonly loadData: RunServices['loadData'];
  /** Aborted by Ctrl+C and by other signals that end the process. */
  readonly signal: AbortSignal;
}

export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Never throws: every outcome is an exit code and a line that says why. */
export async function program(args: readonly string[], around: Surroundings): Promise<number> {
  try {
    const command = readCommand(args);
    if (command.command !== 'help') return await train(command, around);
    await around.print(command.text);
    return exitCodes.done;
  } catch (error) {
    const message = messageOf(error);
    around.remark(lineOf(`${message}${message.endsWith('?') ? '' : '.'}`));
    return error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
  }
}

/** One line of standard error, whatever text is quoted in it. */
export const lineOf = (text: string): string => `farcast: ${text.replaceAll(/\p{Cc}+/gu, ' ')}\n`;

type Training = Exclude<Command, { readonly command: 'help' }>;

async function train(command: Training, around: Surroundings): Promise<number> {
  const { link, engine, quiet } = command;
  const text = link === '-' ? await around.readInput() : link;
  const { spec, corrections } = readExperiment(text, engine);
  const out = command.command === 'run' ? command.out : null;
  if (out !== null) await requireWritable(out);
  if (!quiet) for (const correction of corrections) around.remark(lineOf(correction));
  const line =
    around.isTerminal && !quiet ? new ProgressLine(spec.steps, around.remark, () => performance.now()) : null;
  const threads = around.openThreads(command.threads ?? around.cores);
  let performed: Performed;
  try {
    performed = await perform(spec, {
      start: threads.start,
      loadData: around.loadData,
      tell: (event) => line?.take(event),
      signal: around.signal,
    });
  } catch (error) {
    throw failureOf(error, { spec, rates: [spec.learningRate] });
  } finally {
    threads.close();
    line?.clear();
  }
  return command.command === 'run'
    ? report(command, performed, around)
    : compare(command.digest, performed, around);
}

/** Prints and writes the result. */
async function report(
  { out, json }: RunCommand,
  { result, isFinished }: Performed,
  { print, remark }: Surroundings,
): Promise<number> {
  const told = result === null || isFinished ? result : { ...result, unfinished: true };
  if (out !== null && told !== null) await writeResult(out, told);
  if (!isFinished) {
    const steps = result?.steps ?? 0;
    const kept =
      out === null || told === null
        ? 'nothing was written'
        : `${out} contains what was recorded, marked unfinished`;
    remark(lineOf(`interrupted at step ${steps}; ${kept}.`));
    return exitCodes.interrupted;
  }
  if (json) for (const text of textsOf(told)) await print(text);
  else if (result !== null) await print(`${result.verdict.sentence}\n${result.digest}\n`);
  return exitCodes.done;
}

async function compare(
  digest: string,
  { result, isFinished }: Performed,
  { print, remark }: Surroundings,
): Promise<number> {
  if (!isFinished || result === null) {
    remark(lineOf('interrupted; nothing was compared.'));
    return exitCodes.interrupted;
  }
  const isEqual = result.digest === digest;
  await print(isEqual ? `Equal: ${digest}\n` : `Different: the run gives ${result.digest}, not ${digest}\n`);
  return isEqual ? exitCodes.done : exitCodes.failed;
}
