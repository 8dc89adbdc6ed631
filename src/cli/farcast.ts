/** Entry of the command line: joins the program to its process. */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { text } from 'node:stream/consumers';
import { readData } from './data.ts';
import { exitCodes, program } from './program.ts';
import { openThreads } from './threads.ts';

const interruption = new AbortController();
process.on('SIGINT', () => {
  // Who presses it twice does not want to wait.
  if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
  interruption.abort();
});
// Who reads the output has had enough of it.
process.stdout.on('error', () => process.exit(exitCodes.done));

process.exitCode = await program(process.argv.slice(2), {
  print: async (part) => {
    if (!process.stdout.write(part)) await once(process.stdout, 'drain');
  },
  remark: (part) => void process.stderr.write(part),
  isTerminal: process.stderr.isTTY,
  readInput: () => text(process.stdin),
  cores: availableParallelism(),
  openThreads: (count) => openThreads(count, new URL('engine-thread.js', import.meta.url)),
  loadData: (task) => readData(new URL('../public/', import.meta.url), task),
  signal: interruption.signal,
});
