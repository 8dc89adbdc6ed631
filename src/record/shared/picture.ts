/**
 * The loss curves of a run as a short text: medians at 40 costs, of two arms with the middle half over seeds, quantised. Owns the text
 * and reads it back as rows to draw; it is for looking at, never for measuring.
 */
import { controlArm } from '../../experiment/arms.ts';
import { fields, type ArmId } from '../../experiment/fields.ts';
import { costEnd, costOf, stepAtCost } from '../cost.ts';
import type { RunHistory } from '../history.ts';
import { judgementOf, mainArm } from '../judgement/judgement.ts';
import { checkOf, lossCode, lossOf } from './codes.ts';

export interface PicturePoint {
  readonly x: number;
  readonly median: number;
  /** The middle half over seeds; null if the arm is written without. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface Picture {
  readonly xMax: number;
  readonly target: number | null;
  readonly curves: readonly { readonly arm: ArmId; readonly points: readonly PicturePoint[] }[];
}

const format = '1';
const pointCount = 40;
const mostArms = 8;
/** Of a loss, and of a median with its band. */
const ofLoss = 2;
const ofBand = 6;

export function writePicture(history: RunHistory): string {
  const xMax = costEnd(history, 'ledger');
  const main = mainArm(history.spec);
  const isBanded = (arm: ArmId): boolean => arm === controlArm || arm === main;
  const arms = [...history.spec.arms].sort((a, b) => Number(isBanded(b)) - Number(isBanded(a)));
  const curves = arms
    .slice(0, mostArms)
    .map((arm) => `${arm}${isBanded(arm) ? ':' : ','}${codesOf(history, arm, xMax, isBanded(arm))}`);
  const target = judgementOf(history)?.verdict.target;
  const body = [format, xMax, target === undefined ? '' : lossCode(target), ...curves].join(';');
  return `${body};${checkOf(body)}`;
}

function codesOf(history: RunHistory, arm: ArmId, xMax: number, banded: boolean): string {
  const statistics = history.statistics.find((candidate) => candidate.arm === arm)!;
  const cost = costOf(history, arm, 'ledger');
  const last = history.knownLosses - 1;
  const codes: string[] = [];
  for (let at = 0; at < pointCount; at += 1) {
    const x = placeOf(at, xMax);
    if (last < 0 || x > cost(last)) break;
    const step = Math.floor(stepAtCost(cost, last, x));
    const median = statistics.median[step]!;
    if (!Number.isFinite(median)) break;
    const band = banded ? [statistics.low[step]!, statistics.high[step]!] : [];
    codes.push(...[median, ...band].map((loss) => lossCode(Number.isFinite(loss) ? loss : median)));
  }
  return codes.join('');
}

const placeOf = (at: number, xMax: number): number => (at * xMax) / (pointCount - 1);

/** Null if it is not such a text, or altered. */
export function readPicture(text: string): Picture | null {
  const [body = '', check = ''] = /^(.*);([\w-]{2})$/.exec(text)?.slice(1) ?? [];
  const [version, end = '', target = '', ...curves] = body.split(';');
  const xMax = Number(end);
  if (version !== format || checkOf(body) !== check || !(xMax > 0) || curves.length > mostArms) return null;
  const read = curves.map((curve) => curveOf(curve, xMax));
  return read.includes(null)
    ? null
    : {
        xMax,
        target: target === '' ? null : lossOf(target),
        curves: read.filter((curve) => curve !== null),
      };
}

function curveOf(text: string, xMax: number): Picture['curves'][number] | null {
  const [, arm = '', kind, codes = ''] = /^(\w+)([:,])([\w-]*)$/.exec(text) ?? [];
  const letters = kind === ':' ? ofBand : ofLoss;
  if (!Object.hasOwn(fields.arms.options, arm) || codes.length > pointCount * letters) return null;
  const points = Array.from({ length: Math.floor(codes.length / letters) }, (_, at): PicturePoint => {
    const point = codes.slice(at * letters, (at + 1) * letters);
    const [median = 0, low = null, high = null] = (point.match(/../g) ?? []).map(lossOf);
    return { x: placeOf(at, xMax), median, low, high };
  });
  return { arm: arm as ArmId, points };
}
