/** The loss along the line from an anchor through its forecast, w_n + g d: a job in short pieces. */
import type { Split } from '../../../core/data/data-set.ts';
import type { TaskSample } from '../../../core/data/task-sample.ts';
import { projectionOn, type JumpLine } from '../../../core/forecast/jump-line.ts';
import { outcomeOn } from '../../../core/inspect/boundary.ts';
import { lossAlong, workAtEachPlace } from '../../../core/inspect/line-loss.ts';
import { armRecords, controlArm } from '../../../experiment/arms.ts';
import type { ArmId } from '../../../experiment/fields.ts';
import type { RecordedJump, RunHistory } from '../../../record/history.ts';
import type { AppState } from '../../../store/state.ts';
import { Remembered } from '../../../record/evidence/remembered.ts';
import { defineView } from '../../../store/view.ts';
import { roomAround } from '../../../store/select/rows.ts';
import { examplesOf, sampleFor, type Examples } from '../examples.ts';
import { controlNear, subjectOf, type ControlFrame, type Subject } from './jump-subject.ts';
import { lookAtSample, pairShown, type Look } from '../pair.ts';

/** Places on the line that are looked at; fewer for a network with more multiplications than `large`. */
const places = 41;
const placesOfLarge = 21;
const large = 2 ** 14;

/** Maximum number of multiplications at one place without the first layer, about; minimum number of examples. */
const placeWork = 2 ** 23;
const fewest = 16;

/** The control is drawn up to this g, and down to -1. */
const farthest = 4;

export interface JumpLineView {
  readonly arm: ArmId;
  readonly seed: number;
  /** Step of the forecast and its horizon. */
  readonly anchor: number | null;
  readonly horizon: number;
  /** Mean losses at each g, ascending, and as multiples of the loss at g = 0, over the first `examples` of `of`. */
  readonly curves: readonly {
    readonly split: 'train' | 'guard';
    readonly examples: number;
    readonly of: number;
    readonly points: readonly (readonly [g: number, loss: number, relative: number])[];
    readonly stay: number;
  }[];
  readonly marks: readonly {
    readonly id: 'stay' | 'forecast' | 'adopted';
    readonly g: number;
    readonly loss: number;
    readonly relative: number;
  }[];
  /** The control at the target step or the nearest recorded one; `apart` as a share of the line from 0 to 1. */
  readonly control: {
    readonly step: number;
    readonly g: number;
    readonly loss: number;
    readonly relative: number;
    readonly apart: number;
  } | null;
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  readonly outcome: string;
  readonly empty: string | null;
  readonly summary: string;
}

const nothing: JumpLineView = {
  arm: controlArm,
  seed: 1,
  anchor: null,
  horizon: 0,
  curves: [],
  marks: [],
  control: null,
  xDomain: [0, 2],
  yDomain: [0, 1],
  outcome: '',
  empty: 'Appears with the first forecast.',
  summary: 'No line through a forecast yet.',
};

export const jumpLineView = defineView({
  empty: () => nothing,
  pace: 2000,
  look: lookAtSample,
  select: (history, look) => jumpLineJob(history, look, look.sample),
});

/** Views by subject; they never change. */
const known = new Remembered<JumpLineView>();

export function* jumpLineJob(
  history: RunHistory,
  look: Look,
  sample: AppState['sample'],
): Generator<void, JumpLineView> {
  const [first, second] = pairShown(history, look);
  const shown = second ?? first;
  if (shown === undefined) return nothing;
  const found = subjectOf(history, shown, look);
  const { arm, seed } = shown;
  if (!found.ok) return { ...nothing, arm, seed, empty: found.reason, summary: found.reason };
  const wanted = sampleFor(history, sample);
  if (!wanted.ok) return { ...nothing, arm, seed, empty: wanted.reason, summary: wanted.reason };
  const subject = found.thing;
  const control = first?.side === 'control' ? controlNear(history, first, subject) : null;
  const key = `${shown.replica} ${subject.anchor} ${control?.step ?? ''}`;
  const before = known.get(history, key);
  if (before !== undefined) return before;
  return known.set(history, yield* viewOf(history, subject, control, wanted.thing), key);
}

