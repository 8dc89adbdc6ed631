/** The worker that writes weights, for as long as a component is on the page: one task at a time, and how far it is. */
import { useEffect, useRef, useState } from 'react';
import type { App } from '../../store/state.ts';
import { useUi } from '../app/ui-context.ts';

type Client = Awaited<ReturnType<App['readRuns']>>;

export interface Reader {
  /** What is being done; null if nothing is. */
  readonly doing: string | null;
  readonly problem: string | null;
  /** Starts the worker if needed. What the task rejects with becomes the problem. */
  readonly attempt: (task: (client: Client) => Promise<string | null>) => Promise<void>;
  readonly cancel: () => void;
}

/** A task resolves with a problem, if it has one. */
export function useReader(): Reader {
  const { app } = useUi();
  const [doing, setDoing] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const client = useRef<Client | null>(null);
  useEffect(
    () => () => {
      client.current?.end();
    },
    [],
  );
  const attempt: Reader['attempt'] = async (task) => {
    setProblem(null);
    setDoing('Starting …');
    try {
      client.current ??= await app.readRuns();
      client.current.onProgress = (phase, share) => setDoing(`${phase}: ${Math.round(100 * share)} %`);
      setProblem(await task(client.current));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setDoing(null);
    }
  };
  return { doing, problem, attempt, cancel: () => client.current?.cancel() };
}
