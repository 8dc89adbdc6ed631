/** Who wins in the lab, in one sentence, and spoken summaries of its charts. */
import { labForecasters, type LabForecaster, type LabRival } from '../../../core/lab/score.ts';
import type { LabResult } from '../../../core/lab/lab.ts';
import { rateEnds } from '../../../core/lab/sequences.ts';
import { decadeOf } from '../../../core/numeric/functions.ts';
import type { LabSettings } from '../../../experiment/lab/lab-fields.ts';

/** A piece of a sentence; one that names a forecaster has its colour. */
export interface LabPart {
  readonly text: string;
  readonly forecaster: LabForecaster | null;
}

export interface LabSentence {
  readonly parts: readonly LabPart[];
  /** What the numbers are over, and the interval behind the claim. */
  readonly detail: string;
  readonly sentence: string;
}

const names: Readonly<Record<LabForecaster, string>> = {
  farcaster: 'the farcaster',
  scalar: 'one fitted number',
  stay: 'persistence',
  endpoint: 'the endpoint line',
  recent: 'the recent line',
};

/** An error below this share of the persistence forecast's is rounding. */
const rounding = 1e-6;
/** Smaller differences, as a share of the smaller error, support no claim. */
const negligible = 0.01;

export const short = (value: number): string => {
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e5)
      ? value.toExponential(1)
      : String(Number(value.toPrecision(3)));
  return text.replace('-', '−');
};

/** A mean and half its interval to the same decimals. */
function plusMinus(mean: number, halfWidth: number): string {
  const decimals = halfWidth > 0 ? Math.min(12, Math.max(0, 1 - decadeOf(halfWidth))) : 3;
  return `${mean.toFixed(decimals)} ± ${halfWidth.toFixed(decimals)}`.replace('-', '−');
}

/** Enough digits to distinguish two errors. */
const figure = (value: number): string =>
  value >= 1e-3 && value < 1e3 ? value.toPrecision(3) : short(value);

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
const say = (text: string): LabPart => ({ text, forecaster: null });
const name = (forecaster: LabForecaster, first = false): LabPart => ({
  text: first ? capital(names[forecaster]) : names[forecaster],
  forecaster,
});

export const labSteps = (count: number): string => `${count} ${count === 1 ? 'step' : 'steps'}`;

export function labSentence(lab: LabSettings, result: LabResult): LabSentence {
  const last = result.plan.horizons.length - 1;
  const error = (forecaster: LabForecaster): number => result.errors[forecaster][last] ?? NaN;
  const rivals = labForecasters.filter((each): each is LabRival => each !== 'farcaster');
  const best = rivals.reduce((least, each) => (error(each) < error(least) ? each : least));
  const ahead = `${labSteps(result.plan.horizons[last] ?? 0)} ahead`;
  const exact = (forecaster: LabForecaster): boolean => error(forecaster) <= rounding * error('stay');
  const { mean, halfWidth } = result.differences[best];
  const parts = ((): LabPart[] => {
    if (exact('farcaster'))
      return [
        name('farcaster', true),
        say(` is exact to rounding ${ahead}`),
        ...(exact('scalar') ? [say(', and so is '), name('scalar')] : []),
        say('; '),
        name('stay'),
        say(` errs by ${figure(error('stay'))}.`),
      ];
    const figures = `${ahead}: ${figure(error(best))} against ${figure(error('farcaster'))}.`;
    if (mean - halfWidth > negligible * error(best))
      return [name(best, true), say(' beats '), name('farcaster'), say(` ${figures}`)];
    if (mean + halfWidth < -negligible * error(best))
      return [
        name('farcaster', true),
        say(` errs least ${ahead}: ${figure(error('farcaster'))}, against ${figure(error(best))} for `),
        name(best),
        say(', the next best.'),
      ];
    return [name(best, true), say(' does as well as '), name('farcaster'), say(` ${figures}`)];
  })();
  if (best !== 'stay' && !exact('farcaster'))
    parts.push(say(` ${capital(names.stay)} errs by ${figure(error('stay'))}.`));
  return {
    parts,
    detail: `${scoredOn(lab, result)}${exact('farcaster') || Number.isNaN(halfWidth) ? '' : `; farcaster less ${names[best]} ${plusMinus(mean, halfWidth)} (95 % interval)`}`,
    sentence: parts.map(({ text }) => text).join(''),
  };
}

export function scoredOn(lab: LabSettings, { scoredUnits, fittedUnits }: LabResult): string {
  const scored = scoredUnits.toLocaleString('en');
  const fitted = fittedUnits.toLocaleString('en');
  if (lab.kind === 'regression')
    return `Mean absolute error over ${scored} runs never seen, fitted on ${fitted} others`;
  return lab.source === 'in-run'
    ? `Mean absolute error over ${scored} sequences, fitted on the windows alone`
    : `Mean absolute error over ${scored} sequences, fitted on ${fitted} others; a split by sequence is fair here, since they are independent`;
}

/** Rates near 1 differ in their last digits. */
const rateText = (rate: number): string => String(Number(rate.toFixed(4)));

export function sequencesText(lab: LabSettings): string {
  const [low, high] = rateEnds(lab);
  const rate = lab.spread === 0 ? `rate ${lab.rate}` : `rates ${rateText(low)} to ${rateText(high)}`;
  return [
    rate,
    ...(lab.noise > 0 ? [`noise ${short(lab.noise)}`] : []),
    ...(lab.turns > 0 ? [`${short(lab.turns)} turns per 100 steps`] : []),
    ...(lab.drift > 0 ? [`drift ${short(lab.drift)}`] : []),
  ].join(', ');
}
