/**
 * The experiment spec: a plain, flat, valid object. `checkSpec` validates all values from links, files, storage and
 * worker messages; it reports every change and never clamps silently.
 */
import { defaultSpec, fieldNames, fieldOf, type ExperimentSpec, type FieldName } from './fields.ts';
import { formatValue } from './kinds.ts';
import { changedIn, checkFields, type FieldTable } from './link/codec.ts';
import { rules } from './rules.ts';

export const specTable: FieldTable<FieldName> = { names: fieldNames, fieldOf };

/** A value that could not be used as given, and what was used instead. */
export interface Correction {
  readonly field: FieldName;
  readonly message: string;
}

export interface CheckedSpec {
  readonly spec: ExperimentSpec;
  readonly corrections: readonly Correction[];
}

/**
 * Validates raw values field by field, then applies the rules between fields. Absent fields take their value from
 * `base`.
 */
export function checkSpec(
  raw: Readonly<Record<string, unknown>>,
  base: ExperimentSpec = defaultSpec,
): CheckedSpec {
  const { settings, problems: corrections }: { settings: ExperimentSpec; problems: Correction[] } =
    checkFields(specTable, raw, base);
  let spec = settings;
  for (const rule of rules) {
    const broken = rule(spec);
    if (broken === null) continue;
    spec = { ...spec, [broken.field]: broken.value };
    corrections.push({ field: broken.field, message: broken.message });
  }
  return { spec, corrections };
}

/** Fields in which two specs differ, in table order. */
export const changedFields = (a: ExperimentSpec, b: ExperimentSpec): FieldName[] =>
  changedIn(specTable, a, b);

/** A correction in words: what was wrong, and what is used instead. */
export const correctionText = ({ field, message }: Correction, used: ExperimentSpec): string =>
  `${fieldOf(field).label}: ${message}; ${formatValue(fieldOf(field), used[field])} used.`;
