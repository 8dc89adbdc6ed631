/**
 * Limits on waiting for what may never answer: graphics drivers, compilers and networks can hang without an error.
 * Owns the limits; counts them in turns that came on time (core/patience.ts).
 */
import { Patience, turnTime } from '../core/patience.ts';

/**
 * Seconds that each wait may last. Adapters answer in milliseconds, a graphics process that has to be started first in
 * two or three seconds. A start compiles kernels, which takes seconds on slow machines, and runs the self-test. Code
 * comes over the network. A single call may hold one long step; graphics drivers end what takes longer than ten seconds.
 */
export const limits = { adapter: 8, device: 8, start: 30, code: 60, call: 20 } as const;

/** What was waited for did not come. */
export class NoAnswer extends Error {}

/**
 * The same promise, or after so many `seconds` a NoAnswer that says `what` did not answer. `late` is given what comes
 * all the same afterwards, to put it away.
 */
export function within<Value>(
  promise: Promise<Value>,
  seconds: number,
  what: string,
  late: (value: Value) => void = () => undefined,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const patience = new Patience(seconds);
    const timer = setInterval(() => {
      if (!patience.look(performance.now())) return;
      end();
      reject(new NoAnswer(`${what} did not answer within ${seconds} s`));
    }, turnTime);
    const end = (): void => {
      isOver = true;
      clearInterval(timer);
    };
    promise.then(
      (value) => {
        if (isOver) {
          late(value);
          return;
        }
        end();
        resolve(value);
      },
      (error: unknown) => {
        end();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
