/** What heat maps are given: cells over anchor steps and horizons, and the scale of their colours. Types only. */
import type { ArmId } from '../../experiment/fields.ts';

export interface HeatCell {
  readonly value: number;
  /** Whether the 95 % interval of its mean leaves out 0; false where there is none. */
  readonly certain: boolean;
  /** Further numbers, in the order of `HeatView.more`; NaN where there is none. */
  readonly more: readonly number[];
}

export interface HeatScale {
  /** `diverging`: two colours around `middle`, full at `reach` from it. `sequential`: one, from `middle` up. */
  readonly kind: 'diverging' | 'sequential';
  readonly middle: number;
  /** Above 0. */
  readonly reach: number;
  /** Whether values lie beyond the ends: below, above. */
  readonly beyond: readonly [boolean, boolean];
}

export interface HeatView {
  /** Steps of the columns, ascending. */
  readonly anchors: readonly number[];
  /** Steps ahead of the rows, ascending. */
  readonly horizons: readonly number[];
  /** [anchor, horizon]; null where nothing is known, or nothing finite. */
  readonly cells: readonly (HeatCell | null)[];
  /** Names of the further numbers. */
  readonly more: readonly string[];
  readonly scale: HeatScale;
  /** End of the x axis, in steps, and the usual distance between anchors. */
  readonly steps: number;
  readonly apart: number;
  /** One of so many anchors is drawn. */
  readonly every: number;
  readonly summary: string;
}

export type ErrorMeasure = 'skill' | 'mae';

/** Errors of the control's forecasts, mean over seeds. */
export type ErrorMapView = Readonly<Record<ErrorMeasure, HeatView>> & {
  /** Seeds that the means are over, at most. */
  readonly seeds: number;
  readonly summary: string;
};

export type CoefficientPart = 'gain' | 'first' | 'sum' | 'constant';

export interface CoefficientMapView {
  readonly arm: ArmId;
  readonly seed: number;
  /** One set for every group that shares coefficients; none where this arm's forecast has none. */
  readonly groups: readonly {
    readonly name: string;
    readonly parts: Readonly<Record<CoefficientPart, HeatView>>;
  }[];
  readonly summary: string;
}

/** Computed anew at each call. */
export interface MapViews {
  readonly error: () => ErrorMapView;
  readonly coefficients: () => CoefficientMapView;
}
