/**
 * The result that a link carries, in about 200 letters: who made it, the headline, the first letters of the digest, and
 * enough to say where another run departs from it. Owns its text; comparing two of them is `stamp.ts`'s.
 */
import { controlArm } from '../../experiment/arms.ts';
import { fewestForClaims } from '../../core/evidence/median-interval.ts';
import type { ArmId } from '../../experiment/fields.ts';
import { mainArm } from '../judgement/judgement.ts';
import type { RunResult } from '../result.ts';
import { checkOf, checkOfNumbers, lossCode } from './codes.ts';

export interface SharedSeed {
  /** One letter for all its curves. */
  readonly check: string;
  /** Codes of the final losses, per arm of `sharedArms`. */
  readonly losses: readonly string[];
}

export interface SharedResult {
  /** Of the page that made it. */
  readonly version: string;
  readonly engine: string;
  readonly experimentId: string;
  /** First letters of the digest. */
  readonly digest: string;
  /** In percent; null if there is no number. */
  readonly saved: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly better: number;
  readonly total: number;
  /** Two letters for all curves within each of `segmentCount` equal parts of the budget. */
  readonly segments: readonly string[];
  /** The first seeds of the experiment. */
  readonly seeds: readonly SharedSeed[];
}

const format = '1';
const digestLetters = 12;
const segmentCount = 12;
const mostSeeds = 32;

/** The arms whose final losses are written: the control and the one it is compared with. */
export const sharedArms = (arms: readonly ArmId[]): ArmId[] => {
  const main = mainArm({ arms });
  return arms.filter((arm) => arm === controlArm || arm === main);
};

/** The last step of each part of a budget. */
export const segmentEnds = (steps: number): number[] =>
  Array.from({ length: segmentCount }, (_, at) => Math.round(((at + 1) * steps) / segmentCount));

/** The result of a finished run, as a link carries it. */
export function sharedResultOf(result: RunResult, version: string): SharedResult {
  const { spec, arms, verdict } = result;
  const written = sharedArms(spec.arms);
  const curves = arms.flatMap(({ id, replicas }) =>
    replicas.map(({ seed, loss }) => ({ arm: id, seed, loss: Float32Array.from(loss) })),
  );
  const ends = segmentEnds(spec.steps);
  const percent = (share: number | null): number | null => (share === null ? null : Math.round(100 * share));
  return {
    version,
    engine: result.engine.name,
    experimentId: result.experimentId,
    digest: result.digest.slice(0, digestLetters),
    saved: percent(verdict.savedFraction),
    low: percent(verdict.low),
    high: percent(verdict.high),
    better: verdict.better,
    total: verdict.total,
    segments: ends.map((end, at) =>
      checkOfNumbers(
        curves.map(({ loss }) => loss.subarray(ends[at - 1] ?? 0, end)),
        2,
      ),
    ),
    seeds: spec.seeds.slice(0, mostSeeds).map((seed) => {
      const own = curves.filter((curve) => curve.seed === seed);
      return {
        check: checkOfNumbers(
          own.map(({ loss }) => loss),
          1,
        ),
        losses: written.map((arm) =>
          lossCode(own.find((curve) => curve.arm === arm)?.loss.at(-1) ?? Number.NaN),
        ),
      };
    }),
  };
}

const orEmpty = (value: number | null): string => (value === null ? '' : String(value));

export function writeShared(shared: SharedResult): string {
  const { saved, low, high, better, total } = shared;
  const body = [
    format,
    shared.version,
    shared.engine,
    shared.experimentId,
    shared.digest,
    [orEmpty(saved), orEmpty(low), orEmpty(high), better, total].join(','),
    shared.segments.join(''),
    shared.seeds.map(({ check, losses }) => check + losses.join('')).join(','),
  ].join(';');
  return `${body};${checkOf(body)}`;
}

/** Null: no such text, or a letter of it was altered. `newer`: a later page wrote it. */
export function readShared(text: string): SharedResult | 'newer' | null {
  if (/^\d+/.exec(text)?.[0] !== format) return /^\d+;/.test(text) ? 'newer' : null;
  const match = /^(.*);([\w-]{2})$/.exec(text);
  const [body = '', check = ''] = match?.slice(1) ?? [];
  const parts = body.split(';');
  if (checkOf(body) !== check || parts.length !== 8) return null;
  const [, version = '', engine = '', experimentId = '', digest = '', headline = ''] = parts;
  const [saved, low, high, better, total] = headline
    .split(',')
    .map((number) => (/^-?\d{1,9}$/.test(number) ? Number(number) : null));
  const [segments = '', seeds = ''] = parts.slice(6);
  return {
    version: version.slice(0, 20),
    engine: engine.slice(0, 20),
    experimentId,
    digest,
    saved: saved ?? null,
    low: low ?? null,
    high: high ?? null,
    better: better ?? 0,
    total: total ?? 0,
    segments: segments.match(/../g) ?? [],
    seeds: seeds
      .split(',')
      .slice(0, mostSeeds)
      .map((seed) => ({ check: seed.slice(0, 1), losses: seed.slice(1).match(/../g) ?? [] })),
  };
}

/** "saved 48 % (45 to 52 %), better in 16 of 16 seeds", or that there was no number. */
export function headlineOf({ saved, low, high, better, total }: SharedResult): string {
  if (total === 0) return 'nothing to compare';
  const interval = low === null || high === null ? '' : ` (${low} to ${high} %)`;
  const share =
    saved === null ? 'saved nothing that can be given as a number' : `saved ${saved} %${interval}`;
  const few = total < fewestForClaims ? ', too few for a claim' : '';
  return `${share}, better in ${better} of ${total} seeds${few}`;
}
