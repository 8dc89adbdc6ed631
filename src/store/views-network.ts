/** What the network instrument is given: fields, layers of weights, a path in a plane, the course of a weight. Types only. */
import type { Extent, Outcome } from '../core/inspect/boundary.ts';
import type { Piece } from '../core/inspect/boundary-contour.ts';
import type { ParameterLayout } from '../core/model/layout.ts';
import type { ArmId } from '../experiment/fields.ts';

export type NetworkSide = 'control' | 'treated';

export interface BoundarySide {
  readonly side: NetworkSide;
  readonly arm: ArmId;
  /** [row, column]: probability of class 1, or the predicted value; from the top left. */
  readonly field: Float32Array;
  /** Where the network is undecided, or predicts 0. */
  readonly contour: readonly Piece[];
  readonly train: Outcome;
  readonly test: Outcome;
}

export interface BoundaryView {
  readonly sides: readonly BoundarySide[];
  /** Step of the weights drawn; null while there are none. */
  readonly step: number | null;
  readonly seed: number;
  readonly kind: 'classes' | 'surface';
  /** Rows and columns of a field. */
  readonly size: number;
  /** Values that are drawn palest and darkest. */
  readonly range: readonly [number, number];
  readonly extent: Extent;
  /** Training examples: [x, y, class or value], in standardised inputs. */
  readonly points: readonly (readonly [x: number, y: number, value: number])[];
  /** Why nothing is drawn; null when something is. */
  readonly empty: string | null;
  readonly summary: string;
}

/** One set of all weights that is drawn as colour. */
export interface WeightState {
  readonly id: NetworkSide | 'forecast' | 'actual' | 'difference';
  readonly arm: ArmId | null;
  readonly label: string;
  /** [parameter]. */
  readonly weights: Float32Array;
}

export interface LayersView {
  readonly states: readonly WeightState[];
  /** Each of its matrices is drawn. The same object for as long as a run is shown. */
  readonly layout: ParameterLayout;
  /** Layer 1's inputs are the pixels of an image of so many rows; null where they are not. */
  readonly imageRows: number | null;
  readonly step: number | null;
  readonly seed: number;
  /** Weights of this size are drawn in full colour, by matrix. */
  readonly scales: readonly number[];
  /** The same for the difference of forecast and actual; empty without one. */
  readonly differenceScales: readonly number[];
  /** What the forecast looked at is compared with, in words, or why it cannot be. */
  readonly forecast: string;
  readonly summary: string;
}

export interface PathView {
  readonly paths: readonly {
    readonly side: NetworkSide;
    readonly arm: ArmId;
    /** In the plane, with the step; ascending in steps. */
    readonly points: readonly { readonly step: number; readonly x: number; readonly y: number }[];
    /** Of so many recorded steps the points are some. */
    readonly recorded: number;
    /** Steps of those points at which a forecast was made, and of those at which this replica had just jumped. */
    readonly anchors: readonly number[];
    readonly jumps: readonly number[];
  }[];
  /** Shares of the variance that the two axes explain. */
  readonly explained: readonly [number, number];
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  readonly summary: string;
}

export interface CourseView {
  readonly title: string;
  readonly courses: readonly {
    readonly arm: ArmId;
    /** [step, value] at every frame. */
    readonly points: readonly (readonly [step: number, value: number])[];
    readonly jumps: readonly number[];
  }[];
  readonly yDomain: readonly [number, number];
  readonly summary: string;
}

/** The loss along the line from an anchor through its forecast: w_n + g d. */
export interface JumpLineView {
  readonly arm: ArmId;
  readonly seed: number;
  /** Step of the forecast, and how many steps ahead it aims; null while nothing is drawn. */
  readonly anchor: number | null;
  readonly horizon: number;
  /**
   * Mean losses at each g, ascending, and the same as multiples of the loss of staying; `examples` were looked at, the
   * first of `of`.
   */
  readonly curves: readonly {
    readonly split: 'train' | 'guard';
    readonly examples: number;
    readonly of: number;
    readonly points: readonly (readonly [g: number, loss: number, relative: number])[];
    /** Loss at g = 0. */
    readonly stay: number;
  }[];
  /** Places on the line with their training loss, and that as a multiple of staying's. */
  readonly marks: readonly {
    readonly id: 'stay' | 'forecast' | 'adopted';
    readonly g: number;
    readonly loss: number;
    readonly relative: number;
  }[];
  /**
   * The control at the step aimed at, or the recorded one nearest to it; `apart` as a share of the line from 0 to 1.
   * Null where neither is known.
   */
  readonly control: {
    readonly step: number;
    readonly g: number;
    readonly loss: number;
    readonly relative: number;
    readonly apart: number;
  } | null;
  readonly xDomain: readonly [number, number];
  /** Of relative losses. */
  readonly yDomain: readonly [number, number];
  /** What was done with the forecast, in words. */
  readonly outcome: string;
  /** Why nothing is drawn; null when something is. */
  readonly empty: string | null;
  readonly summary: string;
}

export interface ForecastErrorsView {
  readonly arm: ArmId;
  readonly seed: number;
  /** Steps ahead. */
  readonly horizon: number;
  readonly tensors: readonly {
    readonly name: string;
    readonly weights: number;
    /** By forecast: quantiles of |forecast - actual| over the weights, and the median error of staying put. */
    readonly rows: readonly {
      readonly anchor: number;
      readonly quantiles: readonly number[];
      readonly stay: number;
    }[];
  }[];
  /** Forecasts made, and how many of them the frames tell whole. */
  readonly made: number;
  readonly told: number;
  readonly xMax: number;
  /** Positive: the axis is logarithmic. */
  readonly yDomain: readonly [number, number];
  readonly empty: string | null;
  readonly summary: string;
}

export interface ConfusionView {
  readonly sides: readonly {
    readonly side: NetworkSide;
    readonly arm: ArmId;
    /** [class, predicted class]. */
    readonly counts: Uint32Array;
    readonly right: number;
  }[];
  readonly classes: readonly string[];
  /** Their names where there is little room. */
  readonly short: readonly string[];
  /** Pixels in a row of an image. */
  readonly columns: number;
  /** Test images looked at, the first of `of`. */
  readonly count: number;
  readonly of: number;
  readonly step: number | null;
  readonly seed: number;
  /** Some images, mistakes first. */
  readonly samples: readonly {
    readonly image: number;
    /** [pixel] 0..255, row by row. */
    readonly pixels: Uint8Array;
    readonly truth: string;
    /** By side, what it is taken for. */
    readonly taken: readonly string[];
    readonly wrong: boolean;
  }[];
  /** Why nothing is drawn; null when something is. */
  readonly empty: string | null;
  readonly summary: string;
}
