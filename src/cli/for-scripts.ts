/** Entry for scripts of this repository: results of links as values, and the presets. */
import { canonicalText, writeLink } from '../experiment/link/link.ts';
import { readPageLink } from '../experiment/link/page-link.ts';
import { presets, presetSpec } from '../experiment/presets.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import type { RunResult } from '../record/result.ts';
import type { SweepRow } from '../record/sweep/tables.ts';
import { machine } from './machine/machine.ts';
import { perform, withDevices } from './perform.ts';
import { program } from './program.ts';

/** The result of an experiment at the end of its budget. Rejects if the link has to be corrected. */
export async function runLink(link: string, threads = machine.cores): Promise<RunResult> {
  const spec = specOf(link);
  const { loadData } = machine;
  const { signal } = new AbortController();
  const { result } = await withDevices(machine, { engine: spec.engine, threads }, (devices) =>
    perform(spec, { ...devices, loadData, signal, tell: () => undefined }),
  );
  if (result === null) throw new Error('The run was interrupted');
  return result;
}

/** The rows of a sweep, as `farcast.sweep()` in the page. Rejects if the link has to be corrected or has no sweep. */
export async function sweepLink(link: string, threads = machine.cores): Promise<SweepRow[]> {
  specOf(link);
  let [rows, remarks] = ['', ''];
  await program(['sweep', link, '--json', '--quiet', '--threads', String(threads)], {
    ...machine,
    version: '',
    self: [],
    execute: () => Promise.reject(new Error('nothing is submitted')),
    print: async (text) => void (rows += text),
    remark: (text) => void (remarks += text),
    isTerminal: false,
    readInput: async () => '',
    signal: new AbortController().signal,
  });
  if (rows === '') throw new Error(remarks);
  return JSON.parse(rows) as SweepRow[];
}

/** Links of the presets. `text`: canonical, the same for equal experiments; not a link, because it has no version. */
export const presetLinks = (): { readonly id: string; readonly link: string; readonly text: string }[] =>
  presets.map((preset) => {
    const spec = presetSpec(preset);
    return { id: preset.id, link: writeLink(spec), text: canonicalText(spec) };
  });

function specOf(link: string): ExperimentSpec {
  const read = readPageLink(link);
  if (!read.ok) throw new Error(read.reason);
  if (read.corrections.length > 0) throw new Error(read.corrections.join(' '));
  return read.spec;
}
