/**
 * The findings of a sweep in words, from its summaries alone: what was saved, at which loss, the first jump, and the
 * best trivial arm of the same point. Claims follow its intervals (verdict.ts, rivals.ts).
 */
import { fewestForClaims } from '../../core/evidence/median-interval.ts';
import { evidenceText, percent, shortLoss, withArticle } from '../../core/evidence/verdict.ts';
import { armRecords, controlArm } from '../../experiment/arms.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { lossWord } from '../../experiment/metric-words.ts';
import { claimOf, type Claim } from '../judgement/claim.ts';
import { bySaving, mainArm, type Rival } from '../judgement/judgement.ts';
import { against, rivalSummary, judged, say, small, type Part } from '../judgement/verdict-words.ts';
import { jumps } from './savings.ts';
import type { ArmSummary, Saved, Sweep, SweepPoint } from './sweep.ts';
import { isTuning, savedAtEnds } from './targets.ts';
import { pointName, summaryAt, valueText } from './words.ts';

/** To the common target, or to each seed's own. */
type Measure = (summary: ArmSummary) => Saved | null;

/** A finding is about one arm, by one measure. */
interface Subject {
  readonly sweep: Sweep;
  readonly arm: ArmId;
  readonly of: Measure;
  readonly claim: Claim;
}

interface Found {
  readonly point: SweepPoint;
  readonly summary: ArmSummary;
  readonly saved: Saved;
}

/** The finding so far, in parts so that numbers can be shown in their arm's colour. */
export function sweepFinding(sweep: Sweep): readonly Part[] {
  const { points, spec } = sweep;
  const count = (status: SweepPoint['status']): number =>
    points.filter((point) => point.status === status).length;
  const [done, failed] = [count('done'), count('failed')];
  if (done === 0)
    return failed < points.length
      ? []
      : [say(`Every experiment failed (${failed} of ${points.length}): there is nothing to compare.`)];
  const before = done < points.length ? [say(progressText(done, failed, points.length))] : [];
  const arm = mainArm(spec);
  if (arm === null) return [...before, ...controlOnly(sweep)];
  if (spec.gate === 'never') return [say('Forecasts only: no jumps were made, so there is nothing saved.')];
  const claim = claimOf(arm, spec);
  return [...before, ...claimed[claim], ...treatedFinding(sweep, arm, claim)];
}

/** The same as one text. */
export const findingText = (sweep: Sweep): string =>
  sweepFinding(sweep)
    .map(({ text }) => text)
    .join('');

const progressText = (done: number, failed: number, total: number): string =>
  `${done + failed < total ? 'So far, with' : 'With'} ${done} of ${total} done${failed === 0 ? '' : ` and ${failed} failed`}: `;

/** The caveat before a finding that must not be taken at face value. */
const claimed: Readonly<Record<Claim, readonly Part[]>> = {
  plain: [],
  bound: [say('An upper bound, not a result: the forecasts were fitted on their own future. ')],
  uncharged: [say('The training of the forecaster on other runs is not charged. ')],
};

function treatedFinding(sweep: Sweep, arm: ArmId, claim: Claim): readonly Part[] {
  if (sweep.target.loss === null)
    return [
      say('Timed to each seed’s own target, because there is no common one. '),
      ...extremes({ sweep, arm, claim, of: ({ saved }) => saved }),
    ];
  const subject: Subject = { sweep, arm, claim, of: ({ gain }) => gain };
  return (isTuning(sweep) ? tuningFinding(subject) : null) ?? extremes(subject);
}

/** Points with a known result, the largest saving first. */
function foundOf({ sweep, arm, of }: Subject): Found[] {
  return sweep.points
    .flatMap((point): Found[] => {
      const summary = summaryAt(point, arm);
      const saved = summary === null ? null : of(summary);
      return summary === null || saved === null ? [] : [{ point, summary, saved }];
    })
    .sort((a, b) => bySaving(a.saved.verdict, b.saved.verdict));
}

/** Those with a finite number; all, if there are none. */
function numbersOf(found: readonly Found[]): readonly Found[] {
  const told = found.filter(({ saved }) => Number.isFinite(saved.median));
  return told.length === 0 ? found : told;
}

