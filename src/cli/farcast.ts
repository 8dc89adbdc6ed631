/** Entry of the command line: connects the program to its process. */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { UsageError } from './commands.ts';
import { machine } from './machine/machine.ts';
import { abandonWriting } from './output.ts';
import { messageOf } from '../run/failure.ts';
import { program } from './program.ts';
import { exitCodes, lineOf } from './surroundings.ts';

/** Maximum number of characters read from standard input: more than the longest link that can be repaired. */
const maxInput = 100_000;

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    // A second request ends the process at once.
    if (interruption.signal.aborted) end(exitCodes.interrupted);
    interruption.abort();
  });
process.on('uncaughtException', (error) => {
  process.stderr.write(lineOf(`${error.message}. Please report it, with the link.`));
  end(exitCodes.failed);
});

/** Ends at once, without leaving a partly written file. */
function end(code: number): never {
  abandonWriting();
  process.exit(code);
}

/** The reader closed the output: the program continues to its own exit code. */
let isUnread = false;
const isBrokenPipe = (error: Error): boolean => 'code' in error && error.code === 'EPIPE';
process.stdout.on('error', (error: Error) => {
  isUnread ||= isBrokenPipe(error);
});
process.stderr.on('error', () => undefined);

const print = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    if (isUnread) {
      resolve();
      return;
    }
    process.stdout.write(text, (error) => {
      if (error === null || error === undefined) resolve();
      else if (isUnread || isBrokenPipe(error)) {
        isUnread = true;
        resolve();
      } else reject(new Error(`The output could not be written (${error.message})`));
    });
  });

const execute = (file: string, args: readonly string[]): Promise<string> =>
  new Promise((resolved, reject) => {
    execFile(file, args, (error, stdout, stderr) => {
      if (error === null) resolved(stdout);
      else if ('code' in error && error.code === 'ENOENT')
        reject(
          new Error(
            `There is no ${file} on this machine: submit where Slurm is installed, or see with --dry-run what would be submitted`,
          ),
        );
      else reject(new Error(`${file} failed: ${stderr.trim() || error.message}`));
    });
  });

async function readInput(): Promise<string> {
  let text = '';
  try {
    for await (const part of process.stdin.setEncoding('utf8')) {
      text += String(part);
      if (text.length > maxInput) break;
    }
  } catch (error) {
    throw new UsageError(
      `Standard input cannot be read (${messageOf(error)}): give the link in quotes instead`,
    );
  }
  return text;
}

process.exitCode = await program(process.argv.slice(2), {
  ...machine,
  version: import.meta.env['VITE_APP_VERSION'] as string,
  self: [process.execPath, resolve(process.argv[1] ?? '')],
  execute,
  print,
  remark: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
  readInput,
  signal: interruption.signal,
});
