/** Numbers of the run on screen, from all that is recorded of it; none before there is anything. */
import type { RunHistory } from '../../record/history.ts';
import type { ViewPreferences } from '../../store/state.ts';
import type { Table } from '../../record/table.ts';
import { useUi } from '../app/ui-context.ts';

type TableOf = (history: RunHistory, view: ViewPreferences, whole: boolean) => Table;

export function useRecorded(tableOf: TableOf): (whole: boolean) => Table {
  const { store, recorded } = useUi().app;
  return (whole) => {
    const history = recorded();
    return history === null ? { columns: [], rows: [] } : tableOf(history, store.getState().view, whole);
  };
}
