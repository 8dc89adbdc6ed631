/** The verdict on a run and its headline, during training and at the end. */
import { armRecords, considersJumps, controlArm, isFitted, subjectArm } from '../../experiment/arms.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { targetStep } from '../../core/evidence/savings.ts';
import { evidenceText, percent, shortLoss, type Verdict } from '../../core/evidence/verdict.ts';
import { fewestForClaims } from '../../core/evidence/median-interval.ts';
import { lossWord } from '../../experiment/metric-words.ts';
import type { RunHistory } from '../history.ts';
import type { VerdictTone, VerdictView } from './verdict-view.ts';
import { claimOf } from './claim.ts';
import { forecastError } from './forecast-error.ts';
import { givenTarget, isOver } from '../evidence/pairs.ts';
import { courseOf, type Course } from './course.ts';
import { judgementOf, mainArm, type Judgement, type Rival } from './judgement.ts';
import { sensitivityText } from './sensitivity.ts';
import {
  against,
  rivalSummary,
  judged,
  say,
  small,
  theControl,
  unbeaten,
  type Part,
} from './verdict-words.ts';

/** How many replicas of the second arm are now below their control. */
function aheadNow(history: RunHistory, arm: ArmId): { better: number; total: number } {
  const step = history.knownLosses - 1;
  const controls = history.replicasOf(controlArm);
  const pairs = history.replicasOf(arm).map((replica, i) => {
    const at = step * history.replicaCount;
    return history.loss[at + replica]! - history.loss[at + controls[i]!]!;
  });
  return {
    better: pairs.filter((difference) => difference < 0).length,
    total: pairs.filter(Number.isFinite).length,
  };
}

function waiting(history: RunHistory, arm: ArmId): Part[] {
  const { spec } = history;
  const due = targetStep(spec.steps);
  const jumped = history.jumps.some((jumps) => jumps.some(({ accepted }) => accepted));
  if (!jumped) {
    const first =
      history.steps < spec.warmup
        ? `The first forecast comes at step ${spec.warmup}.`
        : 'No jump has been accepted yet.';
    return [
      say(`Training ${spec.seeds.length} paired ${spec.seeds.length === 1 ? 'seed' : 'seeds'}. ${first}`),
    ];
  }
  const { better, total } = aheadNow(history, arm);
  const goal = givenTarget(spec);
  const when =
    goal === null
      ? [say('when the '), theControl, say(` has done ${due} steps.`)]
      : [say(`when every seed has reached ${lossWord(spec)} ${shortLoss(goal)}, or at the end.`)];
  return [
    say('So far: '),
    say(armRecords[arm].subject, arm),
    say(` ahead in ${better} of ${total} seeds. The verdict comes `),
    ...when,
  ];
}

function forecastOnly(history: RunHistory): Part[] {
  const { rows, skill } = forecastError(history);
  const last = rows.at(-1);
  if (last === undefined || skill === null)
    return [
      say('Forecasting without jumping. The first forecast is scored once training has reached its horizon'),
    ];
  const compare = (own: number, rival: number): string =>
    own <= rival ? `${percent(1 - own / rival)} below` : `${percent(own / rival - 1)} above`;
  return [
    say(`${last.horizon} steps ahead, the `),
    say(armRecords[subjectArm].label, subjectArm),
    say(
      `’s error is ${compare(last.forecast, last.stay)} persistence and ${compare(last.forecast, last.line)} the straight line`,
    ),
  ];
}

function unjudgeable(history: RunHistory): Part[] {
  const goal = givenTarget(history.spec);
  if (goal !== null) return unreachable(history, `${lossWord(history.spec)} ${shortLoss(goal)}`, goal);
  const controls = history.replicasOf(controlArm);
  const stopped = controls.filter((r) => history.divergences[r] !== null).length;
  const why =
    stopped === controls.length
      ? 'Diverged: every control stopped before its target step'
      : stopped === 0
        ? 'The control did not learn: at its target step it is no better than untrained'
        : `Of ${controls.length} controls ${stopped} stopped before the target step, and the others are no better than untrained there`;
  return [say(`${why}, so there is nothing to compare with. Try a smaller learning rate.`)];
}

/** A given target that no pair can be judged by. */
function unreachable({ loss, replicaCount }: RunHistory, target: string, goal: number): Part[] {
  const below = loss.subarray(0, replicaCount).every((initial) => initial <= goal);
  return [
    say(
      below
        ? `Every seed begins at ${target} or below, so there is nothing to reach. Set a lower target.`
        : `No seed reached ${target} within the budget, neither with jumps nor without. Set a higher target.`,
    ),
  ];
}

