/** The progress of a run or a sweep, in one line of a terminal that is overwritten. Owns the words and how often they change. */
import type { RunEvent } from '../run/events.ts';

/** Minimum time between two changes, ms. */
const changeTime = 100;

/** A line that is overwritten, and not too often. `write` gets text for the terminal; `now` is in ms. */
class Line {
  readonly #write: (text: string) => void;
  readonly now: () => number;
  #changed = -Infinity;

  constructor(write: (text: string) => void, now: () => number) {
    this.#write = write;
    this.now = now;
  }

  show(parts: readonly string[], fraction: number | null, secondsLeft: number | null): void {
    const now = this.now();
    if (now - this.#changed < changeTime) return;
    this.#changed = now;
    const all = [
      ...parts,
      ...(fraction === null ? [] : [`${Math.floor(100 * fraction)} %`]),
      ...(secondsLeft === null ? [] : [`${timeText(secondsLeft)} left`]),
    ];
    this.#write(`\r\u001B[2K${all.join(' · ')}`);
  }

  /** Removes the line: the next output starts on it. */
  clear(): void {
    if (this.#changed !== -Infinity) this.#write('\r\u001B[2K');
    this.#changed = -Infinity;
  }
}

export class ProgressLine {
  readonly #line: Line;
  readonly #steps: number;
  #done = 0;
  /** Time of the first report of steps, and their number. */
  #began: { readonly at: number; readonly done: number } | null = null;

  /** For a run with this many steps. */
  constructor(steps: number, write: (text: string) => void, now: () => number) {
    this.#line = new Line(write, now);
    this.#steps = steps;
  }

  take(event: RunEvent): void {
    if (event.type === 'progressed') {
      this.#done = event.firstStep + event.steps;
      this.#began ??= { at: this.#line.now(), done: this.#done };
      this.#line.show(
        [`Step ${grouped(this.#done)} of ${grouped(this.#steps)}`],
        this.#done / this.#steps,
        this.#left(),
      );
    } else if (event.type === 'preparing' || event.type === 'working')
      this.#line.show([event.phase], event.fraction, event.secondsLeft ?? null);
  }

  clear(): void {
    this.#line.clear();
  }

  #left(): number | null {
    const { at, done } = this.#began!;
    const seconds = (this.#line.now() - at) / 1000;
    return seconds < 1 || this.#done === done
      ? null
      : (seconds * (this.#steps - this.#done)) / (this.#done - done);
  }
}

/** Points of a sweep: how many are done, which are running, and the time that the rest takes at this pace. */
export class SweepLine {
  readonly #line: Line;
  readonly #total: number;
  #running: readonly { readonly line: number }[] = [];
  /** Points with a result; of these, those that were run here. */
  #done = 0;
  #ran = 0;
  #share = 0;
  #began: number | null = null;

  /** For this number of points. */
  constructor(total: number, write: (text: string) => void, now: () => number) {
    this.#line = new Line(write, now);
    this.#total = total;
  }

  moved(running: readonly { readonly line: number }[], done: readonly unknown[]): void {
    if (this.#running.length > 0) this.#ran += done.length;
    if (running.length > 0) this.#began ??= this.#line.now();
    this.#done += done.length;
    this.#running = running;
    this.#share = 0;
    this.#show('');
  }

  take(event: RunEvent): void {
    if (event.type === 'progressed') this.#share += event.steps;
    this.#show(event.type === 'progressed' ? `step ${grouped(this.#share)}` : '');
  }

  clear(): void {
    this.#line.clear();
  }

  #show(step: string): void {
    const [first] = this.#running;
    const now =
      first === undefined
        ? []
        : this.#running.length === 1
          ? [`line ${first.line}`]
          : [`${this.#running.length} points together`];
    const seconds = this.#began === null ? 0 : (this.#line.now() - this.#began) / 1000;
    const left = this.#ran === 0 ? null : (seconds * (this.#total - this.#done)) / this.#ran;
    this.#line.show(
      [`${grouped(this.#done)} of ${grouped(this.#total)} points`, ...now, ...(step === '' ? [] : [step])],
      null,
      left,
    );
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
