/** The tasks as small pictures: one native radio button each. */
import { useId, useMemo } from 'react';
import { useAppState } from '../app/ui-context.ts';
import { fileTask, taskNames, tasks, type TaskName } from '../../experiment/tasks.ts';
import css from './panel.module.css';
import { useField } from '../controls/use-field.ts';
import { randomStream } from '../../core/rng.ts';
import { drawOf } from '../../core/data/draws.ts';

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

/** SVG paths of zero-length strokes with round caps, in a 0..40 box. */
interface Thumbnail {
  readonly first: string;
  readonly second: string;
}

const examples = 84;
const size = 40;
const margin = 5;

function thumbnail(task: TaskName, noise: number): Thumbnail | null {
  const draw = drawOf(task);
  const { loss } = tasks[task];
  if (draw === null) return null;
  const random = randomStream(1, 'data');
  const inputs = new Float32Array(2);
  const points = Array.from({ length: examples }, (_, index) => {
    const target = draw(index, noise, random, inputs);
    const [x = 0, y = 0] = inputs;
    return { x, y, second: loss === 'squared-error' ? target > 0 : target === 1 };
  });
  const x = fit(points.map((point) => point.x));
  const y = fit(points.map((point) => point.y));
  const dots = (second: boolean): string =>
    points
      .filter((point) => point.second === second)
      .map((point) => `M${x(point.x).toFixed(1)} ${(size - y(point.y)).toFixed(1)}h0`)
      .join('');
  return { first: dots(false), second: dots(true) };
}

function fit(values: readonly number[]): (value: number) => number {
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  return (value) => margin + ((value - low) / span) * (size - 2 * margin);
}
