/** Whole passes, and steps of one replica: calls of all stages, so that a burst of steps is one call from outside. */
import { f32, i32 } from '../assembler/instructions.ts';
import { pairedPanelsOf, type Assembler, type Body, type Int, type Kernel } from './kernel.ts';
import type { Stage } from './stage.ts';

/**
 * All stages; those that follow each other over panels, some panels at a time (null: all), so that values stay in the
 * cache. Parameters: address of the weights, examples of the batch.
 */
export const passKernel = (
  assembler: Assembler,
  name: string,
  stages: readonly Stage[],
  panelsAtOnce: number | null,
): Kernel =>
  assembler.kernel(name, 2, (f, weights, count) => {
    const panels = f.i32(pairedPanelsOf(count));
    const [from, to] = [f.i32(), f.i32()];
    for (let i = 0; i < stages.length;) {
      const { kernel, units } = stages[i]!;
      if (units !== 'panels' || panelsAtOnce === null) {
        f.call(kernel, weights, 0, units === 'panels' ? panels : units, count);
        i += 1;
        continue;
      }
      const other = stages.findIndex((stage, at) => at > i && stage.units !== 'panels');
      const end = other < 0 ? stages.length : other;
      f.each(from, 0, panels, panelsAtOnce, () => {
        f.set(to, i32.add(from, panelsAtOnce));
        f.when(i32.ltU(panels, to), () => f.set(to, panels));
        for (const own of stages.slice(i, end)) f.call(own.kernel, weights, from, to, count);
      });
      i = end;
    }
  });

/** The record of a replica: addresses, one after the other. */
export const replicaFields = [
  'weights',
  'firstMoment',
  'secondMoment',
  /** Of the first training example. */
  'inputs',
  'targets',
] as const;
type ReplicaField = (typeof replicaFields)[number];
export const replicaBytes = 4 * replicaFields.length;

export interface Training {
  readonly kernels: Readonly<
    Record<'gatherInputs' | 'gatherTargets' | 'forward' | 'backward' | 'update', Kernel>
  >;
  /** Address of a pass's loss. */
  readonly loss: number;
  /** Address of the number of the step, which each step raises by 1. */
  readonly step: number;
  /** Bytes of a step's coefficients. */
  readonly coefficientBytes: number;
  /** Whether all steps see the same rows. */
  readonly sameRows: boolean;
}

/**
 * Parameters: the record of the replica, row numbers of the first batch, examples of a batch, coefficients [step],
 * address of losses [step], addresses of watched weights relative to those of the replica [watched] and their end,
 * address of their values [step, watched], and number of steps. If all steps see the same rows, row numbers of 0 mean
 * that the latest call loaded them.
 */
export function trainKernel(assembler: Assembler, training: Training): Kernel {
  const { kernels, loss, step: stepAt, coefficientBytes, sameRows } = training;
  return assembler.kernel(
    'train',
    9,
    (f, replica, rows, count, coefficients, losses, watched, watchedEnd, seen, steps) => {
      const of = (field: ReplicaField): Int => f.i32(i32.load(replica, 4 * replicaFields.indexOf(field)));
      const [weights, firstMoment, secondMoment] = [of('weights'), of('firstMoment'), of('secondMoment')];
      const [inputs, targets] = [of('inputs'), of('targets')];
      const load = (): void => {
        f.call(kernels.gatherInputs, rows, inputs, count);
        f.call(kernels.gatherTargets, rows, targets, count);
      };
      const step = f.i32();
      if (sameRows) f.when(rows, load);
      f.each(step, 0, steps, 1, () => {
        if (!sameRows) load();
        f.call(kernels.forward, weights, count);
        f.call(kernels.backward, weights, count);
        f.call(kernels.update, weights, firstMoment, secondMoment, coefficients);
        f.do(f32.store(losses, f32.load(loss)));
        f.do(i32.store(stepAt, i32.add(i32.load(stepAt), 1)));
        copyWatched(f, weights, { from: watched, end: watchedEnd, to: seen });
        f.advance(coefficients, coefficientBytes);
        f.advance(losses, 4);
        f.advance(seen, i32.sub(watchedEnd, watched));
        if (!sameRows) f.advance(rows, i32.shl(count, 2));
      });
    },
  );
}

function copyWatched(
  f: Body,
  weights: Int,
  { from, end, to }: Readonly<Record<'from' | 'end' | 'to', Int>>,
): void {
  const [at, into] = [f.i32(), f.i32(to)];
  f.each(at, from, end, 4, () => {
    f.do(f32.store(into, f32.load(i32.add(weights, i32.load(at)))));
    f.advance(into, 4);
  });
}
