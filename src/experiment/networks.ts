/** Which networks can train on a task, and what their settings must satisfy. */
import type { ExperimentSpec } from './fields.ts';
import { fileTask, type FileKind, type TaskName } from './tasks.ts';

export type NetworkName = ExperimentSpec['network'];

const readers: Readonly<Record<FileKind | 'drawn', readonly NetworkName[]>> = {
  drawn: ['mlp'],
  images: ['mlp', 'cnn'],
  text: ['gpt'],
  passages: ['encoder'],
};

/** Networks that can read a task's examples, the usual one first. */
export const networksFor = (task: TaskName): readonly NetworkName[] =>
  readers[fileTask(task)?.kind ?? 'drawn'];

/** A change of an experiment; another task brings a network that can read it, and a batch if it needs one. */
export function withTaskNeeds(
  values: Partial<ExperimentSpec>,
  draft: ExperimentSpec,
): Partial<ExperimentSpec> {
  const { task } = values;
  if (task === undefined) return values;
  const { network, batch } = { ...draft, ...values };
  const possible = networksFor(task);
  return {
    ...values,
    network: possible.includes(network) ? network : (possible[0] ?? network),
    batch: batch === 0 ? (fileTask(task)?.batch ?? 0) : batch,
  };
}

export const isTransformer = (network: NetworkName): boolean => network === 'gpt' || network === 'encoder';

/** Stages of a convolutional network after which an image still has at least one pixel. */
export function maxStages(rows: number, columns: number): number {
  let stages = 0;
  for (let extent = Math.min(rows, columns); extent >= 2; extent = Math.floor(extent / 2)) stages += 1;
  return stages;
}

/** The largest number of heads, up to `heads`, that divides the width. */
export function headsThatDivide(width: number, heads: number): number {
  let fitting = Math.min(heads, width);
  while (width % fitting !== 0) fitting -= 1;
  return fitting;
}
