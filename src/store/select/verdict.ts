/** The verdict on a run, and the headline that tells it, while it trains and when it is told. */
import { targetStep } from '../../core/evidence/savings.ts';
import { evidenceText, percent, shortLoss, type Verdict } from '../../core/evidence/verdict.ts';
import type { ArmId } from '../../run/events.ts';
import type { RunHistory } from '../history.ts';
import type { VerdictTone, VerdictView } from '../views.ts';
import { errorView } from './error.ts';
import { judgementOf, mainArm, type Rival } from './judgement.ts';

type Part = VerdictView['parts'][number];

const say = (text: string, arm: ArmId | null = null): Part => ({ text, arm });

/** What a sentence is about, by arm. */
const subjects: Readonly<Record<ArmId, string>> = {
  control: 'Control',
  farcaster: 'Jumps',
  scalar: 'Fitted scalar jumps',
  search: 'Line search jumps',
  faster: 'A doubled learning rate',
};

/** How rivals are called in a sentence. */
const rivalNames: Readonly<Partial<Record<ArmId, string>>> = {
  farcaster: 'farcaster',
  scalar: 'single fitted scalar',
  search: 'plain line search',
  faster: 'doubled learning rate',
};

/** What the best trivial rival did, said plainly. */
function besides({ arm, verdict, outcome }: Rival): Part[] {
  const name = rivalNames[arm] ?? arm;
  const share = `${percent(verdict.savedFraction)} ${verdict.savedFraction >= 0 ? 'fewer' : 'more'}`;
  switch (outcome) {
    case 'even':
      return [say(' A '), say(name, arm), say(` does as well (${share}).`)];
    case 'better':
      return [say(' A '), say(name, arm), say(` does better: ${share}.`)];
    case 'beaten':
      return [say(' That beats a '), say(name, arm), say(` (${share}).`)];
  }
}

function judged(verdict: Verdict, arm: ArmId): Part[] {
  const loss = shortLoss(verdict.target);
  const share = percent(verdict.savedFraction);
  switch (verdict.tone) {
    case 'gain':
      return [
        say(subjects[arm], arm),
        say(` reached loss ${loss} with `),
        say(`${share} fewer`, arm),
        say(' gradient-step equivalents than the '),
        say('control', 'control'),
        say('.'),
      ];
    case 'loss':
      return [
        say(`${subjects[arm]} cost`, arm),
        say(` at least ${share} more gradient-step equivalents than the `),
        say('control', 'control'),
        say(` needed to reach loss ${loss}.`),
      ];
    case 'none': {
      const direction = verdict.savedFraction >= 0 ? 'fewer' : 'more';
      return [
        say('No clear gain: ', null),
        say(subjects[arm], arm),
        say(` reached loss ${loss} with ${share} ${direction} gradient-step equivalents than the `),
        say('control', 'control'),
        say(', and the interval includes 0.'),
      ];
    }
  }
}

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
    say(subjects[arm], arm),
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
  if (judgement !== null) {
    const { verdict, rival } = judgement;
    const parts = hasJumped(history, judgement.arm) ? judged(verdict, judgement.arm) : unjumped(verdict);
    const after = rival === null ? [] : besides(rival);
    return view(verdict.tone, parts, `${evidenceText(verdict)}, on the ledger`, after);
  }
  const over =
    history.knownLosses > history.spec.steps ||
    history.divergences.every((divergence) => divergence !== null);
  return over ? view('failed', unjudgeable(history), '') : view('pending', waiting(history, arm), '');
}

/** Whether an arm did what it is for; one that never considers a jump always does. */
function hasJumped(history: RunHistory, arm: ArmId): boolean {
  const considered = history.replicasOf(arm).flatMap((replica) => history.jumps[replica]!);
  return considered.length === 0 || considered.some(({ accepted }) => accepted);
}

const unjumped = (verdict: Verdict): Part[] => [
  say('No jump was accepted'),
  say(`: the guard loss never fell. Trying cost ${percent(verdict.savedFraction)} more.`),
];

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
