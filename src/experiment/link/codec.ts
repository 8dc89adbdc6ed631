/**
 * Settings of a field table as texts by link key, for the experiment and the sequence lab alike: which differ from
 * defaults, reading, checking, comparing.
 */
import { checkValue, formatValue, readText, sameValue, type Field } from '../kinds.ts';

export interface FieldTable<Name extends string> {
  /** In the fixed order of links. */
  readonly names: readonly Name[];
  readonly fieldOf: (name: Name) => Field;
}

type Texts = Readonly<Record<string, string | undefined>>;

/** Keys and texts of the settings that differ from the defaults. */
export const textsOf = <Name extends string>(
  { names, fieldOf }: FieldTable<Name>,
  settings: Readonly<Record<Name, unknown>>,
  defaults: Texts,
): (readonly [key: string, text: string])[] =>
  names
    .map((name) => [fieldOf(name).key, formatValue(fieldOf(name), settings[name])] as const)
    .filter(([key, text]) => defaults[key] !== text);

/** Raw values by name from texts by key. */
export const rawOf = <Name extends string>(
  { names, fieldOf }: FieldTable<Name>,
  texts: Texts,
): Record<string, unknown> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const text = texts[fieldOf(name).key];
      return text === undefined ? [] : [[name, readText(fieldOf(name), text)]];
    }),
  );

/** Raw values over `base`, validated field by field. Never throws. */
export function checkFields<Name extends string, Settings extends Readonly<Record<Name, unknown>>>(
  { names, fieldOf }: FieldTable<Name>,
  raw: Readonly<Record<string, unknown>>,
  base: Settings,
): { readonly settings: Settings; readonly problems: { field: Name; message: string }[] } {
  const problems: { field: Name; message: string }[] = [];
  const values: Record<string, unknown> = { ...base };
  for (const field of names) {
    if (!Object.hasOwn(raw, field)) continue;
    const { value, problem } = checkValue(fieldOf(field), raw[field]);
    values[field] = value;
    if (problem !== null) problems.push({ field, message: problem });
  }
  return { settings: values as Settings, problems };
}

/** Names of the fields in which two settings differ. */
export const changedIn = <Name extends string>(
  { names, fieldOf }: FieldTable<Name>,
  a: Readonly<Record<Name, unknown>>,
  b: Readonly<Record<Name, unknown>>,
): Name[] => names.filter((name) => !sameValue(fieldOf(name), a[name], b[name]));
