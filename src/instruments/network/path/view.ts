/** The way of both networks through the space of all weights, seen in the plane in which it spreads most. */
import { principalPlane } from '../../../core/inspect/principal.ts';
import { armRecords } from '../../../experiment/arms.ts';
import type { ArmId } from '../../../experiment/fields.ts';
import type { RecordedFrame, RunHistory } from '../../../record/history.ts';
import { defineView } from '../../../store/view.ts';
import { roomAround, whoseOf, type Whose } from '../../../store/select/rows.ts';
import { jumpStepsOf, pairShown, weightsIn, type NetworkSide, type Shown } from '../pair.ts';

/** Maximum number of frames for each network. */
const mostFrames = 64;

export interface PathView {
  readonly paths: readonly {
    readonly side: NetworkSide;
    readonly arm: ArmId;
    readonly points: readonly { readonly step: number; readonly x: number; readonly y: number }[];
    /** Number of recorded steps, of which `points` are some. */
    readonly recorded: number;
    /** Steps of the points at which a forecast was made, and after jumps of this replica. */
    readonly anchors: readonly number[];
    readonly jumps: readonly number[];
  }[];
  readonly explained: readonly [number, number];
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  readonly summary: string;
}

const nothing: PathView = {
  paths: [],
  explained: [0, 0],
  xDomain: [-1, 1],
  yDomain: [-1, 1],
  summary: 'No path yet.',
};

export const pathView = defineView({
  empty: () => nothing,
  pace: 2000,
  look: whoseOf,
  select: pathJob,
});

export function* pathJob(history: RunHistory, whose: Whose): Generator<void, PathView> {
  const shown = pairShown(history, whose);
  const jumps = new Set(shown.flatMap(({ replica }) => jumpStepsOf(history, replica)));
  const parts: { readonly own: Shown; readonly frames: readonly RecordedFrame[] }[] = [];
  for (const own of shown) parts.push({ own, frames: yield* chosenFrames(history, own.replica, jumps) });
  const rows = parts.flatMap(({ own, frames }) =>
    frames.map((frame) => weightsIn(history, frame, own.replica)),
  );
  if (rows.length < 3) return nothing;
  const { places, explained } = yield* principalPlane(rows);
  let row = 0;
  const paths = parts.map(({ own: { side, arm, replica }, frames }) => ({
    side,
    arm,
    points: frames.map(({ step }) => {
      const at = 2 * row;
      row += 1;
      return { step, x: places[at]!, y: places[at + 1]! };
    }),
    recorded: history.frames.length,
    anchors: framed(
      history.forecasts.map(({ anchor }) => anchor),
      frames,
    ),
    jumps: framed(jumpStepsOf(history, replica), frames),
  }));
  const along = (axis: 0 | 1): number[] => Array.from(places).filter((_, at) => at % 2 === axis);
  return {
    paths,
    explained,
    xDomain: roomAround(along(0), 0.06, 1),
    yDomain: roomAround(along(1), 0.06, 1),
    summary: summarise(shown, paths, explained),
  };
}

const framed = (steps: readonly number[], frames: readonly RecordedFrame[]): number[] =>
  steps.filter((step) => frames.some((frame) => frame.step === step));

/** Frames of a replica before it stopped, thinned evenly, with jumps and both ends. */
function* chosenFrames(
  history: RunHistory,
  replica: number,
  jumps: ReadonlySet<number>,
): Generator<void, RecordedFrame[]> {
  const end = history.divergences[replica]?.step ?? Infinity;
  const frames: RecordedFrame[] = [];
  for (const frame of history.frames) {
    const weights = weightsIn(history, frame, replica);
    if (frame.step < end && weights.every((value) => Number.isFinite(value))) frames.push(frame);
    yield;
  }
  const every = Math.max(1, Math.ceil(frames.length / mostFrames));
  const special = frames.filter(({ step }) => jumps.has(step)).length;
  // Too many jumps are thinned like the rest.
  const keeps = special <= mostFrames / 2 ? jumps : new Set<number>();
  const room = Math.max(1, Math.ceil(frames.length / Math.max(2, mostFrames - special)));
  const apart = keeps.size > 0 ? room : every;
  return frames.filter(({ step }, i) => i % apart === 0 || i === frames.length - 1 || keeps.has(step));
}

function summarise(
  shown: readonly Shown[],
  paths: PathView['paths'],
  [first, second]: PathView['explained'],
): string {
  const names = shown.map(({ arm }) => armRecords[arm].name).join(' and ');
  const jumps = paths.reduce((sum, path) => sum + path.jumps.length, 0);
  return `Paths of the ${names}, seed ${shown[0]?.seed ?? 1}, through all weights, in two principal components that explain ${(100 * first).toFixed(0)} % and ${(100 * second).toFixed(0)} % of the variance; ${jumps} jumps marked.`;
}
