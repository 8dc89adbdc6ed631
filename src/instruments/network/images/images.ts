/** The images of the task on screen, for the panels that show some: fetched when they are first wanted. */
import { imageTask, type TaskName } from '../../../experiment/tasks.ts';
import type { App, AppState } from '../../../store/state.ts';

/** Until the returned function is called. Where they cannot be had, following them anew tries again. */
export function followImages({ store, images }: Pick<App, 'store' | 'images'>): () => void {
  let asked: TaskName | null = null;
  const ask = ({ run }: Pick<AppState, 'run'>): void => {
    const task = run?.spec.task ?? null;
    if (images === undefined || task === null || task === asked || imageTask(task) === null) return;
    asked = task;
    const answer = (found: AppState['images']): void => {
      if (asked === task) store.setState({ images: found });
    };
    answer(null);
    images(task).then(answer, (error: unknown) =>
      answer(error instanceof Error ? error.message : String(error)),
    );
  };
  ask(store.getState());
  const end = store.subscribe(ask);
  return () => {
    asked = null;
    end();
  };
}
