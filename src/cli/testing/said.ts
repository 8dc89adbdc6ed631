/** Runs the program without a process and collects its output. For tests. */
import { startHere } from '../../engine/host/processor.ts';
import { UsageError } from '../commands.ts';
import { program } from '../program.ts';
import type { Surroundings } from '../surroundings.ts';

export interface Said {
  code: number;
  out: string;
  remarks: string;
}

export async function said(args: readonly string[], given: Partial<Surroundings> = {}): Promise<Said> {
  const told = { code: -1, out: '', remarks: '' };
  told.code = await program(args, {
    version: '0.0.0',
    self: ['farcast'],
    execute: () => Promise.reject(new Error('nothing is submitted')),
    print: async (text) => {
      told.out += text;
    },
    remark: (text) => {
      told.remarks += text;
    },
    isTerminal: false,
    readInput: async () => '',
    cores: 1,
    openThreads: () => ({ start: startHere, close: () => undefined }),
    openGpu: () => Promise.reject(new UsageError('The engine "fused" needs WebGPU')),
    loadData: () => Promise.reject(new Error('no images')),
    signal: new AbortController().signal,
    ...given,
  });
  return told;
}
