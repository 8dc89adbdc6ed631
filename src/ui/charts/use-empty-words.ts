/** What a chart says in the place of data: why there is none yet, or why there will be none. */
import { useAppState } from '../app/ui-context.ts';

/** `waiting` is the chart's own sentence while it has no data, null once it has. */
export function useEmptyWords(waiting: string | null): string | null {
  const lifecycle = useAppState(({ run }) => run?.lifecycle ?? 'preparing');
  const phase = useAppState(({ run }) => run?.phase ?? '');
  if (waiting === null) return null;
  if (lifecycle === 'failed') return 'The run failed before there was anything to draw here.';
  return lifecycle === 'preparing' && phase !== '' ? `${phase} …` : waiting;
}
