/**
 * A talk: scenes in the order of their showing. A scene is an experiment's link, what is shown of it, a line for the
 * audience, a note for the speaker, and what was recorded. Owns the file of a talk; one of any origin is parsed, never trusted.
 */
import * as v from 'valibot';
import { armNames } from '../../experiment/arms.ts';
import { maxLinkLength } from '../../experiment/link/link.ts';
import { readPageLink } from '../../experiment/link/page-link.ts';
import { coarser, mostCodes, mostTicks } from './figure.ts';

/** What fills the stage. */
export const sceneParts = ['loss', 'weights', 'difference', 'error', 'verdict'] as const;
export type ScenePart = (typeof sceneParts)[number];

export const mostScenes = 60;
export const mostLetters = { text: 200, note: 4000 } as const;

const finite = v.pipe(v.number(), v.finite());
const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const list = <Item extends v.GenericSchema>(item: Item, most: number) =>
  v.pipe(v.array(item), v.maxLength(most));
const arm = v.picklist(armNames);
const id = v.picklist([...armNames, 'line', 'stay']);
const span = v.tuple([finite, finite]);
const rising = v.pipe(
  span,
  v.check(([low, high]) => low < high),
);

const curve = v.object({
  id,
  forecast: v.boolean(),
  label: text(60),
  banded: v.boolean(),
  codes: v.pipe(text(mostCodes), v.regex(/^[\w-]*$/)),
});

const panel = v.pipe(
  v.object({
    title: text(80),
    x: rising,
    y: rising,
    logarithmic: v.boolean(),
    curves: list(curve, 24),
    level: v.nullable(v.object({ at: finite, label: text(60), id: v.nullable(id) })),
    ticks: list(finite, mostTicks),
    shades: list(span, 4),
  }),
  v.check(({ y, logarithmic }) => !logarithmic || y[0] > 0),
);

const scene = v.object({
  text: text(mostLetters.text),
  note: text(mostLetters.note),
  /** The experiment, as a link without “#”. */
  link: v.pipe(
    text(maxLinkLength),
    v.check((link) => readPageLink(link).ok),
  ),
  part: v.picklist(sceneParts),
  view: v.object({
    axis: v.picklist(['steps', 'ledger']),
    logarithmicLoss: v.boolean(),
    range: v.nullable(span),
    hidden: list(arm, armNames.length),
    weightsArm: arm,
    weightsSeed: v.pipe(finite, v.integer()),
    focusAnchor: v.nullable(v.pipe(finite, v.integer())),
  }),
  /** The viewed step; null: the latest. */
  at: v.nullable(v.pipe(finite, v.integer())),
  /** The verdict of the moment, numbers in the colour of their arm, and its interval. */
  verdict: list(v.object({ text: text(2000), arm: v.nullable(arm) }), 40),
  detail: text(2000),
  /** Null: the verdict alone. */
  figure: v.nullable(
    v.object({ title: text(120), caption: text(200), unit: text(40), panels: list(panel, 8) }),
  ),
  recorded: v.object({
    step: v.pipe(finite, v.integer()),
    steps: v.pipe(finite, v.integer()),
    seeds: v.pipe(finite, v.integer()),
    engine: text(40),
    version: text(40),
  }),
});

export type Scene = Readonly<v.InferOutput<typeof scene>>;

const format = 'farcast-talk';
const version = 1;

const talk = v.object({ format: v.literal(format), version: v.number(), scenes: v.array(v.unknown()) });

/** `most`: points of a curve; all of them if left out. */
export const writeTalk = (scenes: readonly Scene[], most = Infinity): string =>
  JSON.stringify({
    format,
    version,
    scenes:
      most === Infinity
        ? scenes
        : scenes.map((one) => ({ ...one, figure: one.figure && coarser(one.figure, most) })),
  });

/** Scenes that cannot be shown are left out, and counted. */
export type ReadTalk =
  | { readonly ok: true; readonly scenes: readonly Scene[]; readonly leftOut: number }
  | { readonly ok: false; readonly problem: string };

export const isTalk = (beginning: string): boolean =>
  /^\s*\{\s*"format"\s*:\s*"farcast-talk"/.test(beginning);

export function readTalk(json: string): ReadTalk {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch {
    return { ok: false, problem: 'It is not JSON, or was cut off.' };
  }
  const read = v.safeParse(talk, raw);
  if (!read.success) return { ok: false, problem: 'It is not a talk that was saved here.' };
  if (read.output.version !== version)
    return {
      ok: false,
      problem: 'It was made by another version of this page, whose talks this one cannot read.',
    };
  const scenes = read.output.scenes.slice(0, mostScenes).flatMap((one) => {
    const { success, output } = v.safeParse(scene, one);
    return success ? [output] : [];
  });
  const leftOut = read.output.scenes.length - scenes.length;
  return scenes.length === 0
    ? { ok: false, problem: leftOut === 0 ? 'It has no scenes.' : 'None of its scenes can be shown.' }
    : { ok: true, scenes, leftOut };
}
