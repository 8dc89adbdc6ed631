/** The cells of the network instrument: computed while it is open, in slices, each at its own pace. */
import { createContext, useContext } from 'react';
import { fileTask, type TaskName } from '../../experiment/tasks.ts';
import type { RunHistory } from '../../record/history.ts';
import { boundaryJob, emptyBoundary } from '../../store/select/network/boundary.ts';
import { confusionJob, emptyConfusion } from '../../store/select/network/confusion.ts';
import { courseView, emptyCourse } from '../../store/select/network/course.ts';
import { emptyErrors, errorsJob } from '../../store/select/network/errors.ts';
import type { ImagesSoFar } from '../../store/select/network/examples.ts';
import { emptyJumpLine, jumpLineJob } from '../../store/select/network/jump-line.ts';
import { emptyLayers, layersView } from '../../store/select/network/layers.ts';
import type { Look } from '../../store/select/network/pair.ts';
import { emptyPath, pathJob } from '../../store/select/network/path.ts';
import type { App, AppState } from '../../store/state.ts';
import type {
  BoundaryView,
  ConfusionView,
  CourseView,
  ForecastErrorsView,
  JumpLineView,
  LayersView,
  PathView,
} from '../../store/views-network.ts';
import { createCell, type Cell } from '../primitives/cell.ts';
import { keeper, type Keeper } from '../primitives/keeper.ts';

export interface NetworkCells {
  readonly boundary: Cell<BoundaryView>;
  readonly layers: Cell<LayersView>;
  readonly path: Cell<PathView>;
  readonly course: Cell<CourseView>;
  readonly line: Cell<JumpLineView>;
  readonly errors: Cell<ForecastErrorsView>;
  readonly confusion: Cell<ConfusionView>;
  /** The parameter whose course is drawn. */
  readonly picked: Cell<number>;
}

/** Least time between two drawings while the run goes on, ms. */
const pace = 250;
const pathPace = 2000;

const lookOf = ({ at, view: { weightsArm, weightsSeed, focusAnchor } }: AppState): Look => ({
  at,
  focusAnchor,
  weightsArm,
  weightsSeed,
});

export const createNetworkCells = (): NetworkCells => ({
  boundary: createCell<BoundaryView>(emptyBoundary),
  layers: createCell<LayersView>(emptyLayers),
  path: createCell<PathView>(emptyPath),
  course: createCell<CourseView>(emptyCourse),
  line: createCell<JumpLineView>(emptyJumpLine),
  errors: createCell<ForecastErrorsView>(emptyErrors),
  confusion: createCell<ConfusionView>(emptyConfusion),
  picked: createCell(0),
});

/** Computes `view` of what is recorded, or hands on `empty`. */
function* recordedView<View>(
  history: RunHistory | null,
  empty: View,
  view: (history: RunHistory) => View | Generator<void, View>,
): Generator<void, View> {
  yield;
  if (history === null) return empty;
  const made = view(history);
  return isJob(made) ? yield* made : made;
}

const isJob = <View>(made: View | Generator<void, View>): made is Generator<void, View> =>
  typeof made === 'object' && made !== null && 'next' in made;

/** Keeps the cells up to date until the returned function is called. */
export function followNetwork({ store, recorded, images }: App, cells: NetworkCells): () => void {
  let sample: ImagesSoFar = null;
  const keep = <View>(
    least: number,
    cell: Cell<View>,
    empty: View,
    view: (history: RunHistory, look: Look) => View | Generator<void, View>,
  ): Keeper =>
    keeper(least, cell, () =>
      recordedView(recorded(), empty, (history) => view(history, lookOf(store.getState()))),
    );
  const course = keep(pace, cells.course, emptyCourse, (history, look) =>
    courseView(history, look, cells.picked.get()),
  );
  const pictures = [
    keep(pace, cells.confusion, emptyConfusion, (history, look) => confusionJob(history, look, sample)),
    keep(pathPace, cells.line, emptyJumpLine, (history, look) => jumpLineJob(history, look, sample)),
  ];
  const near = [
    keep(pace, cells.layers, emptyLayers, layersView),
    keep(pace, cells.boundary, emptyBoundary, boundaryJob),
    ...pictures,
  ];
  const all = [
    ...near,
    course,
    keep(pathPace, cells.path, emptyPath, pathJob),
    keep(pathPace, cells.errors, emptyErrors, errorsJob),
  ];
  for (const one of all) one.mark(true);
  const wantImages = imagesOfTask(images, (found) => {
    sample = found;
    for (const one of pictures) one.mark(true);
  });
  wantImages(store.getState());
  const ends = [
    cells.picked.subscribe(() => course.mark(true)),
    store.subscribe((state, before) => {
      wantImages(state);
      const elsewhere = isElsewhere(state, before);
      if (elsewhere || state.revision !== before.revision) for (const one of all) one.mark(elsewhere);
      else if (state.at !== before.at) for (const one of near) one.mark(true);
    }),
    ...all.map(({ stop }) => stop),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** Fetches the images of a run's task when first wanted; where they cannot be had, opening the instrument anew tries again. */
function imagesOfTask(
  images: App['images'],
  take: (found: ImagesSoFar) => void,
): (state: Pick<AppState, 'run'>) => void {
  let asked: TaskName | null = null;
  return ({ run }) => {
    const task = run?.spec.task ?? null;
    if (images === undefined || task === null || task === asked || fileTask(task) === null) return;
    asked = task;
    const answer = (found: ImagesSoFar): void => {
      if (asked === task) take(found);
    };
    answer(null);
    images(task).then(answer, (error: unknown) =>
      answer(error instanceof Error ? error.message : String(error)),
    );
  };
}

/** Another run, another replica, another forecast, or the run's end: not only more data. */
const isElsewhere = (state: AppState, before: AppState): boolean =>
  state.run?.runId !== before.run?.runId ||
  state.run?.lifecycle !== before.run?.lifecycle ||
  state.view.weightsArm !== before.view.weightsArm ||
  state.view.weightsSeed !== before.view.weightsSeed ||
  state.view.focusAnchor !== before.view.focusAnchor;

export const NetworkContext = createContext<NetworkCells | null>(null);

export function useNetwork(): NetworkCells {
  const cells = useContext(NetworkContext);
  if (cells === null) throw new Error('this is a part of the network instrument');
  return cells;
}
