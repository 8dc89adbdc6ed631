/** The table of arms: the saving of each against its control, seed by seed, and its uncertainty. */
import { armEvidence } from '../../core/evidence/arm-evidence.ts';
import { targetStep } from '../../core/evidence/savings.ts';
import { compareWithAll, type Comparison } from '../../core/evidence/rivals.ts';
import { shortLoss, signedPercent } from '../../core/evidence/verdict.ts';
import { armRecords, controlArm, isTrivial, subjectArm } from '../../experiment/arms.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { lossWord } from '../../experiment/metric-words.ts';
import type { RunHistory } from '../history.ts';
import type { SavingsRow, SavingsView } from './views.ts';
import { claimOf, type Claim } from '../judgement/claim.ts';
import { bySaving, mainArm } from '../judgement/judgement.ts';
import { tuningText } from '../judgement/tuning.ts';
import { givenTarget, rememberedAtEnd, savingsOf } from './pairs.ts';

const notes: Readonly<Record<Claim, string | null>> = {
  plain: null,
  bound: 'upper bound, not a result',
  uncharged: 'fitting runs not charged',
};

/** The arms of a run without the control, in order: the farcaster first, the others as given. */
export const treatmentsOf = ({ arms }: Pick<ExperimentSpec, 'arms'>): readonly ArmId[] =>
  [...arms]
    .filter((arm) => arm !== controlArm)
    .sort((a, b) => Number(b === subjectArm) - Number(a === subjectArm));

export const savingsView = rememberedAtEnd((history: RunHistory): SavingsView => {
  const { spec } = history;
  const against = comparisonsOf(history);
  const rows = treatmentsOf(spec)
    .map((arm): SavingsRow => {
      const { savings, settled } = savingsOf(history, arm);
      const judged = savings.filter((saving) => saving !== null);
      const evidence = settled ? armEvidence(judged, against.get(arm) ?? null) : null;
      return { arm, role: armRecords[arm].role, note: notes[claimOf(arm, spec)], evidence };
    })
    .sort(byRank);
  return {
    rows,
    seeds: spec.seeds.length,
    subject: mainArm(spec),
    tuning: tuningText(history),
    summary: summarise(rows, history),
  };
});

/** The arm under study against every other: the trivial ones as one family, learned forecasts as another. */
function comparisonsOf(history: RunHistory): ReadonlyMap<ArmId, Comparison> {
  const main = mainArm(history.spec);
  const compared = new Map<ArmId, Comparison>();
  if (main === null || !savingsOf(history, main).settled) return compared;
  const own = savingsOf(history, main).savings;
  const others = treatmentsOf(history.spec).filter(
    (arm) => arm !== main && savingsOf(history, arm).savings.some((saving) => saving !== null),
  );
  for (const family of [others.filter(isTrivial), others.filter((arm) => !isTrivial(arm))]) {
    const theirs = family.map((arm) => savingsOf(history, arm).savings);
    compareWithAll(own, theirs).forEach((comparison, i) => compared.set(family[i]!, comparison));
  }
  return compared;
}

const byRank = (a: SavingsRow, b: SavingsRow): number =>
  Number(b.arm === subjectArm) - Number(a.arm === subjectArm) ||
  bySaving(a.evidence?.verdict ?? null, b.evidence?.verdict ?? null);

function summarise(rows: readonly SavingsRow[], { spec }: RunHistory): string {
  if (rows.length === 0) return 'Only the control runs: there is nothing to compare.';
  const goal = givenTarget(spec);
  const told = rows.flatMap(({ arm, evidence }) => {
    if (evidence === null) return [];
    const { savedFraction, better, total, unreached } = evidence.verdict;
    return Number.isFinite(savedFraction)
      ? [
          `${armRecords[arm].name} saved ${signedPercent(savedFraction)}, better in ${better} of ${total} seeds`,
        ]
      : [`${armRecords[arm].name} reached it in ${total - unreached} of ${total} seeds`];
  });
  return told.length === 0
    ? goal === null
      ? `Savings appear when the control has done ${targetStep(spec.steps)} steps and the others have reached its loss.`
      : 'Savings appear when every seed has reached the target, or at the end.'
    : `To reach ${goal === null ? `the ${lossWord(spec)} of the control after ${targetStep(spec.steps)} steps` : `${lossWord(spec)} ${shortLoss(goal)}`}: ${told.join('; ')}.`;
}
