/** Validates saved runs from storage: a saved run that does not fit is left out, not guessed at. */
import * as v from 'valibot';
import { fields, type ArmId } from '../../experiment/fields.ts';
import { maxLinkLength } from '../../experiment/link/link.ts';
import { mostPoints, type KeptRun } from './saved-run.ts';

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
/** Texts that are only displayed are shortened if they are long. */
const words = (most: number) =>
  v.pipe(
    v.string(),
    v.transform((whole) => whole.slice(0, most)),
  );
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const numbers = v.pipe(v.array(v.pipe(v.number(), v.finite())), v.minLength(1), v.maxLength(mostPoints));

const curve = v.pipe(
  v.object({
    arm: v.pipe(
      v.string(),
      v.check((name) => Object.hasOwn(fields.arms.options, name)),
      v.transform((name) => name as ArmId),
    ),
    stopped: v.optional(count, 0),
    steps: numbers,
    ledger: numbers,
    loss: numbers,
  }),
  v.check(({ steps, ledger, loss }) => steps.length === ledger.length && steps.length === loss.length),
);

const schema = v.object({
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
  curves: v.pipe(v.array(curve), v.maxLength(Object.keys(fields.arms.options).length)),
});

export function tryKeptRun(raw: unknown): KeptRun | null {
  const parsed = v.safeParse(schema, raw);
  return parsed.success ? parsed.output : null;
}
