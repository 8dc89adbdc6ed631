/**
 * The experiment spec: a plain, flat, valid object. `checkSpec` validates all values from links, files, storage and
 * worker messages; it reports every change and never clamps silently.
 */
import { defaultSpec, fieldNames, fieldOf, type ExperimentSpec, type FieldName } from './fields.ts';
import { checkValue, formatValue, sameValue } from './kinds.ts';
import { rules } from './rules.ts';

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
  const corrections: Correction[] = [];
  const values: Record<string, unknown> = { ...base };
  for (const field of fieldNames) {
    if (!Object.hasOwn(raw, field)) continue;
    const checked = checkValue(fieldOf(field), raw[field]);
    values[field] = checked.value;
    if (checked.problem !== null) corrections.push({ field, message: checked.problem });
  }
  let spec = values as unknown as ExperimentSpec;
  for (const rule of rules) {
    const broken = rule(spec);
    if (broken === null) continue;
    spec = { ...spec, [broken.field]: broken.value };
    corrections.push({ field: broken.field, message: broken.message });
  }
  return { spec, corrections };
}

/** Fields in which two specs differ, in table order. */
export function changedFields(a: ExperimentSpec, b: ExperimentSpec): FieldName[] {
  return fieldNames.filter((name) => !sameValue(fieldOf(name), a[name], b[name]));
}

/** A correction in words: what was wrong, and what is used instead. */
export const correctionText = ({ field, message }: Correction, used: ExperimentSpec): string =>
  `${fieldOf(field).label}: ${message}; ${formatValue(fieldOf(field), used[field])} used.`;
