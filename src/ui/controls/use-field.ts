/** One field of the draft: its value, its default, and how to change it. */
import { useActions, useAppState } from '../app/ui-context.ts';
import { fieldOf, fields, type ExperimentSpec, type FieldName } from '../../experiment/fields.ts';
import { sameValue } from '../../experiment/kinds.ts';
import { checkTyped } from '../../experiment/typed.ts';

export interface FieldHandle<Name extends FieldName> {
  readonly field: (typeof fields)[Name];
  readonly value: ExperimentSpec[Name];
  readonly isDefault: boolean;
  readonly set: (value: ExperimentSpec[Name]) => void;
  readonly reset: () => void;
  /** Takes typed text; the old value stays when there is a problem, which is returned in words. */
  readonly read: (text: string) => string | null;
}

export function useField<Name extends FieldName>(name: Name): FieldHandle<Name> {
  const value = useAppState(({ draft }) => draft[name]);
  const { change } = useActions();
  const field: (typeof fields)[Name] = fields[name];
  const set = (next: unknown): void => change({ [name]: next });
  return {
    field,
    value,
    isDefault: sameValue(fieldOf(name), value, field.default),
    set,
    reset: () => set(field.default),
    read: (text) => {
      const checked = checkTyped(fieldOf(name), text);
      if (checked.problem !== null) return checked.problem;
      if (!sameValue(fieldOf(name), checked.value, value)) set(checked.value);
      return null;
    },
  };
}
