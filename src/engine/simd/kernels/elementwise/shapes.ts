/** Sums of nodes, and values in another shape. */
import { f32x4 } from '../../assembler/instructions.ts';
import type { Panels } from '../kernel.ts';
import type { Place, Stages, Workshop } from '../stage.ts';
import { copied, elementwise } from './elementwise.ts';

export function add(workshop: Workshop, { name, from, values, fromDeltas, deltas }: Place): Stages {
  const forward = elementwise(workshop, name, [values], from, 1, (f, vectors) => {
    for (const [a, b] of vectors) f.set(a!, f32x4.add(a!, b!));
  });
  const backward = fromDeltas.flatMap((below, at) =>
    below === null ? [] : [copied(workshop, `${name}.gradient${at}`, below, deltas)],
  );
  return { forward: [forward], backward: backward.toReversed() };
}

/** Nothing to do if memory has the same order. */
export function flatten(workshop: Workshop, { name, from, values, fromDeltas, deltas }: Place): Stages {
  const [below] = from as [Panels];
  const [deltasBelow = null] = fromDeltas;
  if (below.address === values.address) return { forward: [], backward: [] };
  return {
    forward: [copied(workshop, name, values, below)],
    backward: deltasBelow === null ? [] : [copied(workshop, `${name}.gradient`, deltasBelow, deltas)],
  };
}
