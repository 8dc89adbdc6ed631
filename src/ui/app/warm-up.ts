/**
 * Loads whatever may be needed later after the first run, piece by piece while the browser is idle, so that the
 * page needs no network then.
 */
import type { App, AppState } from '../../store/state.ts';
import { benches } from '../workbench/benches.ts';
import { later } from './later.ts';

const pieces: readonly (() => Promise<unknown>)[] = [
  ...Object.values(later),
  ...benches.map(({ load }) => load),
];

/** Maximum time to wait for the first run, ms. */
const patience = 10_000;

/**
 * Calls `warm` when all is loaded, with whether the browser stores it for workers too; retries when the network is
 * back.
 */
export async function warmUp(
  { store }: App,
  keepFiles: () => Promise<boolean>,
  warm: (kept: boolean) => void,
): Promise<void> {
  await Promise.race([firstRunOver(store), sleep(patience)]);
  while (!(await fetchAll()))
    await new Promise((resolve) => addEventListener('online', resolve, { once: true }));
  await idle();
  warm(await keepFiles());
}

async function fetchAll(): Promise<boolean> {
  let missing = 0;
  for (const load of pieces) {
    await idle();
    await load().catch(() => (missing += 1));
  }
  return missing === 0;
}

function firstRunOver(store: App['store']): Promise<void> {
  const isOver = ({ run }: AppState): boolean =>
    run !== null && run.lifecycle !== 'preparing' && run.lifecycle !== 'running';
  return new Promise((resolve) => {
    const end = store.subscribe((state) => {
      if (!isOver(state)) return;
      end();
      resolve();
    });
  });
}

const sleep = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

/** When idle, or a second later. Safari has no idle callback. */
const idle = (): Promise<void> =>
  'requestIdleCallback' in globalThis
    ? new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: 1000 }))
    : sleep(100);
