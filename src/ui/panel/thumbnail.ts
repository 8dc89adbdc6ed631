/** What a task's examples look like, drawn by the very generator that training uses. Pure. */
import { randomStream } from '../../core/rng.ts';
import { drawOf } from '../../core/data/draws.ts';
import { tasks, type TaskName } from '../../experiment/tasks.ts';

/** Two point clouds as SVG paths of zero-length strokes (round caps make them dots), in a 0..40 box. */
export interface Thumbnail {
  readonly first: string;
  readonly second: string;
}

const examples = 84;
const size = 40;
const margin = 5;

export function thumbnail(task: TaskName, noise: number): Thumbnail | null {
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
