/** What a sweep says in words: the finding under its chart, and the names of its points. Computed from its summaries alone. */
import { lossWord } from '../../experiment/metric-words.ts';
import { armWords, isTrivial } from '../../experiment/arm-words.ts';
import { fieldOf, fields, type ArmId } from '../../experiment/fields.ts';
import { formatValue } from '../../experiment/kinds.ts';
import { percent, shortLoss } from '../../core/evidence/verdict.ts';
import { claimOf } from '../select/claim.ts';
import { mainArm } from '../select/judgement.ts';
import { say, type Part } from '../select/verdict-words.ts';
import type { ArmSummary, Knob, Spread, Sweep, SweepPlan, SweepPoint } from './sweep-state.ts';

/** Knobs that a person would tune for the control alone: at one of their values it is quickest. */
const tuning: readonly Knob[] = ['learningRate', 'batch'];

/** "0.1", "full", "20 snapshots". */
export function valueText(knob: Knob, value: number): string {
  const { unit, zero } = fields[knob] as { readonly unit?: string; readonly zero?: string };
  const text = formatValue(fieldOf(knob), value);
  return unit === undefined || text === zero ? text : `${text} ${unit}`;
}

/** "learning rate 0.1, window 20 snapshots". */
export const pointName = (knobs: readonly Knob[], values: readonly number[]): string =>
  knobs.map((knob, i) => `${fields.sweep.options[knob]} ${valueText(knob, values[i]!)}`).join(', ');

/** What the rules between fields changed, each text once with where it holds. */
export function sweepCorrections({ knobs, points }: SweepPlan): string[] {
  const where = new Map<string, string[]>();
  for (const { values, corrections } of points)
    for (const text of corrections) where.set(text, [...(where.get(text) ?? []), pointName(knobs, values)]);
  return [...where].map(([text, names]) =>
    names.length === 1
      ? `At ${names[0]!}: ${text}`
      : `In ${names.length} of ${points.length} experiments: ${text}`,
  );
}

/** Summary of an arm at a point that is done. */
export const summaryAt = (point: SweepPoint, arm: ArmId): ArmSummary | null =>
  point.arms.find((summary) => summary.arm === arm) ?? null;

interface Gain {
  readonly point: SweepPoint;
  readonly spread: Spread;
}

type Measure = (summary: ArmSummary) => Spread | null;

const gainsOf = (sweep: Sweep, arm: ArmId, of: Measure): Gain[] =>
  sweep.points.flatMap((point) => {
    const summary = summaryAt(point, arm);
    const spread = summary === null ? null : of(summary);
    return spread === null ? [] : [{ point, spread }];
  });

/** The finding so far, in parts so that numbers can carry their arm's colour. */
export function sweepFinding(sweep: Sweep): readonly Part[] {
  const { points, spec } = sweep;
  const done = points.filter(({ status }) => status === 'done').length;
  if (done === 0) return [];
  const before = done < points.length ? [say(`So far, with ${done} of ${points.length} done: `)] : [];
  const arm = mainArm(spec);
  if (arm === null) return [...before, ...controlOnly(sweep)];
  if (spec.gate === 'never') return [say('Forecasts only: no jumps were made, so there is nothing saved.')];
  return [...before, ...claimed[claimOf(arm, spec)], ...treatedFinding(sweep, arm)];
}

/** What is said before a finding that is not to be taken as it stands. */
const claimed: Readonly<Record<ReturnType<typeof claimOf>, readonly Part[]>> = {
  plain: [],
  bound: [say('An upper bound, never a result: the forecasts were fitted on their own future. ')],
  uncharged: [say('The training of the forecaster on other runs is not charged. ')],
};

function treatedFinding(sweep: Sweep, arm: ArmId): readonly Part[] {
  const { loss } = sweep.target;
  if (loss === null)
    return extremes(
      sweep,
      arm,
      gainsOf(sweep, arm, ({ saved }) => saved),
      null,
    );
  const gains = gainsOf(sweep, arm, ({ gain }) => gain);
  const tuned = sweep.knobs.length === 1 && tuning.includes(sweep.knobs[0]!);
  return tuned ? tuningFinding(sweep, arm, gains, loss) : extremes(sweep, arm, gains, loss);
}

const textOf = (parts: readonly Part[]): string => parts.map(({ text }) => text).join('');

/** The same as one sentence. */
export const findingText = (sweep: Sweep): string => textOf(sweepFinding(sweep));

/** "48 % fewer" of a saved fraction, "3 % more" of a lost one. */
const fewerText = (fraction: number): string => `${percent(fraction)} ${fraction >= 0 ? 'fewer' : 'more'}`;

const share = ({ median }: Spread): string => fewerText(median);

const interval = ({ low, high }: Spread): string =>
  low === null || high === null
    ? 'one seed'
    : `95 % CI ${Math.round(100 * low)} to ${Math.round(100 * high)} %`.replaceAll('-', '−');

const cost = 'gradient-step equivalents';

