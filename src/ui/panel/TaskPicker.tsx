/** The tasks as small pictures: one native radio button each. */
import { useId, useMemo } from 'react';
import { useAppState } from '../app/ui-context.ts';
import { fileTask, taskNames, tasks, type TaskName } from '../../experiment/tasks.ts';
import css from './TaskPicker.module.css';
import { thumbnail } from './thumbnail.ts';
import { useField } from '../controls/use-field.ts';

/** With the licence of what comes in a file. */
function titleOf(name: TaskName): string {
  const licence = fileTask(name)?.licence;
  return licence === undefined ? tasks[name].label : `${tasks[name].label} (${licence})`;
}

export function TaskPicker() {
  const { field, value, set } = useField('task');
  const noise = useAppState(({ draft }) => draft.noise);
  const group = useId();
  return (
    <fieldset className={css['tasks']} aria-describedby={`${group}-help`}>
      <legend className="visually-hidden">{field.label}</legend>
      {taskNames.map((name) => (
        <label key={name} className={css['task']} title={titleOf(name)}>
          <input
            type="radio"
            className={css['input']}
            name={group}
            aria-label={tasks[name].label}
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
        <path className={css['sign']} d={fileTask(task)?.picture} />
      ) : (
        <>
          <path className={css['first']} d={dots.first} />
          <path className={css['second']} d={dots.second} />
        </>
      )}
    </svg>
  );
}
