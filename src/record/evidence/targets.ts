/** Speed-up over targets, arm by arm. */
import { controlWay, speedUpCurve, type SpeedUpRow } from '../../core/evidence/speed-up.ts';
import { shortLoss, signedPercent } from '../../core/evidence/verdict.ts';
import { armRecords, controlArm } from '../../experiment/arms.ts';
import type { ArmId } from '../../experiment/fields.ts';
import type { RunHistory } from '../history.ts';
import { atOnce } from '../../core/parts.ts';
import type { TargetsView } from './views.ts';
import { judgementOf } from '../judgement/judgement.ts';
import { descentOf, givenTarget, pairsOf, jobRememberedAtEnd } from './pairs.ts';
import { treatmentsOf } from './savings.ts';

const targetCount = 24;

/** Lower limit of curves in the chart: losses far beyond the budget would flatten the rest. */
const lowestDrawn = -1;

export const targetsView = (history: RunHistory): TargetsView => atOnce(targetsJob(history));

/** The same, yielding after each arm. */
export const targetsJob = jobRememberedAtEnd(function* (history: RunHistory): Generator<void, TargetsView> {
  const { spec } = history;
  const ways = history
    .replicasOf(controlArm)
    .map((replica) => controlWay(descentOf(history, replica), targetCount));
  const curves: { arm: ArmId; rows: SpeedUpRow[] }[] = [];
  for (const arm of treatmentsOf(spec)) {
    yield;
    const pairs = pairsOf(history, arm).flatMap(({ treated }, i) => {
      const control = ways[i] ?? null;
      return control === null ? [] : [{ control, treated: descentOf(history, treated) }];
    });
    curves.push({ arm, rows: speedUpCurve(pairs) });
  }
  const rows = curves.flatMap((curve) => curve.rows);
  const targets = rows.map(({ target }) => target);
  return {
    curves,
    target: givenTarget(spec) ?? judgementOf(history)?.verdict.target ?? null,
    xDomain: rows.length === 0 ? [0.1, 1] : [Math.min(...targets), Math.max(...targets)],
    yDomain: targetDomain(rows),
    summary: summarise(curves),
  };
});

/** Rounded range of the saved fraction, including 0. */
export function targetDomain(rows: TargetsView['curves'][number]['rows']): readonly [number, number] {
  const ends = rows
    .flatMap(({ saved, low, high }) => [saved, low ?? saved, high ?? saved])
    .filter(Number.isFinite);
  const low = Math.max(lowestDrawn, Math.floor(Math.min(0, ...ends) * 5) / 5);
  const high = Math.ceil(Math.max(0, ...ends) * 5) / 5;
  return high > low ? [low, high] : [-0.2, 0.2];
}

function summarise(curves: TargetsView['curves']): string {
  const said = curves.flatMap(({ arm, rows }) => {
    const told = rows.filter(({ saved }) => Number.isFinite(saved));
    const best = told.reduce((a, b) => (b.saved > a.saved ? b : a), told[0]!);
    const last = told.at(-1);
    return last === undefined
      ? []
      : [
          `${armRecords[arm].name} saved at most ${signedPercent(best.saved)}, at loss ${shortLoss(best.target)}, and ${signedPercent(last.saved)} at loss ${shortLoss(last.target)}${last === rows.at(-1) ? '' : ', and got no further in half of the seeds'}`,
        ];
  });
  return said.length === 0
    ? 'No target has a result for every seed yet.'
    : `Saved fraction of the training cost by target: ${said.join('; ')}.`;
}
