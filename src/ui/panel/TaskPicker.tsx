/** The tasks as small pictures: one native radio button each. */
import { useId, useMemo } from 'react';
import { useAppState } from '../app/ui-context.ts';
import { tasks, type TaskName } from '../../core/data/tasks.ts';
import { fields } from '../../experiment/fields.ts';
import css from './TaskPicker.module.css';
import { thumbnail } from './thumbnail.ts';
import { useField } from '../controls/use-field.ts';

const names = Object.keys(tasks) as readonly TaskName[];

export function TaskPicker() {
  const { field, value, set } = useField('task');
  const noise = useAppState(({ draft }) => draft.noise);
  const group = useId();
  return (
    <fieldset className={css['tasks']} aria-describedby={`${group}-help`}>
      <legend className="visually-hidden">{field.label}</legend>
      {names.map((name) => (
        <label key={name} className={css['task']} title={fields.task.options[name]}>
          <input
            type="radio"
            className={css['input']}
            name={group}
            aria-label={fields.task.options[name]}
            checked={name === value}
            onChange={() => set(name)}
          />
          <Picture task={name} noise={noise} />
        </label>
      ))}
      <p id={`${group}-help`} hidden>
        {field.help}
      </p>
    </fieldset>
  );
}

function Picture({ task, noise }: { readonly task: TaskName; readonly noise: number }) {
  const dots = useMemo(() => thumbnail(task, noise), [task, noise]);
  return (
    <svg viewBox="0 0 40 40" className={css['picture']} aria-hidden="true">
      {dots === null ? (
        <path
          className={css['shirt']}
          d="M15 8.5c1.2 3 8.8 3 10 0l8 4.2-2.6 6.4-3.4-1.4v14H13v-14l-3.4 1.4L7 12.7z"
        />
      ) : (
        <>
          <path className={css['first']} d={dots.first} />
          <path className={css['second']} d={dots.second} />
        </>
      )}
    </svg>
  );
}
