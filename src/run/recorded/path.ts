/**
 * The way of recorded runs and of their forecasts through the space of all weights, in the plane in which the
 * checkpoints of a run spread most. Computed from some weights of every checkpoint if there are many.
 */
import { principalPlane } from '../../core/inspect/principal.ts';
import type { ParameterLayout } from '../../core/model/layout.ts';
import type { Parts } from '../../core/parts.ts';
import type { TensorTerms } from '../mixes.ts';

/** Maximum number of weights of a checkpoint, and of values of all checkpoints and runs (32 MB). */
const [mostWeights, mostValues] = [2 ** 16, 2 ** 23];

/** How many weights of each checkpoint the path is computed from. */
export const pathWeights = (checkpoints: number): number =>
  Math.max(64, Math.min(mostWeights, Math.floor(mostValues / checkpoints)));

/** Maximum number of finite checkpoints that span the plane, evenly spread; the others are projected onto it. */
const mostSpanning = 96;

/** Variance below this fraction is rounding: nothing has an extent along such an axis. */
const leastExplained = 1e-12;

/** Some weights of one run. */
export interface SampledRun {
  /** [checkpoint]: values of the sampled weights. */
  readonly checkpoints: readonly Float32Array[];
  /** [sampled weight]: its tensor. */
  readonly tensorOf: Uint32Array;
}

export const tensorsOfRows = ({ tensors }: ParameterLayout, rows: Uint32Array): Uint32Array => {
  let tensor = 0;
  return rows.map((row) => {
    while (row >= tensors[tensor]!.offset + tensors[tensor]!.length) tensor += 1;
    return tensor;
  });
};

/** The plane of one run's first two principal components; linear combinations of its checkpoints have a place in it. */
export class RunPlane {
  /** [checkpoint, 2]; NaN if a weight is not finite. */
  readonly places: Float64Array;
  /** Fractions 0..1 of the checkpoints' variance along each axis. */
  readonly explained: readonly [number, number];
  readonly #tensors: number;
  /** [checkpoint, tensor, 2]: inner products of the displacement from the first checkpoint with each axis. */
  readonly #moved: Float64Array;
  /** [tensor, 2]: of the first checkpoint with each axis, and the sum of the axis. */
  readonly #first: Float64Array;
  readonly #ones: Float64Array;
  /** [2]: of the centre, relative to the first checkpoint. */
  readonly #centre: Float64Array;

  private constructor(
    { checkpoints, tensorOf }: SampledRun,
    tensors: number,
    spanning: readonly number[],
    { places, explained }: { readonly places: Float64Array; readonly explained: readonly [number, number] },
  ) {
    this.explained = explained;
    this.#tensors = tensors;
    this.#moved = new Float64Array(checkpoints.length * tensors * 2);
    this.#first = new Float64Array(tensors * 2);
    this.#ones = new Float64Array(tensors * 2);
    this.places = new Float64Array(checkpoints.length * 2);
    const first = checkpoints[spanning[0] ?? 0]!;
    for (const axis of [0, 1] as const) {
      if (explained[axis] < leastExplained) continue;
      const direction = directionOf(
        spanning.map((index) => checkpoints[index]!),
        places,
        axis,
      );
      direction.forEach((value, row) => {
        const at = tensorOf[row]! * 2 + axis;
        this.#first[at]! += first[row]! * value;
        this.#ones[at]! += value;
        checkpoints.forEach((weights, c) => {
          this.#moved[c * tensors * 2 + at]! += (weights[row]! - first[row]!) * value;
        });
      });
    }
    checkpoints.forEach((_, c) => {
      for (let i = 0; i < tensors * 2; i += 1)
        this.places[c * 2 + (i % 2)]! += this.#moved[c * tensors * 2 + i]!;
    });
    checkpoints.forEach((weights, c) => {
      if (!weights.every(Number.isFinite)) this.places.fill(NaN, 2 * c, 2 * c + 2);
    });
    this.#centre = Float64Array.of(0, 0);
    for (const index of spanning)
      for (const axis of [0, 1]) this.#centre[axis]! += this.places[index * 2 + axis]! / spanning.length;
    for (let i = 0; i < this.places.length; i += 1) this.places[i]! -= this.#centre[i % 2]!;
  }

  static *of(run: SampledRun, tensors: number): Parts<RunPlane> {
    const finite = [...run.checkpoints.keys()].filter((c) => run.checkpoints[c]!.every(Number.isFinite));
    const count = Math.min(finite.length, mostSpanning);
    const apart = (finite.length - 1) / Math.max(1, count - 1);
    const spanning = Array.from({ length: count }, (_, i) => finite[Math.round(i * apart)]!);
    const plane = yield* principalPlane(spanning.map((index) => run.checkpoints[index]!));
    return new RunPlane(run, tensors, spanning, plane);
  }

  /** Coordinates [2] of a combination of checkpoints: coefficients [tensor, checkpoints + 1], constant last. */
  placeOf(terms: TensorTerms, checkpoints: readonly number[]): readonly [number, number] {
    const width = checkpoints.length + 1;
    const along = (axis: number): number => {
      let sum = -this.#centre[axis]!;
      for (let tensor = 0; tensor < this.#tensors; tensor += 1) {
        const at = tensor * 2 + axis;
        let excess = -1;
        for (let c = 0; c < checkpoints.length; c += 1) {
          const coefficient = terms[tensor * width + c]!;
          excess += coefficient;
          sum += coefficient * this.#moved[checkpoints[c]! * this.#tensors * 2 + at]!;
        }
        sum += excess * this.#first[at]! + terms[tensor * width + width - 1]! * this.#ones[at]!;
      }
      return sum;
    };
    return [along(0), along(1)];
  }
}

/** The axis as a vector of unit length over the sampled weights. */
function directionOf(rows: readonly Float32Array[], places: Float64Array, axis: 0 | 1): Float64Array {
  const first = rows[0]!;
  const direction = new Float64Array(first.length);
  const size = rows.reduce((sum, _, row) => sum + places[2 * row + axis]! ** 2, 0);
  // Places along an axis add up to 0, so that differences from the first row give the same and lose no digits.
  rows.forEach((weights, row) => {
    const factor = places[2 * row + axis]! / size;
    for (let p = 0; p < direction.length; p += 1) direction[p]! += factor * (weights[p]! - first[p]!);
  });
  return direction;
}
