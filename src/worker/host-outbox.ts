/** Gathers run events and posts them in batches, at most ten a second, with their arrays transferred. */
import type { RunEvent } from '../run/events.ts';

export type Send = (events: readonly RunEvent[], transfer: Transferable[]) => void;

/** Least time between two batches, ms. */
const batchTime = 100;

export class Outbox {
  readonly #send: Send;
  #events: RunEvent[] = [];
  #sent = 0;

  constructor(send: Send) {
    this.#send = send;
  }

  add(event: RunEvent): void {
    this.#events.push(event);
    if (performance.now() - this.#sent >= batchTime) this.flush();
  }

  flush(): void {
    this.#sent = performance.now();
    if (this.#events.length === 0) return;
    const events = this.#events;
    this.#events = [];
    this.#send(events, events.flatMap(buffersOf));
  }
}

/** Buffers of an event's typed arrays; none is used again by the sender. */
function buffersOf(event: RunEvent): Transferable[] {
  return Object.values(event).flatMap((value: unknown) =>
    value instanceof Float32Array ? [value.buffer] : [],
  );
}
