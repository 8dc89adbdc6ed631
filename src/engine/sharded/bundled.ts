/** Bundles many small messages into few: those sent within one task go out together. */

/**
 * Returns a sender that forwards its items, in order and never an empty list, at the end of the current task or when
 * `most` items wait.
 */
export function bundled<Item>(send: (items: Item[]) => void, most = Infinity): (item: Item) => void {
  let waiting: Item[] = [];
  let isDue = false;
  const flush = (): void => {
    const items = waiting;
    waiting = [];
    if (items.length > 0) send(items);
  };
  const { port1: end, port2: start } = new MessageChannel();
  const hear = (): void => {
    isDue = false;
    // A port without a listener does not keep a Node process alive.
    end.onmessage = null;
    flush();
  };
  return (item) => {
    if (waiting.push(item) === most) flush();
    else if (!isDue) {
      isDue = true;
      end.onmessage = hear;
      start.postMessage(null);
    }
  };
}
