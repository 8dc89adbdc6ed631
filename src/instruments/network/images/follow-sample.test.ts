import { expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { fileTask, tasks } from '../../../experiment/tasks.ts';
import type { AppState } from '../../../store/state.ts';
import { followSample } from './follow-sample.ts';

const stateOf = (task: string, revision: number): AppState =>
  ({ run: { runId: 1, lifecycle: 'running', spec: { task } }, revision }) as never;

it('asks for examples once, when there is a run of a task from a file, and again when it is opened again', async () => {
  const sample = vi.fn(() => Promise.reject(new Error('there is no server')));
  const store = createStore<AppState>(() => stateOf('moons', 0));
  const app = { store, sample };
  const end = followSample(app);
  store.setState(stateOf('xor', 1));
  expect(sample).not.toHaveBeenCalled();
  store.setState(stateOf('fashion-mnist', 2));
  store.setState(stateOf('fashion-mnist', 3));
  expect(sample.mock.calls).toEqual([['fashion-mnist']]);
  await Promise.resolve();
  end();
  followSample(app)();
  expect(sample).toHaveBeenCalledTimes(2);
});

it('asks again for the examples of another task', () => {
  const sample = vi.fn(() => new Promise<never>(() => undefined));
  const store = createStore<AppState>(() => stateOf('fashion-mnist', 0));
  const app = { store, sample };
  Object.assign(tasks, { dots: fileTask('fashion-mnist') });
  const end = followSample(app);
  store.setState(stateOf('dots', 1));
  store.setState(stateOf('dots', 2));
  expect(sample.mock.calls).toEqual([['fashion-mnist'], ['dots']]);
  end();
  Reflect.deleteProperty(tasks, 'dots');
});
