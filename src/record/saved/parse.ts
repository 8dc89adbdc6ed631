/** Validates saved runs from storage: a saved run that does not fit is left out, not guessed at. */
import * as v from 'valibot';
import { fields, type ArmId } from '../../experiment/fields.ts';
import { maxLinkLength } from '../../experiment/link/link.ts';
import { mostPoints, type KeptRun, type SavedDetail, type SavedRow } from './saved-run.ts';

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
/** Texts that are only displayed are shortened if they are long. */
const words = (most: number) =>
  v.pipe(
    v.string(),
    v.transform((whole) => whole.slice(0, most)),
  );
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const numbers = v.pipe(v.array(v.pipe(v.number(), v.finite())), v.minLength(1), v.maxLength(mostPoints));

const arm = v.pipe(
  v.string(),
  v.check((name) => Object.hasOwn(fields.arms.options, name)),
  v.transform((name) => name as ArmId),
);

const curve = v.pipe(
  v.object({
    arm,
    stopped: v.optional(count, 0),
    steps: numbers,
    ledger: numbers,
    loss: numbers,
  }),
  v.check(({ steps, ledger, loss }) => steps.length === ledger.length && steps.length === loss.length),
);

const ends = v.pipe(
  v.object({
    arm,
    seeds: v.pipe(v.array(count), v.maxLength(fields.seeds.maxCount)),
    loss: v.array(v.nullable(v.pipe(v.number(), v.finite()))),
  }),
  v.check(({ seeds, loss }) => seeds.length === loss.length),
);

const ofEveryArm = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(v.array(item), v.maxLength(Object.keys(fields.arms.options).length));

const row = v.object({
  id: text(64),
  experimentId: text(16),
  name: text(80),
  link: text(maxLinkLength),
  keptAt: count,
  difference: words(400),
  verdict: words(1000),
  seeds: count,
  centre: v.optional(v.picklist(['median', 'geometric mean']), 'geometric mean'),
  engine: text(40),
  digest: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))), null),
});

const detail = v.object({ curves: ofEveryArm(curve), ends: v.optional(ofEveryArm(ends), []) });

const parsed = <Schema extends v.GenericSchema>(
  schema: Schema,
  raw: unknown,
): v.InferOutput<Schema> | null => {
  const result = v.safeParse(schema, raw);
  return result.success ? result.output : null;
};

export const trySavedRow = (raw: unknown): SavedRow | null => parsed(row, raw);

export const trySavedDetail = (raw: unknown): SavedDetail | null => parsed(detail, raw);

export function tryKeptRun(raw: unknown): KeptRun | null {
  const [own, rest] = [trySavedRow(raw), trySavedDetail(raw)];
  return own === null || rest === null ? null : { ...own, ...rest };
}