function* viewOf(
  history: RunHistory,
  subject: Subject,
  control: ControlFrame | null,
  sample: TaskSample | null,
): Generator<void, JumpLineView> {
  const { shown, anchor, horizon, jump, adopted, line } = subject;
  const { arm, seed } = shown;
  const { model } = history.prepared;
  const own = workAtEachPlace(model);
  const most = Math.max(fewest, Math.floor(placeWork / own));
  const train = examplesOf(history, sample, seed, 'train', most);
  const placed = control === null ? null : yield* besideLine(history, line, control, train);
  const near = placed !== null && placed.g >= -1 && placed.g <= farthest;
  const out = near ? placed.g : 0;
  const xDomain = [Math.min(0, 1.05 * out), Math.max(2, 2 * (adopted ?? 1), 1.05 * out)] as const;
  const all = placesIn(xDomain, own > large ? placesOfLarge : places, adopted ?? 0);
  const curves: JumpLineView['curves'][number][] = [];
  for (const split of ['train', 'guard'] as const satisfies readonly Split[]) {
    const examples = split === 'train' ? train : examplesOf(history, sample, seed, split, most);
    const losses = yield* lossAlong(model, line, examples, all);
    const stay = losses[all.indexOf(0)]!;
    const points = all.map((g, i) => [g, losses[i]!, losses[i]! / stay] as const);
    curves.push({ split, examples: examples.count, of: examples.of, points, stay });
  }
  const marks = marksOn(curves, adopted);
  const beheld = placed === null ? null : { ...placed, relative: placed.loss / curves[0]!.stay };
  const view: JumpLineView = {
    ...nothing,
    arm,
    seed,
    anchor,
    horizon,
    curves,
    marks,
    control: beheld,
    xDomain,
    yDomain: domainOf(curves, marks, near ? beheld!.relative : NaN),
    outcome: outcomeWords(jump, adopted),
    empty: null,
  };
  return { ...view, summary: summarise(view) };
}

/** The control beside the line, with its training loss; null if the line has no length. */
function* besideLine(
  { prepared: { model } }: RunHistory,
  line: JumpLine,
  { step, weights }: ControlFrame,
  { inputs, targets }: Examples,
): Generator<void, Omit<NonNullable<JumpLineView['control']>, 'relative'> | null> {
  const { g, apart } = projectionOn(line, weights);
  if (!Number.isFinite(g)) return null;
  const { loss } = yield* outcomeOn({ weights, model }, inputs, targets);
  return { step, g, apart, loss };
}

/** Evenly over a range; what was done is looked at exactly, not read off between two places. Ascending. */
function placesIn([from, to]: readonly [number, number], count: number, adopted: number): readonly number[] {
  const even = Array.from({ length: count }, (_, i) => from + (i / (count - 1)) * (to - from));
  return [...new Set([...even, 0, 1, adopted])].sort((a, b) => a - b);
}

function marksOn([train]: JumpLineView['curves'], adopted: number | null): JumpLineView['marks'] {
  const mark = (id: JumpLineView['marks'][number]['id'], wanted: number): JumpLineView['marks'][number] => {
    const [g, loss, relative] = train!.points.find(([at]) => at === wanted)!;
    return { id, g, loss, relative };
  };
  return [mark('stay', 0), mark('forecast', 1), ...(adopted === null ? [] : [mark('adopted', adopted)])];
}

/** Marked places of both curves are visible; a steep curve is cut off. */
function domainOf(
  curves: JumpLineView['curves'],
  marks: JumpLineView['marks'],
  beside: number,
): readonly [number, number] {
  const finite = (values: readonly number[]): number[] => values.filter(Number.isFinite);
  const losses = finite(curves.flatMap(({ points }) => points.map(([, , relative]) => relative)));
  const marked = finite([
    beside,
    ...curves.flatMap(({ points }) =>
      points.filter(([at]) => marks.some(({ g }) => g === at)).map(([, , relative]) => relative),
    ),
  ]);
  if (losses.length === 0) return [0, 1];
  const low = Math.min(...losses, ...marked);
  const high = Math.min(Math.max(...losses), low + 3 * (Math.max(...marked) - low || Math.abs(low) || 1));
  const top = Math.max(high, ...marked);
  return roomAround([low, top], 0.08, 0.1);
}

function outcomeWords(jump: RecordedJump | null, adopted: number | null): string {
  if (jump === null || adopted === null) return 'No jump was considered there.';
  const told = `validation loss ${jump.lossBefore.toPrecision(3)} before, ${jump.lossAfter.toPrecision(3)} at what was tried`;
  return jump.accepted ? `Adopted, g = ${adopted}: ${told}.` : `Rejected: ${told}.`;
}

function summarise({ arm, seed, anchor, horizon, curves, marks, control, outcome }: JumpLineView): string {
  const said = marks.map(({ id, g, loss }) => `${id} (g = ${g}) ${loss.toPrecision(3)}`).join(', ');
  const points = curves[0]?.points ?? [];
  const [best, least] = points.reduce<readonly [number, number, number]>(
    (low, point) => (point[1] < low[1] ? point : low),
    [NaN, Infinity, Infinity],
  );
  const beside =
    control === null
      ? ` The control’s weights at step ${(anchor ?? 0) + horizon} are not known.`
      : ` The control at step ${control.step}, projected, lies at g = ${control.g.toFixed(2)}, ${control.apart.toFixed(2)} of the line’s length beside it, with loss ${control.loss.toPrecision(3)}.`;
  return `Training loss of the ${armRecords[arm].name}, seed ${seed}, along its forecast made at step ${anchor ?? 0} for ${horizon} steps ahead: ${said}; least ${least.toPrecision(3)} at g = ${best.toFixed(2)}. ${outcome}${beside}`;
}
