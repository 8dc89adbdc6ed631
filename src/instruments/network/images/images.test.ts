import { expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { fileTask, tasks } from '../../../experiment/tasks.ts';
import type { AppState } from '../../../store/state.ts';
import { followImages } from '../NetworkBench.tsx';

const stateOf = (task: string, revision: number): AppState =>
  ({ run: { runId: 1, lifecycle: 'running', spec: { task } }, revision }) as never;

it('asks for the images once, when there is a run that has some, and anew when it is opened anew', async () => {
  const images = vi.fn(() => Promise.reject(new Error('there is no server')));
  const store = createStore<AppState>(() => stateOf('moons', 0));
  const app = { store, images };
  const end = followImages(app);
  store.setState(stateOf('xor', 1));
  expect(images).not.toHaveBeenCalled();
  store.setState(stateOf('fashion-mnist', 2));
  store.setState(stateOf('fashion-mnist', 3));
  expect(images.mock.calls).toEqual([['fashion-mnist']]);
  await Promise.resolve();
  end();
  followImages(app)();
  expect(images).toHaveBeenCalledTimes(2);
});

it('asks anew for the images of another task', () => {
  const images = vi.fn(() => new Promise<never>(() => undefined));
  const store = createStore<AppState>(() => stateOf('fashion-mnist', 0));
  const app = { store, images };
  Object.assign(tasks, { dots: fileTask('fashion-mnist') });
  const end = followImages(app);
  store.setState(stateOf('dots', 1));
  store.setState(stateOf('dots', 2));
  expect(images.mock.calls).toEqual([['fashion-mnist'], ['dots']]);
  end();
  Reflect.deleteProperty(tasks, 'dots');
});
