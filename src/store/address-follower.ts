/**
 * When the page's address follows the experiment on screen, and when a changed experiment is run: after a pause, so
 * that a dragged slider is one run and one entry of the history. A refused write stops nothing: Safari refuses more
 * than 100 in 30 seconds.
 */
import type { PageAddress } from './page-address.ts';

/** Changes that follow each other within this time are one, ms. */
const settleTime = 300;
/** An address that was refused is written again after this time, ms. */
const retryTime = 5000;

interface Owed {
  /** An entry of the history, so that Back returns to what was there before. */
  readonly push: boolean;
  readonly run: boolean;
}

export interface AddressFollower {
  /** Once changes rest. */
  readonly soon: (owed: Owed) => void;
  /** At once. A pending run stays pending. */
  readonly now: (push: boolean) => void;
  /** At once, if the address lags behind. */
  readonly catchUp: () => void;
  /** Cancels whatever is pending. */
  readonly forget: () => void;
}

/** `link` returns that of the experiment on screen. */
export function followAddress(address: PageAddress, link: () => string, run: () => void): AddressFollower {
  let owed: Owed | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const owe = (next: Owed, time: number): void => {
    owed = { push: next.push || owed?.push === true, run: next.run || owed?.run === true };
    clearTimeout(timer);
    timer = setTimeout(settle, time);
  };
  const forget = (): void => {
    owed = null;
    clearTimeout(timer);
  };
  const now = (push: boolean): void => {
    const pushes = push || owed?.push === true;
    if (owed?.run === true) owed = { push: false, run: true };
    else forget();
    try {
      address.write(link(), pushes);
    } catch {
      owe({ push: pushes, run: false }, owed === null ? retryTime : settleTime);
    }
  };
  const settle = (): void => {
    const { push = false, run: runs = false } = owed ?? {};
    forget();
    if (runs) run();
    now(push);
  };
  address.onLeave?.(() => (owed === null ? null : link()));
  return {
    soon: (next) => owe(next, settleTime),
    now,
    catchUp() {
      const { push } = owed ?? {};
      forget();
      if (push !== undefined) now(push);
    },
    forget,
  };
}
