/** The sentences of the verdict, in pieces that carry their arm's colour. Every number of a sentence has one orientation. */
import {
  endsText,
  levelText,
  percent,
  pointsText,
  shortLoss,
  signedPercent,
  withArticle,
  type Verdict,
} from '../../core/evidence/verdict.ts';
import { fewestForClaims } from '../../core/evidence/median-interval.ts';
import { armWords } from '../../experiment/arm-words.ts';
import type { ArmId } from '../../experiment/fields.ts';
import type { VerdictView } from '../views.ts';
import type { Rival } from './judgement.ts';

export type Part = VerdictView['parts'][number];

export const say = (text: string, arm: ArmId | null = null): Part => ({ text, arm });

/** "a " and the arm's name in its colour; a placebo is called one. */
function named(arm: ArmId): Part[] {
  const { name, role } = armWords[arm];
  const article = withArticle(name).slice(0, -name.length);
  return [say(article), say(name, arm), ...(role === 'placebo' ? [say(', a placebo')] : [])];
}

export const small = ([first, ...rest]: readonly Part[]): Part[] =>
  first === undefined
    ? []
    : [{ ...first, text: first.text.charAt(0).toLowerCase() + first.text.slice(1) }, ...rest];

const subjectOf = (arm: ArmId): Part => say(armWords[arm].subject, arm);

/** What an arm saved against its control, without a full stop: what was found, and no more than is claimed. */
export function judged(verdict: Verdict, arm: ArmId): Part[] {
  const { tone, savedFraction, total, unreached, better, worse } = verdict;
  const loss = shortLoss(verdict.target);
  if (!Number.isFinite(savedFraction))
    return [
      subjectOf(arm),
      say(` reached loss ${loss}, where the `),
      say('control', 'control'),
      say(` had come, in only ${total - unreached} of ${seedsText(total)} within the budget`),
    ];
  const saved = [
    subjectOf(arm),
    say(' saved '),
    say(signedPercent(savedFraction), arm),
    say(` of the training cost to loss ${loss}`),
  ];
  if (total < fewestForClaims)
    return [say(`Too few seeds for a claim (${total} of at least ${fewestForClaims}): `), ...small(saved)];
  if (tone === 'gain') return saved;
  if (tone === 'loss')
    return [
      subjectOf(arm),
      say(' cost '),
      say(`${percent(savedFraction)} more`, arm),
      say(` training to loss ${loss} than the `),
      say('control', 'control'),
    ];
  if (better === 0 && worse === 0)
    return [subjectOf(arm), say(' saved '), say('nothing', arm), say(` on the way to loss ${loss}`)];
  return [say('No clear saving: '), ...small(saved), say(', and the interval includes 0')];
}

const seedsText = (count: number): string => (count === 1 ? '1 seed' : `${count} seeds`);

/** "; a recent line, the best of 3 rivals, saved 60 %". */
export function besides({ arm, verdict }: Rival, count: number): Part[] {
  const { savedFraction, total, unreached } = verdict;
  const best = count > 1 ? [say(`, the best of ${count} rivals`)] : [];
  const closing = count > 1 || armWords[arm].role === 'placebo' ? ', ' : ' ';
  const did = Number.isFinite(savedFraction)
    ? [say(`${closing}saved `), say(signedPercent(savedFraction), arm)]
    : [say(`${closing}got there in ${total - unreached} of ${total}`)];
  return [say('; '), ...named(arm), ...best, ...did];
}

/** How the arm does against its best rival, with the paired interval that the words rest on. */
export function against({ comparison, verdict }: Rival, arm: ArmId): Part[] {
  const { difference, outcome } = comparison;
  if (difference === null) return [say(' Neither ever got there.')];
  const { median, interval, count } = difference;
  if (interval === null) return [];
  // Points lost where it loses, so that all numbers of the sentence have one sign.
  const sign = outcome === 'loses' ? -1 : 1;
  const [low, high] = sign < 0 ? [-interval.high, -interval.low] : [interval.low, interval.high];
  // Turned round, the end that it never reached is that of the largest loss.
  const ends = sign < 0 ? endsText(low, high).replace('only it', 'never') : endsText(low, high);
  const range = `${levelText(interval.level, count)} ${ends}`;
  const by = Number.isFinite(median) ? ` by ${pointsText(sign * median)} points (${range})` : '';
  const { name } = armWords[arm];
  switch (outcome) {
    case 'loses':
      return [say(` The ${name} loses to it${by}.`)];
    case 'beats':
      return [say(` The ${name} beats it${by}.`)];
    case 'unclear':
      return verdict.unreached === verdict.total && comparison.neither === verdict.total
        ? []
        : [say(` The two cannot be told apart (${range} points).`)];
  }
}

/** A placebo that the arm is not shown to beat, after what was said of the best rival. */
export const unbeaten = ({ arm, verdict }: Rival): Part[] => [
  say(' Nor is it shown to beat '),
  ...named(arm),
  say(Number.isFinite(verdict.savedFraction) ? ` (${signedPercent(verdict.savedFraction)}).` : '.'),
];
