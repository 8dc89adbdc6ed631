/** The verdict on a run, and the headline that tells it, while it trains and when it is told. */
import { pairedSaving, targetStep, type Saving } from '../../core/evidence/savings.ts';
import { evidenceText, judge, percent, shortLoss, type Verdict } from '../../core/evidence/verdict.ts';
import type { ArmId } from '../../run/events.ts';
import type { RunHistory } from '../history.ts';
import type { VerdictTone, VerdictView } from '../views.ts';
import { errorView } from './error.ts';

type Part = VerdictView['parts'][number];

const say = (text: string, arm: ArmId | null = null): Part => ({ text, arm });

/** Savings of all pairs that can be told, and whether every pair that ever can be has been. */
function savingsOf(history: RunHistory): { savings: Saving[]; settled: boolean } {
  const controls = history.replicasOf('control');
  const treated = history.replicasOf('farcaster');
  const curve = (replica: number): Parameters<typeof pairedSaving>[0] => {
    const loss = history.lossOf(replica);
    return {
      initial: history.loss[replica]!,
      loss,
      ledger: history.ledgerOf(replica, loss.length),
      complete: history.isComplete(replica),
    };
  };
  const savings = treated.map((replica, i) =>
    pairedSaving(curve(controls[i]!), curve(replica), history.spec.steps, history.prepared.smoothing),
  );
  const untold = savings.some(
    (saving, i) => saving === null && !(history.isComplete(controls[i]!) && history.isComplete(treated[i]!)),
  );
  return { savings: savings.filter((saving) => saving !== null), settled: !untold };
}

/** A verdict once told never changes: targets and first reaches lie in the past. */
const told = new WeakMap<RunHistory, Verdict>();

/** The verdict once every pair has one; null before, and where no jumps are compared. */
export function verdictOf(history: RunHistory): Verdict | null {
  const known = told.get(history);
  if (known !== undefined) return known;
  const { arms, gate, steps } = history.spec;
  if (!arms.includes('farcaster') || gate === 'never' || history.knownLosses <= targetStep(steps))
    return null;
  const { savings, settled } = savingsOf(history);
  const verdict = settled ? judge(savings) : null;
  if (verdict !== null) told.set(history, verdict);
  return verdict;
}

function judged(verdict: Verdict): Part[] {
  const loss = shortLoss(verdict.target);
  const share = percent(verdict.savedFraction);
  switch (verdict.tone) {
    case 'gain':
      return [
        say('Jumps', 'farcaster'),
        say(` reached loss ${loss} with `),
        say(`${share} fewer`, 'farcaster'),
        say(' gradient-step equivalents than the '),
        say('control', 'control'),
        say('.'),
      ];
    case 'loss':
      return [
        say('Jumps cost', 'farcaster'),
        say(` at least ${share} more gradient-step equivalents than the `),
        say('control', 'control'),
        say(` needed to reach loss ${loss}.`),
      ];
    case 'none': {
      const direction = verdict.savedFraction >= 0 ? 'fewer' : 'more';
      return [
        say('No clear gain: ', null),
        say('jumps', 'farcaster'),
        say(` reached loss ${loss} with ${share} ${direction} gradient-step equivalents than the `),
        say('control', 'control'),
        say(', and the interval includes 0.'),
      ];
    }
  }
}

/** How many replicas of the second arm are now below their control. */
function aheadNow(history: RunHistory): { better: number; total: number } {
  const step = history.knownLosses - 1;
  const controls = history.replicasOf('control');
  const pairs = history.replicasOf('farcaster').map((replica, i) => {
    const at = step * history.replicaCount;
    return history.loss[at + replica]! - history.loss[at + controls[i]!]!;
  });
  return {
    better: pairs.filter((difference) => difference < 0).length,
    total: pairs.filter(Number.isFinite).length,
  };
}

function waiting(history: RunHistory): Part[] {
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
  const { better, total } = aheadNow(history);
  return [
    say('So far '),
    say('jumps', 'farcaster'),
    say(` are ahead in ${better} of ${total} seeds. The verdict comes when the `),
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
  const { arms, gate } = history.spec;
  if (!arms.includes('farcaster'))
    return view('none', [say('Control only. '), say('Add the farcaster arm to compare.')], '');
  if (gate === 'never')
    return view(
      history.scores.length === 0 ? 'pending' : 'none',
      forecastOnly(history),
      'forecast only: no jumps are made',
    );
  const verdict = verdictOf(history);
  if (verdict !== null) {
    const unjumped = !history.jumps.some((jumps) => jumps.some(({ accepted }) => accepted));
    const parts = unjumped
      ? [
          say('No jump was accepted'),
          say(`: the guard loss never fell. Trying cost ${percent(verdict.savedFraction)} more.`),
        ]
      : judged(verdict);
    return view(verdict.tone, parts, `${evidenceText(verdict)}, on the ledger`);
  }
  const over =
    history.knownLosses > history.spec.steps ||
    history.divergences.every((divergence) => divergence !== null);
  return over ? view('failed', unjudgeable(history), '') : view('pending', waiting(history), '');
}

function view(tone: VerdictTone, parts: readonly Part[], detail: string): VerdictView {
  const text = parts.map((part) => part.text).join('');
  return { tone, parts, detail, sentence: detail === '' ? text : `${text.replace(/\.$/, '')} (${detail}).` };
}
