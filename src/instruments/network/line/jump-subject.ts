/** The line through a forecast: its origin, its direction, and what was done with the forecast. */
import { anchorBeforeJump, jumpLine, type JumpLine } from '../../../core/forecast/jump-line.ts';
import { armRecords } from '../../../experiment/arms.ts';
import type { RecordedJump, RunHistory } from '../../../record/history.ts';
import { fitsLookedAt, frameOf, jumpForecast, refused, type Told } from '../fit.ts';
import { weightsIn, type Look, type Shown } from '../pair.ts';

export interface Subject {
  readonly shown: Shown;
  readonly anchor: number;
  readonly horizon: number;
  /** Null: no jump was considered. */
  readonly jump: RecordedJump | null;
  /** The share of the displacement that was adopted; null if no jump was considered. */
  readonly adopted: number | null;
  readonly line: JumpLine;
}

/** The chosen forecast, or the one of the replica's last jump, or its last forecast. */
export function subjectOf(history: RunHistory, shown: Shown, look: Look): Told<Subject> {
  const { prepared, jumps, spec, steps } = history;
  const now = look.at ?? steps;
  const own = jumps[shown.replica]!;
  const chosen = history.fits.some(({ anchor }) => anchor === look.focusAnchor && anchor <= now);
  const last = own.findLast(
    ({ step, accepted }) => accepted && step <= now && history.fits.some(({ anchor }) => anchor === step),
  );
  const focusAnchor = chosen ? look.focusAnchor : (last?.step ?? null);
  const fits = fitsLookedAt(history, { at: look.at, focusAnchor });
  if (!fits.ok) return fits;
  const fit = fits.thing[0]!;
  const { anchor } = fit;
  const jump = own.find(({ step }) => step === anchor) ?? null;
  const horizon = jump?.horizon ?? prepared.horizons.at(-1)!;
  const index = prepared.horizons.indexOf(horizon);
  const { name, subject, between, follows } = armRecords[shown.arm];
  if (follows === 'random' && jump !== null)
    return refused('A random jump does not follow its forecast: there is no line to draw.');
  if (between?.moves === true)
    return refused(
      `${subject} changes its weights between forecasts: where it stood at one is not recorded.`,
    );
  const forecast = index < 0 ? null : jumpForecast(history, fit, shown, index);
  if (forecast === null) return refused(`The ${name} does not forecast with coefficients.`);
  const start = anchor - prepared.windowSteps;
  const frames = forecast.inputs.map((offset) => frameOf(history, start + offset));
  const weights = frames.flatMap((frame) =>
    frame === undefined ? [] : [weightsIn(history, frame, shown.replica)],
  );
  if (weights.length < frames.length)
    return refused(
      `The forecast made at step ${anchor} cannot be redrawn: its window falls between two recorded frames.`,
    );
  // State surgery is recorded as a jump, and moves no weight.
  const moved = jump?.accepted === true && follows !== 'surgery';
  const before = weights.slice(0, -1);
  const after = weights.at(-1)!;
  const origin = moved ? anchorBeforeJump(after, before, forecast.tensors, spec.damping) : after;
  if (origin === null)
    return refused(
      `The jump at step ${anchor} cannot be undone: its forecast hardly depends on where it began.`,
    );
  const line = jumpLine([...before, origin], forecast.tensors);
  if (!line.direction.every(Number.isFinite) || !origin.every(Number.isFinite))
    return refused(`The forecast made at step ${anchor} is not finite.`);
  const adopted = jump === null ? null : moved ? spec.damping : 0;
  return { ok: true, thing: { shown, anchor, horizon, jump, adopted, line } };
}

export interface ControlFrame {
  readonly step: number;
  readonly weights: Float32Array;
}

/** The control at the target step, or at the nearest recorded step. */
export function controlNear(
  history: RunHistory,
  control: Shown,
  { anchor, horizon }: Subject,
): ControlFrame | null {
  const aim = anchor + horizon;
  const near = history.frames
    .filter(({ step }) => step > anchor && Math.abs(step - aim) <= horizon / 4)
    .sort((a, b) => Math.abs(a.step - aim) - Math.abs(b.step - aim));
  const [frame] = near;
  if (frame === undefined) return null;
  const weights = weightsIn(history, frame, control.replica);
  return weights.every(Number.isFinite) ? { step: frame.step, weights } : null;
}
