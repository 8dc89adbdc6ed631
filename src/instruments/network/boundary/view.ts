/** What the control and the treated network say over the plane, and how well they do: a job in short pieces. */
import { contourOf, type Piece } from '../../../core/inspect/boundary-contour.ts';
import {
  fieldOver,
  gridInputs,
  outcomeOn,
  type Extent,
  type Outcome,
} from '../../../core/inspect/boundary.ts';
import type { DataPool, Split } from '../../../core/data/data-set.ts';
import { exampleForm, tasks } from '../../../experiment/tasks.ts';
import { armRecords } from '../../../experiment/arms.ts';
import type { ArmId } from '../../../experiment/fields.ts';
import type { RunHistory } from '../../../record/history.ts';
import { Remembered } from '../../../record/evidence/remembered.ts';
import { defineView } from '../../../store/view.ts';
import { poolOf, rowsOf } from '../examples.ts';
import { noWeights, frameAt, lookOf, pairShown, weightsIn, type Look, type NetworkSide } from '../pair.ts';

const size = 64;

/** Maximum number of training examples drawn. */
const mostPoints = 300;

export interface BoundarySide {
  readonly side: NetworkSide;
  readonly arm: ArmId;
  /** [row, column]: probability of class 1, or the predicted value; from the top left. */
  readonly field: Float32Array;
  readonly contour: readonly Piece[];
  readonly train: Outcome;
  readonly test: Outcome;
}

export interface BoundaryView {
  readonly sides: readonly BoundarySide[];
  readonly step: number | null;
  readonly seed: number;
  readonly kind: 'classes' | 'surface';
  readonly size: number;
  readonly range: readonly [number, number];
  readonly extent: Extent;
  /** Training examples: [x, y, class or value], in standardised inputs. */
  readonly points: readonly (readonly [x: number, y: number, value: number])[];
  readonly empty: string | null;
  readonly summary: string;
}

const nothing: BoundaryView = {
  sides: [],
  step: null,
  seed: 1,
  kind: 'classes',
  size,
  range: [0, 1],
  extent: { x: [-2, 2], y: [-2, 2] },
  points: [],
  empty: noWeights,
  summary: 'No decision boundary yet.',
};

export const boundaryView = defineView({
  empty: () => nothing,
  pace: 250,
  look: lookOf,
  select: boundaryJob,
});

interface Plane {
  readonly pool: DataPool;
  readonly extent: Extent;
  readonly inputs: Float32Array;
  readonly points: BoundaryView['points'];
}

/** The plane of a seed never changes; the latest is remembered. */
const planes = new Remembered<Plane>();

function* boundaryJob(history: RunHistory, look: Look): Generator<void, BoundaryView> {
  const { spec } = history;
  const { features } = exampleForm(spec);
  const { loss } = tasks[spec.task];
  if (features !== 2) {
    const empty = `Each example has ${features} inputs: there is no plane to draw a boundary in.`;
    return { ...nothing, empty, summary: empty };
  }
  const frame = frameAt(history, look.at);
  const shown = pairShown(history, look);
  const [first] = shown;
  if (frame === null || first === undefined) return nothing;
  const { seed } = first;
  const plane = planes.of(history, () => planeOf(history, seed), seed);
  yield;
  const sides: BoundarySide[] = [];
  for (const { side, arm, replica } of shown) {
    const network = { weights: weightsIn(history, frame, replica), model: history.prepared.model };
    const field = yield* fieldOver(network, plane.inputs);
    const on = (split: Split): Generator<void, Outcome> =>
      outcomeOn(network, rowsOf(plane.pool, split, 'inputs'), rowsOf(plane.pool, split, 'targets'));
    const contour = contourOf(field, size, loss === 'cross-entropy' ? 0.5 : 0);
    sides.push({ side, arm, field, contour, train: yield* on('train'), test: yield* on('test') });
  }
  const kind = loss === 'cross-entropy' ? 'classes' : 'surface';
  const view: BoundaryView = {
    sides,
    step: frame.step,
    seed,
    kind,
    size,
    range: kind === 'classes' ? [0, 1] : [-1, 1],
    extent: plane.extent,
    points: plane.points,
    empty: null,
    summary: '',
  };
  return { ...view, summary: summarise(view) };
}

function planeOf(history: RunHistory, seed: number): Plane {
  const pool = poolOf(history, seed);
  const inputs = rowsOf(pool, 'train', 'inputs');
  const targets = rowsOf(pool, 'train', 'targets');
  const count = inputs.length / 2;
  const extent = { x: spanOf(inputs, 0), y: spanOf(inputs, 1) };
  const points = Array.from({ length: Math.min(mostPoints, count) }, (_, i) => {
    const value = pool.outputs === 1 ? targets[i]! : targets[i * pool.outputs + 1]!;
    return [inputs[2 * i]!, inputs[2 * i + 1]!, value] as const;
  });
  return { pool, extent, inputs: gridInputs(extent, size), points };
}

function spanOf(inputs: Float32Array, feature: number): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = feature; i < inputs.length; i += 2) {
    low = Math.min(low, inputs[i]!);
    high = Math.max(high, inputs[i]!);
  }
  const room = 0.08 * (high - low);
  return [low - room, high + room];
}

function summarise({ sides, step, seed, kind }: BoundaryView): string {
  const said = sides.map(({ arm, train, test }) => {
    const right = (share: number | null): string =>
      share === null ? '' : `, ${(100 * share).toFixed(1)} % right`;
    return `${armRecords[arm].name}: training loss ${train.loss.toPrecision(3)}${right(train.accuracy)}, test loss ${test.loss.toPrecision(3)}${right(test.accuracy)}`;
  });
  const what = kind === 'classes' ? 'Decision boundary' : 'Predicted surface';
  return `${what} at step ${step ?? 0}, seed ${seed}; ${said.join('; ')}.`;
}
