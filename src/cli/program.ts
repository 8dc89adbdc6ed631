/**
 * The program: from its arguments to its exit code. Its inputs and outputs are passed in, so that tests need no
 * process.
 */
import { failureOf, messageOf } from '../run/failure.ts';
import { readers, UsageError, type CommandName, type Options } from './commands.ts';
import { readExperiment } from './link.ts';
import { requireWritable, textsOf, writeResult } from './output.ts';
import { perform, withDevices, type Performed } from './perform.ts';
import { ProgressLine } from './progress-line.ts';
import { readCommand, type Command } from './read-command.ts';
import { exitCodes, lineOf, type Surroundings } from './surroundings.ts';
import { mergeFolder, plan, run, sweep } from './sweep/program.ts';
import { submitSlurm } from './sweep/slurm.ts';

/** Never throws: every outcome is an exit code and a line that says why. */
export async function program(args: readonly string[], around: Surroundings): Promise<number> {
  try {
    const command = readCommand(args);
    if (command.command !== 'help') return await programs[command.command](command, around);
    await around.print(command.text);
    return exitCodes.done;
  } catch (error) {
    const message = messageOf(error);
    around.remark(lineOf(`${message}${message.endsWith('?') ? '' : '.'}`));
    return error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
  }
}

const programs: Readonly<Record<CommandName, (command: Command, around: Surroundings) => Promise<number>>> = {
  run: train,
  verify: train,
  sweep: ({ args, options }, around) => sweep(args, options, around),
  'sweep plan': ({ args, options }, around) => plan(args, options, around),
  'sweep run': ({ args, options }, around) => run(args, options, around),
  'sweep merge': ({ args, options }, around) => mergeFolder(args, options, around),
  'sweep submit slurm': submitSlurm,
  // Loaded when it is used: readers of files are large, and the tasks of a sweep start often.
  trajectory: async ({ args, options }, around) =>
    (await import('./trajectory/program.ts')).trajectory(args, options, around),
};

async function train({ command, args, options }: Command, around: Surroundings): Promise<number> {
  const { engine, quiet, out } = options;
  const [link = '', digest = ''] = args;
  const wanted = command === 'verify' ? readers.digest(digest) : null;
  const text = link === '-' ? await around.readInput() : link;
  const { spec, corrections } = readExperiment(text, engine);
  if (out !== null) await requireWritable(out);
  if (!quiet) for (const correction of corrections) around.remark(lineOf(correction));
  const line =
    around.isTerminal && !quiet ? new ProgressLine(spec.steps, around.remark, () => performance.now()) : null;
  const { loadData, signal } = around;
  let performed: Performed;
  try {
    performed = await withDevices(
      around,
      { engine: spec.engine, threads: options.threads ?? around.cores },
      (devices) =>
        perform(spec, { ...devices, loadData, signal, tell: (event) => line?.take(event) }).catch(
          (error: unknown) => {
            throw failureOf(error, { spec, rates: [spec.learningRate] });
          },
        ),
    );
  } finally {
    line?.clear();
  }
  return wanted === null ? report(options, performed, around) : compare(wanted, performed, around);
}

/** Prints and writes the result. */
async function report(
  { out, json }: Options,
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
