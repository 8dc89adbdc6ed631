/** Locks between tabs, of the browser: one that ends, or is killed, holds none any more. */
import type { Locks } from './records.ts';

/** Null where there are none: in old browsers, and on pages that came over an unsafe connection. */
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