/** Which points of a sweep saved most and least. Without a target: to the verdict's own targets. */
function extremes(sweep: Sweep, arm: ArmId, gains: readonly Gain[], loss: number | null): Part[] {
  const sorted = [...gains].sort((a, b) => b.spread.median - a.spread.median);
  const [most] = sorted;
  const least = sorted.at(-1);
  const goal = loss === null ? 'each seed’s own target' : `${lossWord(sweep.spec)} ${shortLoss(loss)}`;
  if (most === undefined || least === undefined) return [say(nowhere(sweep, goal))];
  const name = ({ point }: Gain): string => pointName(sweep.knobs, point.values);
  const first = [
    say(armWords[arm].subject, arm),
    say(` reached ${goal} with `),
    say(share(most.spread), arm),
    say(` ${cost} than the `),
    say('control', 'control'),
    say(` at ${name(most)} (${interval(most.spread)})`),
  ];
  if (least === most) return [...first, say('.')];
  return [...first, say(`, and with ${share(least.spread)} at ${name(least)} (${interval(least.spread)}).`)];
}

const nowhere = ({ spec }: Sweep, goal: string): string =>
  `${goal.charAt(0).toUpperCase()}${goal.slice(1)} was reached nowhere within ${spec.steps} steps: there is nothing to compare.`;

interface Best {
  readonly point: SweepPoint;
  readonly ledger: number;
}

/** Where an arm paid least to the target, by the median over seeds; null where it never got there. */
function bestOf({ points }: Sweep, arm: ArmId): Best | null {
  const reached = points.flatMap((point): Best[] => {
    const ledger = summaryAt(point, arm)?.ledger?.median ?? Infinity;
    return Number.isFinite(ledger) ? [{ point, ledger }] : [];
  });
  return reached.sort((a, b) => a.ledger - b.ledger)[0] ?? null;
}

/** What is left of the gain where the control is at its best, and each at its own best. */
function tuningFinding(sweep: Sweep, arm: ArmId, gains: readonly Gain[], loss: number): Part[] {
  const best = bestOf(sweep, 'control');
  const own = bestOf(sweep, arm);
  const left = gains.find(({ point }) => point === best?.point);
  if (best === null || own === null || left === undefined) return extremes(sweep, arm, gains, loss);
  const name = ({ point }: { readonly point: SweepPoint }): string => pointName(sweep.knobs, point.values);
  const most = gains.reduce((a, b) => (b.spread.median > a.spread.median ? b : a));
  const beginning =
    most === left
      ? []
      : [
          say(`At ${name(most)}, `),
          say(inSentence(armWords[arm].subject), arm),
          say(` reached ${lossWord(sweep.spec)} ${shortLoss(loss)} with `),
          say(share(most.spread), arm),
          say(` ${cost} than the `),
          say('control', 'control'),
          say('.'),
          ...rivalAt(sweep, most.point),
          say(' '),
        ];
  return [
    ...beginning,
    say(`At ${name(left)}, where the `),
    say('control', 'control'),
    say(' is quickest, '),
    ...remainder(left.spread, arm),
    say(` (${interval(left.spread)}). Each at its own best: `),
    say(`control ${short(best.ledger)}`, 'control'),
    say(` at ${valuesText(sweep, best)}, `),
    say(`${inSentence(armWords[arm].subject)} ${short(own.ledger)}`, arm),
    say(` at ${valuesText(sweep, own)}.`),
  ];
}

/** The best that needs no forecast, at the same point. */
function rivalAt({ spec }: Sweep, point: SweepPoint): Part[] {
  const gains = spec.arms.filter(isTrivial).flatMap((arm) => {
    const spread = summaryAt(point, arm)?.gain ?? null;
    return spread === null ? [] : [{ arm, spread }];
  });
  const best = gains.sort((a, b) => b.spread.median - a.spread.median)[0];
  return best === undefined
    ? []
    : [say(' '), say(armWords[best.arm].subject, best.arm), say(` there: ${share(best.spread)}.`)];
}

/** The tone is the interval's: a gain or a cost is claimed only where it excludes zero. */
function remainder(spread: Spread, arm: ArmId): Part[] {
  const low = spread.low ?? spread.median;
  const high = spread.high ?? spread.median;
  if (low > 0) return [say(share(spread), arm), say(' are left')];
  if (high < 0) return [say('nothing is left: '), say(`${percent(spread.median)} more`, arm)];
  const text = Math.round(100 * spread.median) === 0 ? percent(0) : share(spread);
  return [say('no clear gain is left: '), say(text, arm)];
}

function controlOnly(sweep: Sweep): Part[] {
  const best = bestOf(sweep, 'control');
  if (best === null || sweep.target.loss === null)
    return [say('Control only. Add the farcaster arm to compare.')];
  return [
    say('Control', 'control'),
    say(` only: it reached ${lossWord(sweep.spec)} ${shortLoss(sweep.target.loss)} first at `),
    say(`${pointName(sweep.knobs, best.point.values)}, after ${short(best.ledger)} steps.`),
  ];
}

const valuesText = ({ knobs }: Sweep, { point }: Best): string =>
  knobs.map((knob, i) => valueText(knob, point.values[i]!)).join(', ');

const inSentence = (subject: string): string => subject.charAt(0).toLowerCase() + subject.slice(1);

const short = (value: number): string => String(Number(value.toPrecision(value >= 1000 ? 4 : 3)));
