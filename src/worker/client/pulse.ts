/**
 * Monitors whether a worker is alive. A worker that ends from within, or hangs, gives no error: it just stops
 * answering. While the page is visible it is pinged every turn (core/patience.ts), and any message from it counts as
 * an answer.
 *
 * It may be silent for 20 seconds: workers divide their work into parts of a tenth of a second, so even on a machine
 * that is twenty times slower they answer within a few seconds. Before its first message a worker has a minute,
 * because its code may come over a slow network.
 */
import { Patience, turnTime } from '../../core/patience.ts';
import { isSign, ping, pong } from '../protocol-pulse.ts';

const silence = 20;
const firstSilence = 60;

export interface Pulse {
  /** A message came from the worker; true if it was only a sign of life. */
  heard(data: unknown): boolean;
  /** Nothing is awaited any more. */
  end(): void;
}

/** `silent` is called when the worker has not answered for too long, and not again before its next message. */
export function watchPulse(worker: Pick<Worker, 'postMessage'>, silent: (reason: string) => void): Pulse {
  let patience = new Patience(firstSilence);
  let seconds = firstSilence;
  let isAsked = false;
  let isTold = false;
  const timer = setInterval(() => {
    // A browser may throttle or suspend hidden pages.
    if ((globalThis as { document?: Document }).document?.hidden === true) patience.heard();
    if (!isAsked) worker.postMessage(ping);
    isAsked = true;
    if (!patience.look(performance.now()) || isTold) return;
    isTold = true;
    silent(`it has not answered for ${seconds} seconds`);
  }, turnTime);
  return {
    heard(data) {
      if (seconds !== silence) patience = new Patience((seconds = silence));
      patience.heard();
      isTold = false;
      const isPong = isSign(data, pong);
      if (isPong) isAsked = false;
      return isPong;
    },
    end() {
      clearInterval(timer);
    },
  };
}
