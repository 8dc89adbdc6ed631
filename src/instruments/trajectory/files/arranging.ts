/** What a person can change of an arrangement: each gives a new one. Pure. */
import type { ArrangedCheckpoint, Arrangement } from '../../../formats/runs/order.ts';

const withRun = (
  arrangement: Arrangement,
  run: number,
  change: (checkpoints: readonly ArrangedCheckpoint[]) => readonly ArrangedCheckpoint[],
): Arrangement => ({
  ...arrangement,
  runs: arrangement.runs.map((own, index) =>
    index === run
      ? { ...own, checkpoints: change(own.checkpoints).toSorted((a, b) => a.step - b.step) }
      : own,
  ),
});

const withCheckpoint = (
  arrangement: Arrangement,
  run: number,
  at: number,
  values: Partial<ArrangedCheckpoint>,
): Arrangement =>
  withRun(arrangement, run, (all) => all.map((one, index) => (index === at ? { ...one, ...values } : one)));

export const withUse = (arrangement: Arrangement, run: number, at: number, used: boolean): Arrangement =>
  withCheckpoint(arrangement, run, at, { used });

export const withWholeRun = (arrangement: Arrangement, run: number, used: boolean): Arrangement =>
  withRun(arrangement, run, (all) => all.map((one) => ({ ...one, used })));

/** Null if a run needs a name, or if another run has that one. */
export function withName(arrangement: Arrangement, run: number, text: string): Arrangement | null {
  const name = text.trim();
  const isTaken = arrangement.runs.some((own, index) => index !== run && own.name === name);
  if (name === '' || isTaken) return null;
  return {
    ...arrangement,
    runs: arrangement.runs.map((own, index) => (index === run ? { ...own, name } : own)),
  };
}

/** Null if that step is no whole number, or another checkpoint's. */
export function withStep(
  arrangement: Arrangement,
  run: number,
  at: number,
  text: string,
): Arrangement | null {
  const step = Number(text);
  const isTaken = arrangement.runs[run]!.checkpoints.some((one, index) => index !== at && one.step === step);
  if (text.trim() === '' || !Number.isSafeInteger(step) || step < 0 || isTaken) return null;
  return withCheckpoint(arrangement, run, at, { step });
}

/** Puts the files of a checkpoint one place earlier: the two exchange their steps. */
export const earlier = (arrangement: Arrangement, run: number, at: number): Arrangement =>
  withRun(arrangement, run, (all) =>
    all.map((one, index) => {
      const other = index === at ? all[at - 1] : index === at - 1 ? all[at] : undefined;
      return other === undefined ? one : { ...one, step: other.step };
    }),
  );

/** Uses every k-th checkpoint of each run, the last among them. */
export const thin = (arrangement: Arrangement, every: number): Arrangement => ({
  ...arrangement,
  runs: arrangement.runs.map((run) => ({
    ...run,
    checkpoints: run.checkpoints.map((one, index, all) => ({
      ...one,
      used: (all.length - 1 - index) % every === 0,
    })),
  })),
});

/** Whether two arrangements of the same files use the same checkpoints. */
export const isSameUse = (a: Arrangement, b: Arrangement): boolean =>
  a.runs.every(({ checkpoints }, run) =>
    checkpoints.every(({ used }, at) => used === b.runs[run]!.checkpoints[at]!.used),
  );
