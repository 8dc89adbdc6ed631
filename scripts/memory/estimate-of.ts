/** The estimated memory of the experiment of a link, bytes. */
import { estimateMemory } from '../../src/run/plan/memory.ts';
import { readLink } from '../../src/experiment/link/link.ts';

export function estimateOf(link: string): number {
  const read = readLink(link);
  if (!read.ok) throw new Error(read.reason);
  return estimateMemory(read.spec).bytes;
}
