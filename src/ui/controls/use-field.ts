/** One field: its value, its default, and how to change it. */
import { useActions, useAppState } from '../app/ui-context.ts';
import { fieldOf, fields, type ExperimentSpec, type FieldName } from '../../experiment/fields.ts';
import { sameValue, type Field } from '../../experiment/kinds.ts';
import { checkTyped } from '../../experiment/typed.ts';

export interface FieldHandle<Own, Value> {
  readonly field: Own;
  readonly value: Value;
  readonly isDefault: boolean;
  readonly set: (value: Value) => void;
  readonly reset: () => void;
  /** Reads typed text; returns a problem in words, and then leaves the value unchanged. */
  readonly read: (text: string) => string | null;
}

/** The handle of a field of any table; `set` stores a new value. */
export function handleOf<Own extends Field, Value>(
  field: Own,
  value: Value,
  set: (value: unknown) => void,
): FieldHandle<Own, Value> {
  return {
    field,
    value,
    isDefault: sameValue(field, value, field.default),
    set,
    reset: () => set(field.default),
    read: (text) => {
      const checked = checkTyped(field, text);
      if (checked.problem !== null) return checked.problem;
      if (!sameValue(field, checked.value, value)) set(checked.value);
      return null;
    },
  };
}

export function useField<Name extends FieldName>(
  name: Name,
): FieldHandle<(typeof fields)[Name], ExperimentSpec[Name]> {
  const value = useAppState(({ draft }) => draft[name]);
  const { change } = useActions();
  const field: (typeof fields)[Name] = fields[name];
  return { ...handleOf(fieldOf(name), value, (next) => change({ [name]: next })), field, value };
}
