/** The control that fits a field's kind; the task alone has pictures, and frozen coefficients a file. */
import { fields, type FieldName } from '../../experiment/fields.ts';
import type { Field } from '../../experiment/kinds.ts';
import { ArmsRow } from '../controls/ArmsRow.tsx';
import { ChoiceRow, type ChoiceName } from '../controls/ChoiceRow.tsx';
import { ListRow, type ListName } from '../controls/ListRow.tsx';
import { Fetched } from '../app/Fetched.tsx';
import { loadFrozenFile } from '../app/later.ts';
import { NumberRow, type NumberName } from '../controls/NumberRow.tsx';
import { TaskPicker } from './TaskPicker.tsx';

const kindOf = (name: FieldName): Field['kind'] => fields[name].kind;
const isNumber = (name: FieldName): name is NumberName => kindOf(name) === 'number';
const isChoice = (name: FieldName): name is ChoiceName => kindOf(name) === 'choice';
const isList = (name: FieldName): name is ListName => ['widths', 'seeds', 'numbers'].includes(kindOf(name));

export function FieldRow({ name }: { readonly name: FieldName }) {
  if (name === 'task') return <TaskPicker />;
  if (name === 'frozen')
    return (
      <Fetched load={loadFrozenFile} waiting={<ListRow name={name} />} instead={<ListRow name={name} />}>
        {(FrozenFile) => (
          <FrozenFile>
            <ListRow name={name} />
          </FrozenFile>
        )}
      </Fetched>
    );
  if (isNumber(name)) return <NumberRow name={name} />;
  if (isChoice(name)) return <ChoiceRow name={name} />;
  if (isList(name)) return <ListRow name={name} />;
  return <ArmsRow />;
}
