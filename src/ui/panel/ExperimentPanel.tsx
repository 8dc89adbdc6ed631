/** The experiment: every field of the table that matters now, group by group. */
import css from './panel.module.css';
import { useId, useState } from 'react';
import { useAppState } from '../app/ui-context.ts';
import { modelFor } from '../../core/model/describe.ts';
import { fields, fieldOf, type FieldName } from '../../experiment/fields.ts';
import { sameValue, type FieldGroup as GroupName, type Field } from '../../experiment/kinds.ts';
import { isRelevant } from '../../experiment/relevance.ts';
import { Explain } from '../help/Explain.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { grouped } from '../primitives/numbers.ts';
import { ArmsRow } from '../controls/ArmsRow.tsx';
import { ChoiceRow, type ChoiceName } from '../controls/ChoiceRow.tsx';
import { ListRow, type ListName } from '../controls/ListRow.tsx';
import { Fetched } from '../app/Fetched.tsx';
import { later } from '../app/later.ts';
import { NumberRow, type NumberName } from '../controls/NumberRow.tsx';
import { TaskPicker } from './TaskPicker.tsx';
import { fieldsIn, groups, isQuiet } from './placement.ts';

export function ExperimentPanel() {
  return (
    <aside className={css['panel']} aria-label="Experiment">
      {groups.map(([group, title]) => (
        <FieldGroup key={group} group={group} title={title} />
      ))}
    </aside>
  );
}

/** One group of fields under its title; the rarely touched ones behind "more". */
function FieldGroup({ group, title }: { readonly group: GroupName; readonly title: string }) {
  const draft = useAppState(({ draft: spec }) => spec);
  const [more, setMore] = useState(false);
  const id = useId();
  const relevant = fieldsIn(group).filter((name) => isRelevant(name, draft));
  const changed = (name: FieldName): boolean => !sameValue(fieldOf(name), draft[name], fields[name].default);
  const hidden = relevant.filter((name) => isQuiet(name) && !changed(name));
  const shown = relevant.filter((name) => more || !hidden.includes(name));
  return (
    <section className={css['group']} aria-labelledby={id}>
      <div className={css['head']}>
        <h3 id={id} className={css['title']}>
          {title}
        </h3>
        <Aside group={group} />
        <span className={css['explain']}>
          <Explain what={group} />
        </span>
        {hidden.length > 0 && (
          <button
            type="button"
            className={css['more']}
            aria-expanded={more}
            aria-label={`${more ? 'Less' : 'More'}, ${title} settings: ${hidden.map((name) => fields[name].label).join(', ')}`}
            onClick={() => setMore(!more)}
          >
            {more ? 'less' : 'more'}
            <Icon name={more ? 'up' : 'down'} size={12} />
          </button>
        )}
      </div>
      {shown.map((name) => (
        <FieldRow key={name} name={name} />
      ))}
    </section>
  );
}

function Aside({ group }: { readonly group: GroupName }) {
  const text = useAppState(({ draft }) => {
    if (group === 'network') return weights(modelFor(draft).parameters.count);
    return group === 'task' ? fields.task.options[draft.task] : null;
  });
  return text === null ? null : <span className={css['aside']}>{text}</span>;
}

/** In thousands if all digits do not fit; the header has them. */
const weights = (count: number): string =>
  `${count < 1000 ? grouped(count) : `${Math.round(count / 1000)}k`} weights`;

const kindOf = (name: FieldName): Field['kind'] => fields[name].kind;
const isNumber = (name: FieldName): name is NumberName => kindOf(name) === 'number';
const isChoice = (name: FieldName): name is ChoiceName => kindOf(name) === 'choice';
const isList = (name: FieldName): name is ListName => ['widths', 'seeds', 'numbers'].includes(kindOf(name));

/** The control that fits a field's kind; the task alone has pictures, and frozen coefficients a file. */
function FieldRow({ name }: { readonly name: FieldName }) {
  if (name === 'task') return <TaskPicker />;
  if (name === 'frozen')
    return (
      <Fetched load={later.frozenFile} waiting={<ListRow name={name} />} instead={<ListRow name={name} />}>
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
