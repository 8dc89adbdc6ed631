/** Collects run events and posts them in batches, at most ten per second; lists the buffers to be transferred. */
import { shapedFields } from '../../run/event-shapes.ts';
import type { RunEvent } from '../../run/events.ts';

export type Send = (events: readonly RunEvent[]) => void;

/** Minimum time between two batches, ms. */
const batchTime = 100;

export class Outbox {
  readonly #send: Send;
  #events: RunEvent[] = [];
  #sent = 0;
  #due: ReturnType<typeof setTimeout> | undefined;

  constructor(send: Send) {
    this.#send = send;
  }

  /** Sends at once, or with the next batch, or a little later if there is none. */
  add(event: RunEvent): void {
    this.#events.push(event);
    const left = this.#sent + batchTime - performance.now();
    if (left <= 0) this.flush();
    else this.#due ??= setTimeout(() => this.flush(), left);
  }

  flush(): void {
    clearTimeout(this.#due);
    this.#due = undefined;
    this.#sent = performance.now();
    if (this.#events.length === 0) return;
    const events = this.#events;
    this.#events = [];
    this.#send(events);
  }
}

/** Buffers of the typed arrays of events; the sender does not use them again. */
export const buffersOf = (events: readonly RunEvent[]): Transferable[] =>
  events.flatMap((event) =>
    shapedFields(event).flatMap(({ value }) => (value instanceof Float32Array ? [value.buffer] : [])),
  );
