/**
 * Timeouts for operations that may never answer: graphics drivers, compilers and networks can hang without an error.
 * Owns the limits; counts them in turns that came on time (core/patience.ts).
 */
import { Patience, turnTime } from '../core/patience.ts';

/**
 * Seconds that each wait may last. Adapters answer in milliseconds, or in two or three seconds if a graphics process
 * has to be started first. A start compiles kernels, which takes seconds on slow machines, and runs the self-test.
 * Code comes over the network. A single call may contain one long step; graphics drivers abort anything that takes
 * longer than ten seconds.
 */
export const limits = { adapter: 8, device: 8, start: 30, code: 60, call: 20 } as const;

/** A wait that timed out. */
export class NoAnswer extends Error {}

/**
 * The same promise, rejected after `seconds` with a NoAnswer that says `what` did not answer. If the answer still
 * arrives later, it is passed to `late` for cleanup.
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
