/** Many small messages as few: what is sent within one task goes out together. */

/**
 * Returns a sender that hands over what it was given, in order and never nothing, once the present task is done or
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
    // A port without a listener lets a Node process end.
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
