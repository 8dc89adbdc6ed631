/**
 * Watches whether a worker still lives. One that ends from within, or hangs, gives no error: it just answers no more.
 * While the page is in sight it is asked every turn (core/patience.ts), and anything that it says counts.
 *
 * It may be silent for 20 seconds: workers divide what they do into parts of a tenth of a second, so that even on a
 * machine twenty times as busy they answer in a few. Before its first word a worker has a minute, for its code may have
 * to come over a slow network.
 */
import { Patience, turnTime } from '../../core/patience.ts';
import { isSign, ping, pong } from '../protocol-pulse.ts';

const silence = 20;
const firstSilence = 60;

export interface Pulse {
  /** Something was heard from the worker; true where it was no more than a sign of life. */
  heard(data: unknown): boolean;
  /** No more is waited for. */
  end(): void;
}

/** `silent` is called when the worker has answered nothing for too long, and not again before it is heard. */
export function watchPulse(worker: Pick<Worker, 'postMessage'>, silent: (reason: string) => void): Pulse {
  let patience = new Patience(firstSilence);
  let seconds = firstSilence;
  let isAsked = false;
  let isTold = false;
  const timer = setInterval(() => {
    // A browser may slow down or stop hidden pages.
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
