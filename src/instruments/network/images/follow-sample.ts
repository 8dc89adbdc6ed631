/** Examples of the task on screen, for the panels that show some: fetched when they are first needed. */
import { fileTask, type TaskName } from '../../../experiment/tasks.ts';
import type { App, AppState } from '../../../store/state.ts';

/** Until the returned function is called. After a failure, following them again tries again. */
export function followSample({ store, sample }: Pick<App, 'store' | 'sample'>): () => void {
  let asked: TaskName | null = null;
  const ask = ({ run }: Pick<AppState, 'run'>): void => {
    const task = run?.spec.task ?? null;
    if (sample === undefined || task === null || task === asked || fileTask(task) === null) return;
    asked = task;
    const answer = (found: AppState['sample']): void => {
      if (asked === task) store.setState({ sample: found });
    };
    answer(null);
    sample(task).then(answer, (error: unknown) =>
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
