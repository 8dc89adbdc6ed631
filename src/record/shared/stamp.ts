/**
 * What a run here says about the result that its link carried: the same to the bit, the same within a tolerance, or where
 * it differs, as far as the letters in the link can tell. Owns the comparison and its words.
 */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { levelsBetween, lossOf } from './codes.ts';
import { headlineOf, segmentEnds, sharedArms, type SharedResult } from './shared-result.ts';

export type StampKind = 'same' | 'tolerance' | 'differs' | 'version' | 'altered' | 'damaged' | 'newer';

export interface Stamp {
  readonly kind: StampKind;
  readonly title: string;
  readonly detail: string;
}

/** Engines whose results are equal to the bit, on every machine. */
const exact: ReadonlySet<string> = new Set(['reference', 'simd']);
/** Levels of `codes.ts` between final losses that count as the same: 5 %. */
const tolerance = 3;

/** Before anything is run: whether the carried result can be compared at all. Null if it can. */
export function stampUnread(theirs: SharedResult | 'newer' | null, experimentId: string): Stamp | null {
  if (theirs === null)
    return {
      kind: 'damaged',
      title: 'The result in this link was altered on its way',
      detail: 'Its letters do not fit together, so it cannot be compared. The experiment runs all the same.',
    };
  if (theirs === 'newer')
    return {
      kind: 'newer',
      title: 'The result in this link was made by a newer version of this page',
      detail: 'It cannot be read here. Reload the page to get the newest; the experiment runs all the same.',
    };
  if (theirs.experimentId === experimentId) return null;
  return {
    kind: 'altered',
    title: 'The settings in this link are not those of its result',
    detail: `The result is of experiment ${theirs.experimentId}, the link describes ${experimentId}: one of them was altered. It ${headlineOf(theirs)}.`,
  };
}

/** Compares the carried result with that of a finished run of the same experiment. */
export function stampOf(theirs: SharedResult, ours: SharedResult, spec: ExperimentSpec): Stamp {
  const engines =
    theirs.engine === ours.engine
      ? `${ours.engine} engine`
      : `shared from the ${theirs.engine} engine, run here on ${ours.engine}`;
  if (theirs.digest === ours.digest)
    return { kind: 'same', title: 'Same result', detail: `To the bit: digest ${ours.digest} …, ${engines}.` };
  const both = `There it ${headlineOf(theirs)}; here it ${headlineOf(ours)}.`;
  if (theirs.version !== ours.version)
    return {
      kind: 'version',
      title: `Made by version ${theirs.version}`,
      detail: `This is version ${ours.version}, whose results may differ. ${both}`,
    };
  const isExact = exact.has(theirs.engine) && exact.has(ours.engine);
  const apart = spec.seeds.filter((_, at) => isApart(theirs.seeds[at], ours.seeds[at], isExact));
  if (!isExact && apart.length === 0)
    return {
      kind: 'tolerance',
      title: 'Same within tolerance',
      detail: `Final losses of ${seedsIn(ours.seeds.length)} agree within 5 %; ${engines}. ${both}`,
    };
  return { kind: 'differs', ...differenceIn(theirs, ours, spec, { apart, isExact, engines }) };
}

const seedsIn = (count: number): string => (count === 1 ? 'the seed' : `all ${count} seeds`);

type Seed = SharedResult['seeds'][number] | undefined;

function isApart(theirs: Seed, ours: Seed, isExact: boolean): boolean {
  if (theirs === undefined || ours === undefined) return false;
  if (isExact && theirs.check !== ours.check) return true;
  return ours.losses.some(
    (code, arm) => levelsBetween(code, theirs.losses[arm] ?? '') > (isExact ? 0 : tolerance),
  );
}

interface Difference {
  readonly apart: readonly number[];
  readonly isExact: boolean;
  readonly engines: string;
}

function differenceIn(
  theirs: SharedResult,
  ours: SharedResult,
  spec: ExperimentSpec,
  { apart, isExact, engines }: Difference,
): Pick<Stamp, 'title' | 'detail'> {
  const [seed] = apart;
  if (seed === undefined)
    return {
      title: 'Differs, though no loss does',
      detail: `The digest begins with ${theirs.digest} in the link and with ${ours.digest} here; ${engines}.`,
    };
  const more = apart.length > 1 ? ` and ${apart.length - 1} more` : '';
  return {
    title: `Differs at seed ${seed}${more}${isExact ? stepsWhere(theirs, ours, spec) : ''}`,
    detail: `${lossesOf(theirs, ours, spec, seed)} ${engines[0]!.toUpperCase()}${engines.slice(1)}.${isExact ? '' : ' Rounding of another engine or adapter can grow in training.'}`,
  };
}

/** The first part of the budget in which the curves differ; the exact step is not in the link. */
function stepsWhere(theirs: SharedResult, ours: SharedResult, { steps }: ExperimentSpec): string {
  const first = ours.segments.findIndex((check, at) => check !== theirs.segments[at]);
  if (first < 0) return '';
  const ends = segmentEnds(steps);
  return `, first within steps ${(ends[first - 1] ?? 0) + 1} to ${ends[first]!}`;
}

const lossText = (code: string | undefined): string => {
  const loss = lossOf(code ?? '');
  return Number.isFinite(loss) ? String(Number(loss.toPrecision(2))) : 'no finite number';
};

/** Both final losses of the arm that differs most at a seed. */
function lossesOf(theirs: SharedResult, ours: SharedResult, spec: ExperimentSpec, seed: number): string {
  const at = spec.seeds.indexOf(seed);
  const [their, own] = [theirs.seeds[at]?.losses ?? [], ours.seeds[at]?.losses ?? []];
  const gaps = own.map((code, arm) => levelsBetween(code, their[arm] ?? ''));
  const arm = gaps.indexOf(Math.max(...gaps));
  const name = sharedArms(spec.arms)[arm] ?? '';
  return gaps[arm] === 0
    ? `Its final losses still agree to two digits.`
    : `Its ${name} ended at loss ${lossText(their[arm])} in the link and at ${lossText(own[arm])} here.`;
}
