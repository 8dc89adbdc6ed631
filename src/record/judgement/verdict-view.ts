/** What is said of a run, in pieces. Types only. */
import type { ArmId } from '../../experiment/fields.ts';

export type VerdictTone = 'pending' | 'gain' | 'none' | 'loss' | 'failed';

/** The headline, in pieces so that numbers can carry their arm's colour. */
export interface VerdictView {
  readonly tone: VerdictTone;
  readonly parts: readonly { readonly text: string; readonly arm: ArmId | null }[];
  /** "95 % CI 51 – 54 % · 16 of 16 seeds · ledger" */
  readonly detail: string;
  /** The whole as one sentence, for screen readers and scripts. */
  readonly sentence: string;
}
