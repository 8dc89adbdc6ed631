/** Whether the tab was in the background while a run trained: browsers slow down what nobody sees. */
import { useEffect, useState } from 'react';

/** True once the page has been hidden while `isRunning`, until another run begins. */
export function useWasInBackground(runId: number, isRunning: boolean): boolean {
  const [hiddenRun, setHiddenRun] = useState<number | null>(null);
  useEffect(() => {
    const look = (): void => {
      if (document.hidden && isRunning) setHiddenRun(runId);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [runId, isRunning]);
  return hiddenRun === runId;
}
