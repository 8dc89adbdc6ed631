/** Short ways to write rows of the field table. */
import type { ChoiceField, FieldText, NumberField, NumbersField, SetField } from '../kinds.ts';

export const number = (field: Omit<NumberField, 'kind' | 'integer'>): NumberField => ({
  ...field,
  kind: 'number',
  integer: false,
});
export const whole = (field: Omit<NumberField, 'kind' | 'integer'>): NumberField => ({
  ...field,
  kind: 'number',
  integer: true,
});

interface Options<Name extends string> extends FieldText {
  readonly options: Readonly<Record<Name, string>>;
}
/** A choice whose help explains each option by its name: "Its own window: ...". */
export const explainedChoice = <Name extends string>({
  options,
  ...field
}: Omit<Options<Name>, 'help' | 'options'> & {
  readonly options: Readonly<Record<Name, readonly [name: string, meaning: string]>>;
  readonly default: NoInfer<Name>;
}): ChoiceField<Name> => {
  const each = Object.entries<readonly [string, string]>(options);
  return choice({
    ...field,
    help: each
      .map(([, [name, text]]) => `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${text}.`)
      .join(' '),
    options: Object.fromEntries(each.map(([id, [name]]) => [id, name])) as Record<Name, string>,
  });
};
export const choice = <Name extends string>(
  field: Options<Name> & { readonly default: NoInfer<Name> },
): ChoiceField<Name> => ({
  ...field,
  kind: 'choice',
});
export const set = <Name extends string>(
  field: Options<Name> & {
    readonly required: readonly NoInfer<Name>[];
    readonly default: readonly NoInfer<Name>[];
  },
): SetField<Name> => ({ ...field, kind: 'set' });

export const numbers = (field: Omit<NumbersField, 'kind' | 'default'>): NumbersField => ({
  ...field,
  kind: 'numbers',
  default: [],
});
