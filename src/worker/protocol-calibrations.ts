/**
 * Messages between page and workers about measured engine speeds, apart from those about runs. Calibrations are
 * stored where anyone could change them: invalid entries are left out, and they affect only the choice of engine.
 */
import * as v from 'valibot';
import { engineNames, type EngineName } from '../experiment/fields.ts';

export interface Calibration {
  /** Adapter and shape of the experiment, as in the choice of engines. */
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

/** Stores calibrations for as long as possible. */
export interface CalibrationStorage {
  load(): readonly Calibration[];
  add(calibration: Calibration): void;
}

/** Maximum number of stored calibrations; the oldest are dropped. */
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

/** The valid entries of a list, the latest `mostCalibrations` of them; empty if it is not a list. */
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

/** The calibrations in a `recall` message; null if the message is something else. */
export const readRecollection = (data: unknown): readonly Calibration[] | null =>
  typed(data, 'recall') ? readCalibrations('calibrations' in data ? data.calibrations : []) : null;

/** The calibration in a report, if it is valid; null if the message is something else. */
export const readReport = (data: unknown): readonly Calibration[] | null =>
  typed(data, 'calibrated') ? readCalibrations('calibration' in data ? [data.calibration] : []) : null;
