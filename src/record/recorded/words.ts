/** What an analysis of recorded runs comes to, in sentences: what was found, and no more than can be claimed. */
import { fewestForClaims, sideOf } from '../../core/evidence/median-interval.ts';
import { endsText, percent } from '../../core/evidence/verdict.ts';
import { armRecords, subjectArm } from '../../experiment/arms.ts';
import type { Closer, HorizonRow, Method, RecordedReport } from './report.ts';

export interface RecordedVerdict {
  readonly tone: 'gain' | 'none' | 'loss';
  readonly sentence: string;
  /** What the intervals are over, and what cannot be known from recorded runs. */
  readonly notes: readonly string[];
}

/** "persistence", "the recent line". */
const methodName = (method: Method): string => {
  if (method === 'stay') return 'persistence';
  const { name, bare } = armRecords[method];
  return bare === true ? name : `the ${name}`;
};

/** Label in tables and legends. */
export const methodLabel = (method: Method): string =>
  method === 'stay' ? 'persistence' : armRecords[method].label;

export const stepsText = (steps: number): string => steps.toLocaleString('en-US');

/** The sentence about the horizon that is judged. */
export function recordedVerdict(report: RecordedReport): RecordedVerdict {
  const row = report.judged === null ? undefined : report.rows[report.judged];
  const stay = row?.against.find(({ rival }) => rival === 'stay');
  if (row === undefined || stay === undefined)
    return {
      tone: 'none',
      sentence:
        'No forecast has a checkpoint to be compared with: use a shorter window, or more checkpoints.',
      notes: [],
    };
  const best = bestRival(row);
  const isClaimed = stay.units >= fewestForClaims;
  const claim = `at +${stepsText(row.horizonSteps)} steps ${methodName(subjectArm)} is ${against(stay, report.unit)}`;
  const rival =
    best === null
      ? ''
      : `, and ${against(best, report.unit)}, ${row.against.length === 2 ? 'its only rival' : `the best of ${row.against.length - 1} rivals`}`;
  const sentence = isClaimed
    ? `${capital(claim)}${rival}.`
    : `Too few independent ${units[report.unit].several} for a claim (${stay.units} of at least ${fewestForClaims}): ${claim}${rival}.`;
  return { tone: toneOf(stay, best, isClaimed), sentence, notes: notesOf(report, row) };
}

const units = {
  run: { one: 'run', several: 'runs' },
  block: { one: 'stretch of the run', several: 'stretches of the run' },
} as const;

/** The rival with the smallest error, apart from persistence. */
export function bestRival({ against: all }: HorizonRow): Closer | null {
  return all
    .filter(({ rival }) => rival !== 'stay')
    .reduce<Closer | null>((best, one) => (best === null || one.closer < best.closer ? one : best), null);
}

/** "31 % closer to the actual weights than persistence (95 % CI 25 to 40 %, 8 runs)". */
function against(
  { rival, closer, interval, units: count, outcome, p }: Closer,
  unit: RecordedReport['unit'],
): string {
  const over = `${count} ${units[unit][count === 1 ? 'one' : 'several']}`;
  const { phrase, ends } = inWords(closer, interval);
  const range =
    interval === null
      ? over
      : count < fewestForClaims
        ? `range of ${over} ${ends}, level ${Number((100 * interval.level).toFixed(1))} %`
        : `95 % CI ${ends}, ${over}`;
  // An interval that excludes 0 is not enough: the p-value is corrected for the number of rivals.
  const corrected =
    sideOf(interval) === 'neither' ? '' : `, but corrected for all rivals (Holm) p is ${p.toFixed(2)}`;
  const doubt =
    count >= fewestForClaims && outcome === 'unclear' ? `${corrected}; they cannot be told apart` : '';
  return `${phrase} ${methodName(rival)} (${range}${doubt})`;
}

/** A share as a percentage, or, if the error is more than twice as large, as a factor. */
function inWords(
  closer: number,
  interval: Closer['interval'],
): { readonly phrase: string; readonly ends: string } {
  const { low, high } = interval ?? { low: closer, high: closer };
  if (closer < -1) {
    const times = (share: number): string => String(Number((1 - share).toPrecision(2)));
    return {
      phrase: `${times(closer)} times as far from the actual weights as`,
      ends: `${times(high)} to ${times(low)} times`,
    };
  }
  if (percent(closer) === percent(0))
    return { phrase: 'as close to the actual weights as', ends: `${endsText(low, high)} % closer` };
  const isFarther = closer < 0;
  return {
    phrase: `${percent(closer)} ${isFarther ? 'farther from' : 'closer to'} the actual weights than`,
    ends: `${isFarther ? endsText(-high, -low) : endsText(low, high)} %`,
  };
}

function toneOf(stay: Closer, best: Closer | null, isClaimed: boolean): RecordedVerdict['tone'] {
  if (!isClaimed) return 'none';
  if (stay.outcome === 'farther' || best?.outcome === 'farther') return 'loss';
  return stay.outcome === 'closer' && best?.outcome === 'closer' ? 'gain' : 'none';
}

function notesOf({ unit, isUneven, leftOut }: RecordedReport, { forecasts }: HorizonRow): string[] {
  return [
    ...(isUneven ? [unevenNote(leftOut)] : []),
    unit === 'run'
      ? `${forecasts} forecasts. Forecasts of one run overlap, so intervals are over runs; all weights of a forecast count as one.`
      : `${forecasts} forecasts of one run. They overlap, so intervals are over stretches of the run that share no checkpoint, each as long as a window and its horizon; all weights of a forecast count as one.`,
    'Whether a jump would have saved training cannot be seen in recorded weights: it takes training on from the forecast. Save the farcast, load it, and compare its validation loss with that of the last checkpoint.',
  ];
}

function unevenNote(leftOut: readonly Method[]): string {
  const without =
    leftOut.length === 0
      ? ''
      : ` Left out, because they need even spacing: ${leftOut.map(methodLabel).join(', ')}.`;
  return `Checkpoints are spaced unevenly: windows and horizons end at the nearest one, and forecasts use its true step, so that steps ahead are approximate.${without}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