/** The headline for a history in its current state. */
export function verdictView(history: RunHistory): VerdictView {
  const arm = mainArm(history.spec);
  if (arm === null)
    return view('none', [say('Control only. '), say('Add the farcaster arm to compare.')], '');
  if (history.spec.gate === 'never')
    return view(
      history.scores.length === 0 ? 'pending' : 'none',
      forecastOnly(history),
      'forecast only: no jumps are made',
    );
  const judgement = judgementOf(history);
  if (judgement !== null) return told(history, judgement);
  return isOver(history)
    ? view('failed', unjudgeable(history), '')
    : view('pending', waiting(history, arm), '');
}

/** The verdict with its additions: the targets, and the caveats for claims. */
function told(history: RunHistory, { arm, verdict, rivals, placebo }: Judgement): VerdictView {
  const { spec } = history;
  const claim = claimOf(arm, spec);
  const course = courseOf(history, arm);
  const [best = null] = rivals;
  const compared = best === null ? [] : rivalSummary(best, rivals.length);
  const tried = saysCost(course, verdict)
    ? [say(`; trying cost ${percent(verdict.savedFraction)} more training`)]
    : [];
  const own = course.words === null ? judged(verdict, arm, spec) : [say(course.words), ...tried];
  const detail = [
    evidenceText(verdict, spec.seeds.length, verdict.tone === 'loss' || saysCost(course, verdict)),
    ...(course.jumped && course.words === null ? sameJump(verdict) : []),
    ...(considersJumps(arm) ? ['costs of jumping counted'] : []),
    ...(claim === 'uncharged' ? ['fitting runs not charged'] : []),
    ...(history.prepared.tuning === undefined ? [] : ['each arm at its own best rate, tuned on other seeds']),
    ...notesOf(spec, arm),
  ].join(', ');
  const after = [
    ...(best === null ? [] : against(best, arm, verdict, rivals.length)),
    ...(placebo === null ? [] : unbeaten(placebo)),
  ];
  const note = sensitivityText(history);
  if (claim === 'bound') {
    const bound = say('An upper bound, not a result: fitted on its own future, ');
    return view('none', [bound, ...small(own)], detail, compared, beatsNothing(best, after), note);
  }
  // Without jumps there is no gain to claim, whatever the numbers are.
  const tone = course.words === null || verdict.tone === 'loss' ? verdict.tone : 'none';
  return view(tone, own, detail, compared, after, note);
}

/** Whether to state the cost of an arm that did not jump. */
const saysCost = ({ words }: Course, { savedFraction }: Verdict): boolean =>
  words !== null && savedFraction < 0 && Number.isFinite(savedFraction);

/** An upper bound that beats a rival proves nothing; one that does not is worth mentioning. */
const beatsNothing = (best: Rival | null, after: readonly Part[]): readonly Part[] =>
  best?.comparison.outcome === 'beats' ? [] : after;

/** Seeds that reach the target at one jump share its step: the interval does not reflect other timings. */
const sameJump = ({ together, total }: Verdict): string[] =>
  total >= fewestForClaims && 2 * together >= total ? [`${together} at the same jump`] : [];

/** What a reader needs to know about the source of the forecasts. */
const notesOf = ({ source, frozen }: ExperimentSpec, arm: ArmId): string[] =>
  isFitted(arm) && source === 'frozen' && frozen.length === 0
    ? ['frozen at the geometric solution for a rate of 0.98 per snapshot, as no coefficients were given']
    : [];

/**
 * `parts` without a full stop if there is a detail. The detail is about `parts` alone: in the sentence it follows
 * directly, in the headline it comes last, with the name of its arm. `after` are separate sentences, `note` is small
 * print.
 */
function view(
  tone: VerdictTone,
  parts: readonly Part[],
  detail: string,
  compared: readonly Part[] = [],
  after: readonly Part[] = [],
  note: string | null = null,
): VerdictView {
  if (detail === '') return { tone, parts, detail, sentence: textOf(parts) };
  const whose = parts.find(({ arm }) => arm !== null)?.arm ?? null;
  const owner = compared.length === 0 || whose === null ? '' : `${armRecords[whose].subject}: `;
  return {
    tone,
    parts: [...parts, ...compared, say('.'), ...after],
    detail: note === null ? `${owner}${detail}` : `${owner}${detail}. ${note}`,
    sentence: `${textOf(parts)} (${detail})${textOf(compared)}.${textOf(after)}${note === null ? '' : ` ${note}`}`,
  };
}

const textOf = (parts: readonly Part[]): string => parts.map((part) => part.text).join('');
