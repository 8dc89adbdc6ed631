/** Many small messages as few: what is sent within one task goes out together when the task is over. */

/** Returns a sender that hands over what it was given, in order and never nothing, once the present task is done. */
export function bundled<Item>(send: (items: Item[]) => void): (item: Item) => void {
  let waiting: Item[] = [];
  const { port1: end, port2: start } = new MessageChannel();
  end.onmessage = () => {
    const items = waiting;
    waiting = [];
    send(items);
  };
  return (item) => {
    if (waiting.push(item) === 1) start.postMessage(null);
  };
}
