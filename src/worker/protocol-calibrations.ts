/**
 * What page and workers tell each other, beside the runs, about how fast engines were found to be. It is
 * kept where anybody may change it: what does not fit is left out, and nothing but a choice hangs on it.
 */
import * as v from 'valibot';
import { engineNames, type EngineName } from '../experiment/fields.ts';

export interface Calibration {
  /** Adapter and shape of the experiment, as the engines' choice names them. */
  readonly shape: string;
  /** Replica-steps per second, fastest first. */
  readonly rates: readonly { readonly engine: EngineName; readonly rate: number }[];
}

/** Page to worker, before a run is prepared. */
export interface Recollection {
  readonly type: 'recall';
  readonly calibrations: readonly Calibration[];
}

/** Worker to page, when engines were measured. */
export interface CalibrationReport {
  readonly type: 'calibrated';
  readonly calibration: Calibration;
}

/** Keeps calibrations for as long as it can. */
export interface CalibrationStorage {
  load(): readonly Calibration[];
  add(calibration: Calibration): void;
}

/** Most calibrations that are kept; the oldest make room. */
export const mostCalibrations = 50;

const calibration = v.object({
  shape: v.pipe(v.string(), v.maxLength(1000)),
  rates: v.pipe(
    v.array(
      v.object({
        engine: v.picklist(engineNames),
        rate: v.pipe(v.number(), v.finite(), v.minValue(Number.MIN_VALUE)),
      }),
    ),
    v.minLength(1),
    v.maxLength(engineNames.length),
    v.check((rates) => rates.every(({ rate }, i) => rate <= (rates[i - 1]?.rate ?? rate))),
  ),
});

/** Those entries of a list that fit, the latest `mostCalibrations` of them; none of what is no list. */
export function readCalibrations(data: unknown): readonly Calibration[] {
  if (!Array.isArray(data)) return [];
  return data
    .flatMap((entry: unknown): Calibration[] => {
      const parsed = v.safeParse(calibration, entry);
      return parsed.success ? [parsed.output] : [];
    })
    .slice(-mostCalibrations);
}

const typed = (data: unknown, type: string): data is object =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === type;

/** The calibrations of a recollection; null where the message is something else. */
export const readRecollection = (data: unknown): readonly Calibration[] | null =>
  typed(data, 'recall') ? readCalibrations('calibrations' in data ? data.calibrations : []) : null;

/** The calibration of a report, none where it does not fit; null where the message is something else. */
export const readReport = (data: unknown): readonly Calibration[] | null =>
  typed(data, 'calibrated') ? readCalibrations('calibration' in data ? [data.calibration] : []) : null;
