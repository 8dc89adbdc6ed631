/**
 * The single table of all options. Types, validation, controls, links and the "changed since this run" line are
 * derived from it: a new option is one row here.
 */
import { armFields, sweepFields } from './table/arm-fields.ts';
import { farcasterFields, jumpFields } from './table/forecast-fields.ts';
import type { Field, FieldValue } from './kinds.ts';
import { networkFields, optimizerFields, taskFields } from './table/training-fields.ts';

export const fields = {
  ...taskFields,
  ...networkFields,
  ...optimizerFields,
  ...farcasterFields,
  ...jumpFields,
  ...armFields,
  ...sweepFields,
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof fields;

/** One experiment: plain, flat, complete, valid. */
export type ExperimentSpec = { readonly [Name in FieldName]: FieldValue<(typeof fields)[Name]> };

/** One treatment. */
export type ArmId = ExperimentSpec['arms'][number];

/** All field names in the fixed order of the table, which is also the order in links. */
export const fieldNames = Object.keys(fields) as readonly FieldName[];

/** The field by name, with the common type, so that every kind must be handled. */
export const fieldOf = (name: FieldName): Field => fields[name];

/** Engines by name; the choice may also be left open. */
export type EngineName = Exclude<ExperimentSpec['engine'], 'auto'>;
export const engineNames = Object.keys(fields.engine.options).filter(
  (name): name is EngineName => name !== 'auto',
);

/** An engine in words: "tensorflow on webgpu"; only its name if it has a single way to compute on the processor. */
export const engineLabel = ({
  name,
  backend,
}: {
  readonly name: EngineName;
  readonly backend: string;
}): string => (name === 'simd' || name === 'reference' ? name : `${name} on ${backend}`);

export const defaultSpec = Object.fromEntries(
  fieldNames.map((name) => [name, fields[name].default]),
) as unknown as ExperimentSpec;
