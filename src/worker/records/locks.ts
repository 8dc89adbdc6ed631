/** The browser's locks between tabs: they are released when a tab ends or is killed. */
import type { Locks } from './records.ts';

/** Null if there are none: in old browsers, and on insecure pages. */
export function browserLocks(): Locks | null {
  const { locks } = navigator as { locks?: LockManager };
  if (locks === undefined) return null;
  return {
    take: (name, patience) =>
      new Promise((resolve, reject) => {
        const hold = (): Promise<void> => new Promise((release) => resolve(release));
        locks
          .request(name, { signal: AbortSignal.timeout(Math.max(patience, 50)) }, hold)
          .catch((error: unknown) => {
            if (error instanceof DOMException && error.name === 'TimeoutError') resolve(null);
            else reject(error instanceof Error ? error : new Error(String(error)));
          });
      }),
    async taken() {
      const { held = [] } = await locks.query();
      return new Set(held.flatMap(({ name }) => name ?? []));
    },
  };
}
