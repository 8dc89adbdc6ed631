/** The axes that charts can run along: what each is called, its unit, and how a place on it is said. */
import type { CostAxis } from '../../record/cost.ts';

interface AxisWords {
  readonly label: string;
  /** At the end of the axis. */
  readonly unit: string;
  readonly place: (x: number) => string;
}

export const costAxes: Readonly<Record<CostAxis, AxisWords>> = {
  steps: { label: 'steps', unit: 'steps', place: (x) => `step ${Math.round(x)}` },
  ledger: { label: 'ledger', unit: 'ledger steps', place: (x) => `ledger ${Math.round(x)}` },
};

export const axisOptions = Object.entries(costAxes).map(
  ([axis, { label }]) => [axis as CostAxis, label] as const,
);
