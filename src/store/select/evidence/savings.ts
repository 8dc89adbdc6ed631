/** The table of arms: what each saved against its control, seed by seed, and how sure that is. */
import { armEvidence } from '../../../core/evidence/arm-evidence.ts';
import { targetStep } from '../../../core/evidence/savings.ts';
import { percent } from '../../../core/evidence/verdict.ts';
import { armWords } from '../../../experiment/arm-words.ts';
import type { ArmId, ExperimentSpec } from '../../../experiment/fields.ts';
import type { RunHistory } from '../../history.ts';
import type { SavingsRow, SavingsView } from '../../views-evidence.ts';
import { claimOf, type Claim } from '../claim.ts';
import { tuningText } from '../tuning.ts';
import { rememberedAtEnd, savingsOf } from './pairs.ts';

const notes: Readonly<Record<Claim, string | null>> = {
  plain: null,
  bound: 'upper bound, no result',
  uncharged: 'fitting runs not charged',
};

/** Treatments of a run in the order in which they are told: the farcaster first, the others as given. */
export const treatmentsOf = ({ arms }: Pick<ExperimentSpec, 'arms'>): readonly ArmId[] =>
  [...arms]
    .filter((arm) => arm !== 'control')
    .sort((a, b) => Number(b === 'farcaster') - Number(a === 'farcaster'));

export const savingsView = rememberedAtEnd((history: RunHistory): SavingsView => {
  const { spec } = history;
  const rows = treatmentsOf(spec)
    .map((arm): SavingsRow => {
      const { savings, settled } = savingsOf(history, arm);
      const evidence = settled ? armEvidence(savings.filter((saving) => saving !== null)) : null;
      return { arm, role: armWords[arm].role, note: notes[claimOf(arm, spec)], evidence };
    })
    .sort(byRank);
  return {
    rows,
    seeds: spec.seeds.length,
    tuning: tuningText(history),
    summary: summarise(rows, history),
  };
});

function byRank(a: SavingsRow, b: SavingsRow): number {
  const rank = ({ arm, evidence }: SavingsRow): number =>
    arm === 'farcaster' ? Infinity : (evidence?.verdict.savedFraction ?? -Infinity);
  const [first, second] = [rank(a), rank(b)];
  return first === second ? 0 : second - first;
}

function summarise(rows: readonly SavingsRow[], { spec }: RunHistory): string {
  if (rows.length === 0) return 'Only the control runs: there is nothing to compare.';
  const told = rows.flatMap(({ arm, evidence }) => {
    if (evidence === null) return [];
    const { savedFraction, better, total } = evidence.verdict;
    const share = `${percent(savedFraction)} ${savedFraction >= 0 ? 'less' : 'more'}`;
    return [`${armWords[arm].name} paid ${share}, better in ${better} of ${total} seeds`];
  });
  return told.length === 0
    ? `Savings are told when the control has done ${targetStep(spec.steps)} steps and the others got where it was.`
    : `To reach the loss of the control after ${targetStep(spec.steps)} steps: ${told.join('; ')}.`;
}