/** Where the largest and smallest savings are. */
function extremes(subject: Subject): Part[] {
  const found = numbersOf(foundOf(subject));
  const [most] = found;
  const least = found.at(-1);
  if (most === undefined || least === undefined) return [say(nowhere(subject.sweep))];
  if (least === most) return foundAt(subject, most);
  return [
    ...foundAt(subject, most, `, the largest of ${found.length} savings`),
    say(' '),
    ...foundAt(subject, least, ', the smallest'),
  ];
}

function nowhere({ spec, target }: Sweep): string {
  const goal = target.loss === null ? 'No seed’s own target' : `Loss ${shortLoss(target.loss)}`;
  return target.loss === null
    ? `${goal} could be timed: there is nothing to compare.`
    : `${goal} was not reached at any point within ${spec.steps} steps: there is nothing to compare.`;
}

/**
 * The saving where the control is at its best, the largest saving, and each arm at its own best; null if the control
 * has no best.
 */
function tuningFinding(subject: Subject): Part[] | null {
  const { sweep, arm } = subject;
  const found = foundOf(subject);
  const best = bestOf(sweep, controlArm);
  const left = found.find(({ point }) => point === best?.point);
  if (best === null || left === undefined) return null;
  const told = numbersOf(found);
  const most = told[0]!;
  const count = sweep.points.filter(({ status }) => status === 'done').length;
  const ends = savedAtEnds(sweep, arm);
  return [
    ...foundAt(subject, left, `, where the control is quickest of ${count} (chosen on the seeds shown)`),
    ...(most === left
      ? []
      : [say(' '), ...foundAt(subject, most, `, the largest of ${told.length} savings`)]),
    ...ownBests(sweep, best, arm),
    ...(ends === null
      ? []
      : [
          say(' Another target gives another number: at the control’s best value for each, '),
          say(lower(armRecords[arm].subject), arm),
          say(` saved ${ends}.`),
        ]),
  ];
}

/** "At learning rate 3, …, jumps saved 4 % …; a plain line search saved 5 %. The two cannot be told apart (…)." */
function foundAt(subject: Subject, found: Found, note = ''): Part[] {
  const { sweep, arm, claim } = subject;
  const { point, summary, saved } = found;
  const rivals = rivalsAt(subject, point);
  const [best = null] = rivals;
  const details = [...jumpText(arm, summary, saved), evidenceText(saved.verdict, summary.seeds)].join(', ');
  return [
    say(`At ${pointName(sweep.knobs, point.values)}${note}, `),
    ...small(outcomeOf(arm, summary, saved, sweep.spec)),
    say(` (${details})`),
    ...(best === null ? [] : rivalSummary(best, rivals.length)),
    say('.'),
    // An upper bound that beats a rival proves nothing.
    ...(best === null || (claim === 'bound' && best.comparison.outcome === 'beats')
      ? []
      : against(best, arm, saved.verdict, rivals.length)),
  ];
}

/** The finding, without unsupported claims: nothing about jumps if all reached the target before they jumped. */
function outcomeOf(
  arm: ArmId,
  { firstJump }: ArmSummary,
  { verdict, early }: Saved,
  spec: ExperimentSpec,
): Part[] {
  const { target, savedFraction, total, unreached } = verdict;
  const loss = `${lossWord(spec)} ${shortLoss(target)}`;
  const paid =
    savedFraction < 0 && Number.isFinite(savedFraction)
      ? `, and trying cost ${percent(savedFraction)} more training`
      : '';
  if (early === total)
    return firstJump === null
      ? [say(`No jump was accepted on the way to ${loss}${paid}`)]
      : [say(`Nothing could be saved: ${loss} was reached before the first jump${paid}`)];
  if (Number.isFinite(savedFraction)) return judged(verdict, arm, spec);
  const subject = say(armRecords[arm].subject, arm);
  const came =
    savedFraction < 0
      ? [subject, say(` did not reach ${loss} in ${unreached} of ${seedsText(total)}`)]
      : [
          subject,
          say(
            ` reached ${loss} in ${total - unreached} of ${seedsText(total)}, most of whose controls never did`,
          ),
        ];
  return total < fewestForClaims
    ? [say(`Too few seeds for a claim (${total} of at least ${fewestForClaims}): `), ...small(came)]
    : came;
}

