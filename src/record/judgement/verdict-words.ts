/**
 * The sentences of the verdict, in parts that carry their arm's colour. All numbers of one sentence have the same
 * sign convention.
 */
import {
  endsText,
  percent,
  pointsText,
  shortLoss,
  signedPercent,
  withArticle,
  withLevel,
  type Verdict,
} from '../../core/evidence/verdict.ts';
import { fewestForClaims, sideOf } from '../../core/evidence/median-interval.ts';
import { fewestAgainst } from '../../core/evidence/rivals.ts';
import { armRecords, controlArm } from '../../experiment/arms.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { lossWord } from '../../experiment/metric-words.ts';
import type { VerdictView } from './verdict-view.ts';
import type { Rival } from './judgement.ts';

export type Part = VerdictView['parts'][number];

export const say = (text: string, arm: ArmId | null = null): Part => ({ text, arm });

/** "control", in its colour. */
export const theControl: Part = say(armRecords[controlArm].label, controlArm);

/** The arm's name in its colour, after "a " if it takes an article; a placebo is called one. */
function named(arm: ArmId): Part[] {
  const { name, bare, role } = armRecords[arm];
  const article = bare === true ? [] : [say(withArticle(name).slice(0, -name.length))];
  return [...article, say(name, arm), ...(role === 'placebo' ? [say(', a placebo')] : [])];
}

export const small = ([first, ...rest]: readonly Part[]): Part[] =>
  first === undefined
    ? []
    : [{ ...first, text: first.text.charAt(0).toLowerCase() + first.text.slice(1) }, ...rest];

const subjectOf = (arm: ArmId): Part => say(armRecords[arm].subject, arm);

/** The saving of an arm against its control, without a full stop: what was found, and no more than can be claimed. */
export function judged(verdict: Verdict, arm: ArmId, spec: Pick<ExperimentSpec, 'metric'>): Part[] {
  const { tone, savedFraction, total, better, worse } = verdict;
  const loss = `${lossWord(spec)} ${shortLoss(verdict.target)}`;
  if (!Number.isFinite(savedFraction)) return arrived(verdict, arm, loss);
  const saved = [
    subjectOf(arm),
    say(' saved '),
    say(signedPercent(savedFraction), arm),
    say(` of the training cost to ${loss}`),
  ];
  if (total < fewestForClaims)
    return [say(`Too few seeds for a claim (${total} of at least ${fewestForClaims}): `), ...small(saved)];
  if (tone === 'gain') return saved;
  if (tone === 'loss')
    return [
      subjectOf(arm),
      say(' cost '),
      say(`${percent(savedFraction)} more`, arm),
      say(` training to ${loss} than the `),
      theControl,
    ];
  if (better === 0 && worse === 0)
    return [subjectOf(arm), say(' saved '), say('nothing', arm), say(` on the way to ${loss}`)];
  return [say('No clear saving: '), ...small(saved), say(', and the interval includes 0')];
}

/** If half of the pairs have no number: which replicas reached the target at all. */
function arrived({ total, unreached, controlUnreached }: Verdict, arm: ArmId, loss: string): Part[] {
  if (controlUnreached === 0)
    return [
      subjectOf(arm),
      say(` reached ${loss}, a loss of the `),
      theControl,
      say(`, in only ${total - unreached} of ${seedsText(total)} within the budget`),
    ];
  return [
    subjectOf(arm),
    say(` reached ${loss} in ${total - unreached} of ${seedsText(total)} within the budget, the `),
    theControl,
    say(` in ${total - controlUnreached}`),
  ];
}

const seedsText = (count: number): string => (count === 1 ? '1 seed' : `${count} seeds`);

/** "; a recent line, the best of 3 rivals, saved 60 %". */
export function rivalSummary({ arm, verdict }: Rival, count: number): Part[] {
  const { savedFraction, total, unreached } = verdict;
  const best = count > 1 ? [say(`, the best of ${count} rivals`)] : [];
  const closing = count > 1 || armRecords[arm].role === 'placebo' ? ', ' : ' ';
  const did = Number.isFinite(savedFraction)
    ? [say(`${closing}saved `), say(signedPercent(savedFraction), arm)]
    : [say(`${closing}reached it in ${total - unreached} of ${total}`)];
  return [say('; '), ...named(arm), ...best, ...did];
}

/** How the arm compares with the best of its rivals, with the paired interval behind the statement. */
export function against({ comparison, verdict }: Rival, arm: ArmId, own: Verdict, rivals: number): Part[] {
  const { difference, outcome } = comparison;
  if (difference === null) return [say(' Neither reached it.')];
  const { median, interval, count } = difference;
  if (interval === null) return [];
  const { name } = armRecords[arm];
  // Points lost if it loses, so that all numbers of the sentence have the same sign.
  const sign = outcome === 'loses' ? -1 : 1;
  const [low, high] = sign < 0 ? [-interval.high, -interval.low] : [interval.low, interval.high];
  const range = withLevel(interval.level, count, endsText(low, high));
  const points = pointsText(sign * median);
  const unit = points === '1' ? 'point' : 'points';
  const by = Number.isFinite(median) ? ` by ${points} ${unit} (${range})` : '';
  if (outcome !== 'unclear')
    return [say(` The ${name} ${outcome} ${outcome === 'beats' ? '' : 'to '}it${by}.`)];
  // An interval that excludes zero is not enough: the p-value is corrected for the number of rivals.
  const needed = fewestAgainst(rivals);
  const few = count < needed ? `, and ${rivals} rivals need at least ${needed} seeds` : '';
  const corrected =
    sideOf(interval) === 'neither'
      ? ''
      : `, but corrected for all rivals p is ${comparison.p.toFixed(2)}${few}`;
  const why = Number.isFinite(low + high)
    ? `${withLevel(interval.level, count, `${endsText(low, high)} points`)}${corrected}`
    : `reached in ${reachedText(own)} and in ${reachedText(verdict)} seeds`;
  return [say(` The two cannot be told apart (${why}).`)];
}

const reachedText = ({ total, unreached }: Verdict): string => `${total - unreached} of ${total}`;

/** A placebo that the arm is not shown to beat, after the sentence about the best rival. */
export const unbeaten = ({ arm, verdict }: Rival): Part[] => [
  say(' Nor is it shown to beat '),
  ...named(arm),
  say(Number.isFinite(verdict.savedFraction) ? ` (${signedPercent(verdict.savedFraction)}).` : '.'),
];
