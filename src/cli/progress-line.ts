/** The progress of a run, in one line of a terminal that is overwritten. Owns the words and how often they change. */
import type { RunEvent } from '../run/events.ts';

/** Minimum time between two changes, ms. */
const changeTime = 100;

export class ProgressLine {
  readonly #write: (text: string) => void;
  readonly #now: () => number;
  readonly #steps: number;
  #done = 0;
  /** Time of the first report of steps, and their number. */
  #began: { readonly at: number; readonly done: number } | null = null;
  #changed = -Infinity;

  /** `write` gets text for the terminal; for a run with this many steps. `now` is in ms. */
  constructor(steps: number, write: (text: string) => void, now: () => number) {
    this.#steps = steps;
    this.#write = write;
    this.#now = now;
  }

  take(event: RunEvent): void {
    if (event.type === 'progressed') {
      this.#done = event.firstStep + event.steps;
      this.#began ??= { at: this.#now(), done: this.#done };
      this.#show(
        `Step ${grouped(this.#done)} of ${grouped(this.#steps)}`,
        this.#done / this.#steps,
        this.#left(),
      );
    } else if (event.type === 'preparing' || event.type === 'working')
      this.#show(event.phase, event.fraction, event.secondsLeft ?? null);
  }

  /** Removes the line: the next output starts on it. */
  clear(): void {
    if (this.#changed !== -Infinity) this.#write('\r\u001B[2K');
    this.#changed = -Infinity;
  }

  #left(): number | null {
    const { at, done } = this.#began!;
    const seconds = (this.#now() - at) / 1000;
    return seconds < 1 || this.#done === done
      ? null
      : (seconds * (this.#steps - this.#done)) / (this.#done - done);
  }

  #show(what: string, fraction: number | null, secondsLeft: number | null): void {
    const now = this.#now();
    if (now - this.#changed < changeTime) return;
    this.#changed = now;
    const parts = [
      what,
      ...(fraction === null ? [] : [`${Math.floor(100 * fraction)} %`]),
      ...(secondsLeft === null ? [] : [`${timeText(secondsLeft)} left`]),
    ];
    this.#write(`\r\u001B[2K${parts.join(' · ')}`);
  }
}

const grouped = (count: number): string => count.toLocaleString('en');

/** "8 s", "3 min 5 s", "2 h 10 min". */
function timeText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
