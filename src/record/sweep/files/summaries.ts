/** What is written of a point and of targets, as schemas: what a file holds is checked before it is used. */
import * as v from 'valibot';
import { fields, type ArmId } from '../../../experiment/fields.ts';
import type { ArmSummary, Saved, Spread, TunedTarget } from '../sweep.ts';
import { anyNumber, count } from './json.ts';

export const armName = v.pipe(
  v.string(),
  v.check((name) => Object.hasOwn(fields.arms.options, name)),
  v.transform((name) => name as ArmId),
);

const spreadEntries = {
  median: anyNumber,
  low: v.nullable(anyNumber),
  high: v.nullable(anyNumber),
  level: v.nullable(anyNumber),
  count,
};

const spread: v.GenericSchema<unknown, Spread> = v.object(spreadEntries);

const interval = v.object({ low: anyNumber, high: anyNumber, level: anyNumber });

const saved: v.GenericSchema<unknown, Saved> = v.object({
  ...spreadEntries,
  verdict: v.object({
    tone: v.picklist(['gain', 'loss', 'none']),
    target: anyNumber,
    savedFraction: anyNumber,
    low: v.nullable(anyNumber),
    high: v.nullable(anyNumber),
    level: v.nullable(anyNumber),
    ...{ better: count, worse: count, total: count, unreached: count },
    ...{ controlUnreached: count, together: count },
  }),
  against: v.nullable(
    v.object({
      outcome: v.picklist(['beats', 'loses', 'unclear']),
      difference: v.nullable(v.object({ median: anyNumber, interval: v.nullable(interval), count })),
      p: anyNumber,
      neither: count,
    }),
  ),
  early: count,
  alone: count,
});

const armSummary: v.GenericSchema<unknown, ArmSummary> = v.object({
  arm: armName,
  seeds: count,
  reached: count,
  steps: v.nullable(spread),
  ledger: v.nullable(spread),
  firstJump: v.nullable(anyNumber),
  gain: v.nullable(saved),
  saved: v.nullable(saved),
  finalLoss: v.nullable(spread),
  testLoss: v.nullable(spread),
  testAccuracy: v.nullable(spread),
});

export const armSummaries = v.pipe(v.array(armSummary), v.maxLength(100));

export const tunedTargets: v.GenericSchema<unknown, readonly TunedTarget[]> = v.pipe(
  v.array(
    v.object({
      target: anyNumber,
      point: count,
      controlCost: anyNumber,
      arms: v.pipe(v.array(v.object({ arm: armName, saved: v.nullable(saved) })), v.maxLength(100)),
    }),
  ),
  v.maxLength(1000),
);
