/** One group of fields under its title; the rarely touched ones behind "more". */
import { useId, useState } from 'react';
import { useAppState } from '../app/ui-context.ts';
import { modelFor } from '../../core/model/describe.ts';
import { fields, fieldOf, type FieldName } from '../../experiment/fields.ts';
import { sameValue, type FieldGroup as GroupName } from '../../experiment/kinds.ts';
import { isRelevant } from '../../experiment/relevance.ts';
import { Explain } from '../help/Explain.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { grouped } from '../primitives/numbers.ts';
import { FieldRow } from './FieldRow.tsx';
import css from './panel.module.css';
import { fieldsIn, isQuiet } from './placement.ts';

export function FieldGroup({ group, title }: { readonly group: GroupName; readonly title: string }) {
  const draft = useAppState(({ draft: spec }) => spec);
  const [more, setMore] = useState(false);
  const id = useId();
  const relevant = fieldsIn(group).filter((name) => isRelevant(name, draft));
  const changed = (name: FieldName): boolean => !sameValue(fieldOf(name), draft[name], fields[name].default);
  // A changed field never hides.
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

/** What a group says of itself beside its title. */
function Aside({ group }: { readonly group: GroupName }) {
  const text = useAppState(({ draft }) => {
    if (group === 'network') return weights(modelFor(draft).parameters.count);
    return group === 'task' ? fields.task.options[draft.task] : null;
  });
  return text === null ? null : <span className={css['aside']}>{text}</span>;
}

/** In thousands where all digits would not fit; the header has them. */
const weights = (count: number): string =>
  `${count < 1000 ? grouped(count) : `${Math.round(count / 1000)}k`} weights`;