const seedsText = (count: number): string => (count === 1 ? '1 seed' : `${count} seeds`);

/** "first jump at step 40, 3 of 8 there before it". */
function jumpText(arm: ArmId, { firstJump }: ArmSummary, { early, count }: Saved): string[] {
  if (!jumps(arm)) return [];
  if (firstJump === null) return ['no jump accepted'];
  const some = early > 0 && early < count ? `, ${early} of ${count} reached it before their first jump` : '';
  return [`first jump at step ${firstJump}${some}`];
}

/** All trivial arms at a point, sorted by saving. */
function rivalsAt({ sweep, arm, of }: Subject, point: SweepPoint): Rival[] {
  return sweep.spec.arms
    .flatMap((other): Rival[] => {
      const summary = other === arm ? null : summaryAt(point, other);
      const saved = summary === null ? null : of(summary);
      const comparison = saved?.against ?? null;
      return saved === null || comparison === null
        ? []
        : [{ arm: other, verdict: saved.verdict, comparison }];
    })
    .sort((a, b) => bySaving(a.verdict, b.verdict));
}

interface Best {
  readonly point: SweepPoint;
  readonly ledger: number;
}

/**
 * The point with an arm's lowest cost to the target, by the median over seeds; null if half of its seeds never reach
 * it.
 */
function bestOf({ points }: Sweep, arm: ArmId): Best | null {
  const reached = points.flatMap((point): Best[] => {
    const ledger = summaryAt(point, arm)?.ledger?.median ?? Infinity;
    return Number.isFinite(ledger) ? [{ point, ledger }] : [];
  });
  return reached.sort((a, b) => a.ledger - b.ledger)[0] ?? null;
}

/** " Each at its own best, …: control 65 gradient-step equivalents at 3, jumps 63 at 3, …" */
function ownBests(sweep: Sweep, control: Best, arm: ArmId): Part[] {
  const own = bestOf(sweep, arm);
  if (own === null) return [];
  const isRival = (other: ArmId): boolean =>
    sweep.points.some((point) => (summaryAt(point, other)?.gain?.against ?? null) !== null);
  const rivals = sweep.spec.arms
    .filter(isRival)
    .flatMap((other) => {
      const best = bestOf(sweep, other);
      return best === null ? [] : [{ other, best }];
    })
    .sort((a, b) => a.best.ledger - b.best.ledger);
  const [rival] = rivals;
  const ofAll = rivals.length > 1 ? `, the best of ${rivals.length} rivals,` : '';
  return [
    say(' Each at its own best, also chosen on these seeds: '),
    say(`control ${short(control.ledger)}`, controlArm),
    say(` gradient-step equivalents at ${valuesText(sweep, control)}, `),
    say(`${lower(armRecords[arm].subject)} ${short(own.ledger)}`, arm),
    say(` at ${valuesText(sweep, own)}`),
    ...(rival === undefined
      ? []
      : [
          say(', '),
          say(withArticle(armRecords[rival.other].name), rival.other),
          say(`${ofAll} ${short(rival.best.ledger)} at ${valuesText(sweep, rival.best)}`),
        ]),
    say('.'),
  ];
}

function controlOnly(sweep: Sweep): Part[] {
  const best = bestOf(sweep, controlArm);
  const { loss } = sweep.target;
  if (loss === null) return [say('Control only. Add the farcaster arm to compare.')];
  if (best === null)
    return [
      say('Control only', controlArm),
      say(`: ${lossWord(sweep.spec)} ${shortLoss(loss)} was not reached by half of the seeds at any point.`),
    ];
  return [
    say('Control only', controlArm),
    say(
      `: it reached ${lossWord(sweep.spec)} ${shortLoss(loss)} first at ${pointName(sweep.knobs, best.point.values)}, `,
    ),
    say(`after ${short(best.ledger)} steps (median of ${seedsText(sweep.spec.seeds.length)}).`),
  ];
}

const valuesText = ({ knobs }: Sweep, { point }: Best): string =>
  knobs.map((knob, i) => valueText(knob, point.values[i]!)).join(', ');

const lower = (subject: string): string => subject.charAt(0).toLowerCase() + subject.slice(1);

const short = (value: number): string => String(Number(value.toPrecision(value >= 1000 ? 4 : 3)));
