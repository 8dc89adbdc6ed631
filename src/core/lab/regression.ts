/**
 * Linear regression with two weights, trained by SGD: the problem of Figure 1 of arXiv 2505.02714. Its numbers were
 * not available; these are our own. All runs share the examples; initial weights and batches differ.
 */
import type { LabSettings } from '../../experiment/lab/lab-fields.ts';
import { cos, sin } from '../numeric/functions.ts';
import { randomStream } from '../rng.ts';

export type RegressionSettings = Pick<
  LabSettings,
  'learningRate' | 'batch' | 'condition' | 'scatter' | 'seed'
>;

/** Loss is 1/2 mean (x . w - y)^2, a bowl with elliptic contours about its minimum. */
export interface RegressionProblem {
  /** [example, 2]. */
  readonly inputs: Float64Array;
  /** [example]. */
  readonly labels: Float64Array;
  /** The minimum of the loss. */
  readonly minimum: readonly [number, number];
  readonly leastLoss: number;
  /** Curvatures of the loss, the larger first, and the unit vector along the larger. */
  readonly curvatures: readonly [number, number];
  readonly direction: readonly [number, number];
}

const exampleCount = 256;
/** Angle from the longer axis of the inputs to w_1, in radians: neither weight has a curvature to itself. */
const tilt = 0.6;
/** Minimum and maximum distance of initial weights from w*, in any direction. */
const nearest = 1.5;
const farthest = 2.5;
const fullTurn = 6.283185307179586;
const truth = [1, -0.5] as const;

/** Examples x = R diag(1, 1 / sqrt(condition)) z, y = x . w* + scatter e, with z and e standard normal. */
export function regressionProblem({ condition, scatter, seed }: RegressionSettings): RegressionProblem {
  const draw = randomStream(seed, 'data');
  const inputs = new Float64Array(2 * exampleCount);
  const labels = new Float64Array(exampleCount);
  const narrow = 1 / Math.sqrt(condition);
  const [along, across] = [cos(tilt), sin(tilt)];
  for (let i = 0; i < exampleCount; i += 1) {
    const long = draw.normal();
    const short = draw.normal() * narrow;
    const x = along * long - across * short;
    const y = across * long + along * short;
    inputs[2 * i] = x;
    inputs[2 * i + 1] = y;
    labels[i] = x * truth[0] + y * truth[1] + scatter * draw.normal();
  }
  return { inputs, labels, ...bowlOf(inputs, labels) };
}

/** Minimum and curvatures from the normal equations, two by two. */
function bowlOf(inputs: Float64Array, labels: Float64Array): Omit<RegressionProblem, 'inputs' | 'labels'> {
  const count = labels.length;
  let [xx, xy, yy, xt, yt, tt] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < count; i += 1) {
    const x = inputs[2 * i]!;
    const y = inputs[2 * i + 1]!;
    const label = labels[i]!;
    xx += (x * x) / count;
    xy += (x * y) / count;
    yy += (y * y) / count;
    xt += (x * label) / count;
    yt += (y * label) / count;
    tt += (label * label) / count;
  }
  const determinant = xx * yy - xy * xy;
  const minimum = [(yy * xt - xy * yt) / determinant, (xx * yt - xy * xt) / determinant] as const;
  const half = Math.sqrt(((xx - yy) / 2) * ((xx - yy) / 2) + xy * xy);
  const larger = (xx + yy) / 2 + half;
  const length = Math.sqrt(xy * xy + (larger - xx) * (larger - xx));
  return {
    minimum,
    leastLoss: Math.max(0, (tt - minimum[0] * xt - minimum[1] * yt) / 2),
    curvatures: [larger, (xx + yy) / 2 - half],
    direction: length > 0 ? [xy / length, (larger - xx) / length] : [1, 0],
  };
}

/** Loss over all examples at (w_1, w_2). */
export function regressionLoss(problem: RegressionProblem, first: number, second: number): number {
  const { minimum, leastLoss, curvatures, direction } = problem;
  const x = first - minimum[0];
  const y = second - minimum[1];
  const along = x * direction[0] + y * direction[1];
  const across = y * direction[0] - x * direction[1];
  return leastLoss + (curvatures[0] * along * along + curvatures[1] * across * across) / 2;
}

/** Fills `path` [step, 2] with run number `run`: w <- w - rate mean over the batch of x (x . w - y), drawn with replacement. */
export function traceSgd(
  { inputs, labels }: RegressionProblem,
  { learningRate, batch, seed }: RegressionSettings,
  run: number,
  path: Float64Array,
): void {
  const draw = randomStream(seed, 'weights', run);
  const pick = randomStream(seed, 'batches', run);
  const angle = fullTurn * draw.uniform();
  const distance = nearest + (farthest - nearest) * draw.uniform();
  let first = truth[0] + distance * cos(angle);
  let second = truth[1] + distance * sin(angle);
  path[0] = first;
  path[1] = second;
  const scale = learningRate / batch;
  for (let at = 2; at < path.length; at += 2) {
    let [toFirst, toSecond] = [0, 0];
    for (let i = 0; i < batch; i += 1) {
      const example = pick.below(labels.length);
      const x = inputs[2 * example]!;
      const y = inputs[2 * example + 1]!;
      const residual = x * first + y * second - labels[example]!;
      toFirst += x * residual;
      toSecond += y * residual;
    }
    first -= scale * toFirst;
    second -= scale * toSecond;
    path[at] = first;
    path[at + 1] = second;
  }
}
