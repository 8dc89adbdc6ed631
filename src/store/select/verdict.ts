/** The verdict on a run, and the headline that tells it, while it trains and when it is told. */
import { armWords } from '../../experiment/arm-words.ts';
import type { ArmId } from '../../experiment/fields.ts';
import { targetStep } from '../../core/evidence/savings.ts';
import { evidenceText, percent } from '../../core/evidence/verdict.ts';
import type { RunHistory } from '../history.ts';
import type { VerdictTone, VerdictView } from '../views.ts';
import { claimOf } from './claim.ts';
import { errorView } from './error.ts';
import { isOver } from './evidence/pairs.ts';
import { judgementOf, mainArm, type Judgement } from './judgement.ts';
import { besides, judged, say, small, unbeaten, unjumped, type Part } from './verdict-words.ts';

/** How many replicas of the second arm are now below their control. */
function aheadNow(history: RunHistory, arm: ArmId): { better: number; total: number } {
  const step = history.knownLosses - 1;
  const controls = history.replicasOf('control');
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
  return [
    say('So far: '),
    say(armWords[arm].subject, arm),
    say(` ahead in ${better} of ${total} seeds. The verdict comes when the `),
    say('control', 'control'),
    say(` has done ${due} steps.`),
  ];
}

function forecastOnly(history: RunHistory): Part[] {
  const { rows, skill } = errorView(history);
  const last = rows.at(-1);
  if (last === undefined || skill === null)
    return [
      say(
        'Forecasting without jumping. The first forecast is scored when the steps it foresaw have been trained.',
      ),
    ];
  const compare = (own: number, rival: number): string =>
    own <= rival ? `${percent(1 - own / rival)} below` : `${percent(own / rival - 1)} above`;
  return [
    say(`${last.horizon} steps ahead, the `),
    say('farcaster', 'farcaster'),
    say(
      `’s error is ${compare(last.farcaster, last.stay)} staying put and ${compare(last.farcaster, last.line)} the straight line.`,
    ),
  ];
}

function unjudgeable(history: RunHistory): Part[] {
  const diverged = history.replicasOf('control').every((r) => history.divergences[r] !== null);
  const why = diverged
    ? 'Diverged: every control stopped before its target step, so there is nothing to compare with.'
    : 'The control did not learn: at its target step it is no better than untrained, so there is nothing to compare with.';
  return [say(`${why} Try a smaller learning rate.`)];
}

/** The headline for a history as it stands. */
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

/** The verdict and what it leaves to be said: what it was measured against, and what may be claimed. */
function told(history: RunHistory, { arm, verdict, rival, placebo }: Judgement): VerdictView {
  const { spec } = history;
  const claim = claimOf(arm, spec);
  const parts = hasJumped(history, arm) ? judged(verdict, arm) : unjumped(verdict, spec.gate);
  const detail = `${evidenceText(verdict)}, costs of jumping counted`;
  if (claim === 'bound') {
    const after = rival === null || rival.outcome === 'beaten' ? [] : besides(rival, arm);
    const bound = [say('An upper bound, not a result: fitted on its own future, '), ...small(parts)];
    return view('none', bound, detail, after);
  }
  const charged = claim === 'uncharged' ? `${detail}, fitting runs not charged` : detail;
  return view(verdict.tone, parts, charged, [
    ...(rival === null ? [] : besides(rival, arm)),
    ...(placebo === null ? [] : unbeaten(placebo, rival)),
  ]);
}

/** Whether an arm did what it is for; one that never considers a jump always does. */
function hasJumped(history: RunHistory, arm: ArmId): boolean {
  const considered = history.replicasOf(arm).flatMap((replica) => history.jumps[replica]!);
  return considered.length === 0 || considered.some(({ accepted }) => accepted);
}

/** `after` follows the evidence for `parts`, both in the headline and in the sentence. */
function view(
  tone: VerdictTone,
  parts: readonly Part[],
  detail: string,
  after: readonly Part[] = [],
): VerdictView {
  const text = textOf(parts);
  const told = detail === '' ? text : `${text.replace(/\.$/, '')} (${detail}).`;
  return { tone, parts: [...parts, ...after], detail, sentence: `${told}${textOf(after)}` };
}

const textOf = (parts: readonly Part[]): string => parts.map((part) => part.text).join('');
