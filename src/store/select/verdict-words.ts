/** The sentences of the verdict, in pieces that carry their arm's colour. */
import { fewerText, percent, shortLoss, withArticle, type Verdict } from '../../core/evidence/verdict.ts';
import { armWords } from '../../experiment/arm-words.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import type { VerdictView } from '../views.ts';
import type { Rival } from './judgement.ts';

export type Part = VerdictView['parts'][number];

export const say = (text: string, arm: ArmId | null = null): Part => ({ text, arm });

/** The arm's name in its colour, after "a " where it takes an article; a placebo is called one. */
function named(arm: ArmId): Part[] {
  const { name, bare, role } = armWords[arm];
  const article = bare === true ? [] : [say(withArticle(name).slice(0, -name.length))];
  return [...article, say(name, arm), ...(role === 'placebo' ? [say(', a placebo')] : [])];
}

/** What the best trivial rival of the arm did, said plainly. */
export function besides({ arm: rival, verdict, outcome }: Rival, arm: ArmId): Part[] {
  const share = fewerText(verdict.savedFraction);
  const { name } = armWords[arm];
  const comma = armWords[rival].role === 'placebo' ? ',' : '';
  const begin = [say(' '), ...capital(named(rival))];
  switch (outcome) {
    case 'even':
      return [...begin, say(`${comma} does as well (${share}): the ${name} does not beat it.`)];
    case 'better':
      return [...begin, say(`${comma} does better (${share}): the ${name} loses to it.`)];
    case 'beaten':
      return [say(' That beats '), ...named(rival), say(` (${share}).`)];
  }
}

/** A placebo that the arm does not beat, after what was said of the rival. */
export const unbeaten = ({ arm, verdict }: Rival, rival: Rival | null): Part[] => [
  say(rival?.outcome === 'beaten' ? ' It does not beat ' : ' Nor does it beat '),
  ...named(arm),
  say(` (${fewerText(verdict.savedFraction)}).`),
];

const capital = ([first, ...rest]: readonly Part[]): Part[] =>
  first === undefined
    ? []
    : [{ ...first, text: first.text.charAt(0).toUpperCase() + first.text.slice(1) }, ...rest];

export const small = ([first, ...rest]: readonly Part[]): Part[] =>
  first === undefined
    ? []
    : [{ ...first, text: first.text.charAt(0).toLowerCase() + first.text.slice(1) }, ...rest];

export function judged(verdict: Verdict, arm: ArmId): Part[] {
  const loss = shortLoss(verdict.target);
  const share = percent(verdict.savedFraction);
  switch (verdict.tone) {
    case 'gain':
      return [
        say(armWords[arm].subject, arm),
        say(` reached loss ${loss} with `),
        say(`${share} fewer`, arm),
        say(' gradient-step equivalents than the '),
        say('control', 'control'),
        say('.'),
      ];
    case 'loss':
      return [
        say(`${armWords[arm].subject} cost`, arm),
        say(` at least ${share} more gradient-step equivalents than the `),
        say('control', 'control'),
        say(` needed to reach loss ${loss}.`),
      ];
    case 'none': {
      const direction = verdict.savedFraction >= 0 ? 'fewer' : 'more';
      return [
        say('No clear gain: ', null),
        say(armWords[arm].subject, arm),
        say(` reached loss ${loss} with ${share} ${direction} gradient-step equivalents than the `),
        say('control', 'control'),
        say(', and the interval includes 0.'),
      ];
    }
  }
}

/** The verdict on an arm whose jumps were all turned down. */
export const unjumped = ({ savedFraction }: Verdict, gate: ExperimentSpec['gate']): Part[] => [
  say('No jump was accepted'),
  say(gate === 'strict' ? ': the guard loss never fell.' : ': the gate never let one pass.'),
  say(` Trying cost ${percent(savedFraction)} more.`),
];
