/** The sentences about a run, in parts. Types only. */
import type { ArmId } from '../../experiment/fields.ts';

export type VerdictTone = 'pending' | 'gain' | 'none' | 'loss' | 'failed';

/** The headline, in parts so that numbers can be shown in their arm's colour. */
export interface VerdictView {
  readonly tone: VerdictTone;
  readonly parts: readonly { readonly text: string; readonly arm: ArmId | null }[];
  /** "95 % CI 51 – 54 % · 16 of 16 seeds · ledger" */
  readonly detail: string;
  /** The whole as one sentence, for screen readers and scripts. */
  readonly sentence: string;
}
