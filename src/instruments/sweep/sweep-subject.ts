/** What the figures of a sweep are of: the experiment that it begins from, by its id and in words. */
import { experimentId } from '../../core/digest.ts';
import { canonicalText } from '../../experiment/link/link.ts';
import type { Sweep } from '../../record/sweep/sweep.ts';
import type { FigureSubject } from '../../ui/charts/use-files.tsx';
import { describe } from '../../ui/header/describe.ts';

export function sweepSubject({ spec }: Pick<Sweep, 'spec'>): FigureSubject {
  const id = experimentId(canonicalText(spec));
  return { id, words: `Experiment ${id} · ${describe(spec)}` };
}
