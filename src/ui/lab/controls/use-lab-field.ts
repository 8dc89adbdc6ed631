/** How a field of the lab is changed: by value, by typed text, back to its default. */
import { labFieldOf, type LabFieldName } from '../../../experiment/lab/lab-fields.ts';
import { checkTyped } from '../../../experiment/typed.ts';
import { useActions } from '../../app/ui-context.ts';

export interface LabFieldHandle {
  readonly set: (value: unknown) => void;
  readonly reset: () => void;
  /** Takes typed text; the old value stays when there is a problem, which is returned in words. */
  readonly read: (text: string) => string | null;
}

export function useLabField(name: LabFieldName): LabFieldHandle {
  const { changeLab } = useActions();
  const field = labFieldOf(name);
  const set = (value: unknown): void => changeLab({ [name]: value });
  return {
    set,
    reset: () => set(field.default),
    read: (text) => {
      const { value, problem } = checkTyped(field, text);
      if (problem === null) set(value);
      return problem;
    },
  };
}
